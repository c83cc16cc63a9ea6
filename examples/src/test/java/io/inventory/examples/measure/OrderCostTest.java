package io.inventory.examples.measure;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/**
 * Notices when an order costs twice what it did: against the library's own statements by plain JDBC, measured beside it in short slices.
 * Processor time and bytes, so that a busy machine doesn't matter; rates are told by {@code examples/benchmark/measure}.
 */
class OrderCostTest {
    /** 0.9 to 1.2 are usual. */
    private static final double DATABASE_MAX = 1.6;

    /** 1.4 is usual. */
    private static final double ALL_MAX = 2.3;

    /** 1.0 is usual. */
    private static final double LOG_MAX = 1.2;

    private static final int CALLERS = 256;

    @TempDir
    private Path folder = Path.of("");

    @Test
    @Timeout(300)
    void anOrderCostsLittleMoreThanItsStatements() throws IOException {
        List<Cost> limit = measured("limit");
        List<Cost> embedded = measured("embedded");
        double ofDatabase = ratio(embedded, limit, cost -> cost.database);
        double ofAll = ratio(embedded, limit, cost -> cost.database + cost.java);
        double ofLog = ratio(embedded, limit, cost -> cost.log);
        System.out.printf(
                "an order against its statements alone: PostgreSQL's time %.2f, with Java's %.2f, log %.2f%n",
                ofDatabase, ofAll, ofLog);
        assertThat(ofDatabase).as("PostgreSQL's processor time").isLessThan(DATABASE_MAX);
        assertThat(ofAll).as("processor time of PostgreSQL and Java").isLessThan(ALL_MAX);
        assertThat(ofLog).as("bytes of PostgreSQL's log").isLessThan(LOG_MAX);
        assertThat(median(embedded, cost -> cost.batch))
                .as("orders a transaction, of %s callers", CALLERS)
                .isGreaterThan(CALLERS / 4.0);
    }

    private List<Cost> measured(String way) throws IOException {
        Path csv = folder.resolve("slices.csv");
        if (!Files.exists(csv)) measure(csv);
        List<Cost> costs = Files.readAllLines(csv).stream()
                .skip(1)
                .map(line -> line.split(","))
                .filter(slice -> slice[2].equals(way))
                .map(Cost::of)
                .toList();
        assertThat(costs).isNotEmpty();
        return costs;
    }

    private void measure(Path csv) throws IOException {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.builder().start()) {
            CommandLine command =
                    Shares.commandLine(Optional.of(SharesTest.build())).setOut(new PrintWriter(new StringWriter()));
            assertThat(command.execute(
                            "5",
                            "--ways=limit,embedded",
                            "--kinds=1-line",
                            "--seconds=1",
                            "--warm-up=6",
                            "--callers=" + CALLERS,
                            "--port=" + postgres.getPort(),
                            "--checkout=" + folder,
                            "--folder=" + folder,
                            "--csv=" + csv))
                    .isZero();
        }
    }

    private static double ratio(List<Cost> costs, List<Cost> others, ToDoubleFunction<Cost> part) {
        return median(costs, part) / median(others, part);
    }

    private static double median(List<Cost> costs, ToDoubleFunction<Cost> part) {
        double[] sorted = costs.stream().mapToDouble(part).sorted().toArray();
        return sorted[sorted.length / 2];
    }

    /** Of an order, in one slice: microseconds, bytes, orders a transaction. */
    private record Cost(double database, double java, double log, double batch) {
        static Cost of(String[] slice) {
            double orders = number(slice, 4);
            return new Cost(
                    number(slice, 5) / orders,
                    number(slice, 7) / orders,
                    number(slice, 8) / orders,
                    orders / number(slice, 9));
        }

        private static double number(String[] slice, int column) {
            return Double.parseDouble(slice[column]);
        }
    }
}
