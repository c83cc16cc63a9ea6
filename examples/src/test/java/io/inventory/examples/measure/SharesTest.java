package io.inventory.examples.measure;

import static org.assertj.core.api.Assertions.assertThat;

import io.inventory.grpc.InventoryServer;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The whole of it with real processes, as short as can be. */
class SharesTest {
    private static final int ORDER_BYTES_MIN = 300;

    @TempDir
    private Path folder = Path.of("");

    @Test
    @Timeout(300)
    void waysAreMeasuredInTurnAndProved() throws IOException {
        StringWriter said = new StringWriter();
        Path csv = folder.resolve("slices.csv");
        try (EmbeddedPostgres postgres = EmbeddedPostgres.builder().start()) {
            CommandLine command = Shares.commandLine(Optional.of(build())).setOut(new PrintWriter(said));
            assertThat(command.execute(
                            "2",
                            "--ways=limit,unary,unary-tls",
                            "--kinds=1-line",
                            "--seconds=1",
                            "--warm-up=1",
                            "--callers=64",
                            "--port=" + postgres.getPort(),
                            "--checkout=" + folder,
                            "--folder=" + folder,
                            "--csv=" + csv))
                    .isZero();
        }
        assertThat(said.toString())
                .contains("fdatasync", "| limit |", "| unary |", "| unary-tls |", "of limit", "of unary");
        List<String[]> slices = Files.readAllLines(csv).stream()
                .skip(1)
                .map(line -> line.split(","))
                .toList();
        assertThat(slices.stream().map(slice -> slice[1] + " " + slice[2]))
                .containsExactly("1 limit", "1 unary", "1 unary-tls", "2 unary-tls", "2 unary", "2 limit");
        assertThat(slices).allSatisfy(slice -> {
            double orders = Double.parseDouble(slice[4]);
            // of this slice alone: the tables were emptied before it
            assertThat(orders).isPositive().isLessThan(2 * Double.parseDouble(slice[3]));
            assertThat(Double.parseDouble(slice[5])).isPositive();
            assertThat(Double.parseDouble(slice[7])).isPositive();
            assertThat(Double.parseDouble(slice[8]) / orders).isGreaterThan(ORDER_BYTES_MIN);
            assertThat(Double.parseDouble(slice[9])).isBetween(1.0, orders);
        });
    }

    /** Of the classes that the tests run on. */
    static Build build() throws IOException {
        String classPath = System.getProperty("java.class.path");
        return new Build(
                classPath,
                classPath,
                List.of(
                        "-Dlogback.configurationFile=" + configurationOfServer(),
                        "-cp",
                        classPath,
                        InventoryServer.class.getName()));
    }

    /** Of the three on the class path, the one that has it say on which port it serves. */
    private static String configurationOfServer() throws IOException {
        return Collections.list(SharesTest.class.getClassLoader().getResources("logback.xml")).stream()
                .map(Object::toString)
                .filter(url -> url.contains("inventory-grpc-server"))
                .findFirst()
                .orElseThrow();
    }
}
