package io.inventory.jdbi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.inventory.Deduct;
import io.inventory.Extend;
import io.inventory.Inventory;
import io.inventory.OrderId;
import io.inventory.OrderStatus;
import io.inventory.Sku;
import io.inventory.contract.LedgerProof;
import io.inventory.contract.Names;
import io.inventory.decision.Decider;
import io.inventory.decision.Verdict;
import io.inventory.jdbi.fault.Failures;
import io.inventory.jdbi.sql.Database;
import io.inventory.jdbi.sql.Dialect;
import io.inventory.jdbi.sql.SqlObjects;
import io.inventory.jdbi.transaction.BatchTransaction;
import io.inventory.jdbi.transaction.SessionLimits;
import io.inventory.jdbi.transaction.TransactionRunner;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An embedded database whose process is killed, or that two processes want. */
@Timeout(120)
@ExpectedLog(Failures.class)
class H2FaultTest {
    private static final int KILLS = 2;
    private static final int ORDERS_BEFORE_KILL = 100;

    private final Names names = new Names();

    @TempDir
    private Path folder;

    @Test
    void aKilledProcessLosesNoOrderThatItAnsweredAndKeepsOthersOutWhileItRuns() throws Exception {
        StoreSettings settings = StoreSettings.of("jdbc:h2:file:" + folder.resolve("inventory"), "sa", "");
        List<String> answered = new ArrayList<>();
        for (int run = 0; run < KILLS; run++) {
            Process seller = start(settings.url(), run);
            try (BufferedReader answers = seller.inputReader(StandardCharsets.UTF_8)) {
                readAnswers(answers, answered, answered.size() + ORDERS_BEFORE_KILL);
                if (run == 0)
                    assertThatThrownBy(() -> StorePool.open(settings))
                            .isInstanceOf(SetupException.class)
                            .hasMessageContaining("in use by another process")
                            .hasMessageNotContaining("\n");
                seller.toHandle().destroyForcibly();
                readAnswers(answers, answered, Integer.MAX_VALUE);
            } finally {
                seller.toHandle().destroyForcibly();
                seller.waitFor(10, TimeUnit.SECONDS);
            }
        }
        try (StorePool pool = StorePool.open(settings);
                Inventory inventory =
                        JdbiInventory.builder(pool).withoutGroupCommit().build()) {
            assertThat(answered).hasSizeGreaterThanOrEqualTo(KILLS * ORDERS_BEFORE_KILL);
            for (String order : answered)
                assertThat(inventory.order(new OrderId(order)).status())
                        .as("order %s, which was answered", order)
                        .isEqualTo(OrderStatus.DEDUCTED);
            LedgerProof.assertProves(inventory, List.of(new Sku(H2Seller.SKU)));
            assertThat(LedgerVerification.findings(pool.dataSource())).isEmpty();
        }
    }

    @Test
    void aStockThatATransactionHoldsFailsItsOwnOrdersOnly() throws SQLException {
        Duration lock = Duration.ofMillis(600);
        StoreSettings settings = new StoreSettings(
                "jdbc:h2:mem:" + names.prefix(), "sa", "", 2, Duration.ofSeconds(5), lock, Duration.ofSeconds(5));
        try (StorePool pool = StorePool.open(settings)) {
            Schema.migrate(pool.dataSource());
            JdbiInventory inventory =
                    JdbiInventory.builder(pool).withoutGroupCommit().build();
            inventory.create(names.sku("free"), 100, names.request());
            inventory.create(names.sku("held"), 100, names.request());
            List<Deduct> commands = new ArrayList<>();
            for (int i = 0; i < 32; i++)
                commands.add(new Deduct(names.order("" + i), List.of(names.line(i == 21 ? "held" : "free", 1))));
            List<Verdict<?>> verdicts;
            try (Connection holder = pool.dataSource().getConnection()) {
                holder.setAutoCommit(false);
                inventory.within(holder).execute(new Deduct(names.order("holder"), List.of(names.line("held", 1))));
                verdicts = new TransactionRunner(
                                SqlObjects.on(pool.dataSource()),
                                new BatchTransaction(Dialect.h2(), new Decider(Extend.TOTAL_MAX_DEFAULT), null),
                                SessionLimits.ofPool(Database.H2, lock),
                                Duration.ofMillis(800))
                        .run(commands);
                holder.rollback();
            }
            for (int i = 0; i < 32; i++)
                assertThat(verdicts.get(i))
                        .as("verdict %d", i)
                        .isInstanceOf(i == 21 ? Verdict.Refusal.class : Verdict.Outcome.class);
            assertThat(inventory.stock(names.sku("free")).available()).isEqualTo(69);
            inventory.close();
            try (Connection one = pool.dataSource().getConnection();
                    Connection two = pool.dataSource().getConnection()) {
                assertThat(List.of(lockTimeout(one), lockTimeout(two)))
                        .as("the sessions' limit, which was shortened to find the culprit")
                        .containsExactly(600L, 600L);
            }
        }
    }

    private static long lockTimeout(Connection connection) throws SQLException {
        try (ResultSet row = connection.createStatement().executeQuery("select lock_timeout()")) {
            row.next();
            return row.getLong(1);
        }
    }

    /** Until there are {@code enough}, or the process has ended. */
    private static void readAnswers(BufferedReader lines, List<String> answered, int enough) throws IOException {
        while (answered.size() < enough) {
            String line = lines.readLine();
            if (line == null) return;
            if (line.endsWith(H2Seller.ANSWERED)) answered.add(line.substring(0, line.indexOf(' ')));
        }
    }

    private static Process start(String url, int run) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return new ProcessBuilder(
                        java,
                        "-Xmx256m",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        H2Seller.class.getName(),
                        url,
                        "run-" + run)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }
}
