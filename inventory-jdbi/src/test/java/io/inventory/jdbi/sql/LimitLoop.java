package io.inventory.jdbi.sql;

import io.inventory.decision.LedgerIds;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Scanner;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * What the tables can take, to measure the engine by: one loop writes batches of new orders by plain JDBC and the very statements
 * of the engine, decided on arrays in memory, one round trip a batch; no queue, no callers, no idempotency. It must be the only
 * one that changes the stocks. Measured in slices, as the load test is with {@code --slices}.
 */
@CommandLine.Command(name = "limit-loop", mixinStandardHelpOptions = true, sortOptions = false)
public final class LimitLoop implements Callable<Integer> {
    private final InputStream demands;
    private final SplittableRandom random = new SplittableRandom();
    private final LedgerIds ledgerIds = new LedgerIds();
    private final String run = UUID.randomUUID().toString().substring(0, 8);
    private final Map<String, PositionalSql> statements = new HashMap<>();
    private long made;

    @Parameters(paramLabel = "URL", description = "A JDBC URL of PostgreSQL, with the user.")
    private String url = "";

    @Option(names = "--skus", defaultValue = "10000", description = "How many SKUs. Default: ${DEFAULT-VALUE}")
    private int skuCount;

    @Option(names = "--lines", defaultValue = "1", description = "Lines an order. Default: ${DEFAULT-VALUE}")
    private int lineCount;

    @Option(names = "--ids", defaultValue = "random", description = "random or sequential. Default: ${DEFAULT-VALUE}")
    private String ids = "";

    @Option(names = "--batch", defaultValue = "256", description = "Orders a batch. Default: ${DEFAULT-VALUE}")
    private int batchSize;

    @Option(names = "--warm-up", defaultValue = "15", description = "Seconds. Default: ${DEFAULT-VALUE}")
    private int warmUpSeconds;

    LimitLoop(InputStream demands) {
        this.demands = demands;
    }

    /** Runs it; a line of standard input with a number of seconds asks for a slice. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new LimitLoop(System.in)).execute(args));
    }

    @Override
    public Integer call() throws SQLException {
        try (Connection connection = DriverManager.getConnection(url)) {
            try (Statement session = connection.createStatement()) {
                session.execute(Database.postgresqlSessionSettings());
            }
            LimitStocks stocks = LimitStocks.read(connection, skuCount);
            connection.setAutoCommit(false);
            write(connection, stocks, warmUpSeconds);
            System.out.println("ready");
            Scanner seconds = new Scanner(demands, StandardCharsets.UTF_8);
            while (seconds.hasNextInt()) {
                System.out.printf(
                        Locale.ROOT, "answers/s %.0f%nerrors none%n", write(connection, stocks, seconds.nextInt()));
            }
            for (PositionalSql statement : statements.values()) statement.close();
            boolean exact = stocks.areRight(connection);
            System.out.println("proof  the stocks are " + (exact ? "exact" : "NOT EXACT"));
            return exact ? 0 : 1;
        }
    }

    /** The orders a second. */
    private double write(Connection connection, LimitStocks stocks, int seconds) throws SQLException {
        long start = System.nanoTime();
        long end = start + TimeUnit.SECONDS.toNanos(seconds);
        long orders = 0;
        while (System.nanoTime() < end) {
            LimitBatch batch = new LimitBatch(stocks, orderIds(), lineCount, random, ledgerIds);
            statement(connection, batch.sql()).run(batch.parameters(stocks));
            orders += batchSize;
        }
        return orders / Math.max(1e-9, (System.nanoTime() - start) / 1e9);
    }

    private PositionalSql statement(Connection connection, String sql) throws SQLException {
        PositionalSql known = statements.get(sql);
        if (known != null) return known;
        PositionalSql statement = new PositionalSql(connection, sql);
        statements.put(sql, statement);
        return statement;
    }

    /** As long as those of the load test. */
    private String[] orderIds() {
        String[] made = new String[batchSize];
        for (int i = 0; i < batchSize; i++) made[i] = ids.equals("sequential") ? sequentialId() : randomId();
        Arrays.sort(made);
        return made;
    }

    private String sequentialId() {
        return String.format("%s-%027d", run, ++made);
    }

    private String randomId() {
        return new UUID(random.nextLong(), random.nextLong()).toString();
    }
}
