package io.inventory.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.inventory.OrderId;
import io.inventory.OrderLine;
import io.inventory.RequestId;
import io.inventory.Sku;
import io.inventory.client.InventoryClient;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** inventoryctl as a process of its own: its exit status, its pipes, and Ctrl-C. */
@Timeout(180)
class CtlProcessTest {
    private static final Sku SKU = new Sku("Größe-42");
    private static final long SIGINT_BIT = 1L << (2 - 1);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    static Path folder;

    @SuppressWarnings("NullAway.Init")
    private static CtlServer ctl;

    @BeforeAll
    static void start() throws IOException {
        ctl = new CtlServer(folder);
        try (InventoryClient shop = ctl.orders()) {
            shop.create(SKU, 3, new RequestId("opening"));
            shop.deduct(new OrderId("o"), List.of(new OrderLine(SKU, 3)));
            for (int i = 0; i < 300; i++)
                shop.create(new Sku("SKU-" + "x".repeat(100) + i), 1, new RequestId("opening"));
        }
    }

    @AfterAll
    static void stop() {
        ctl.close();
    }

    private static String read(java.io.InputStream stream) throws IOException {
        return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    }

    private static int status(Process process) throws InterruptedException {
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("it ends").isTrue();
        return process.exitValue();
    }

    @Test
    void itAnswersInUtf8AndWithoutColoursToAPipe() throws Exception {
        Process process = ctl.start(CtlServer.READER, Map.of("LC_ALL", "C.UTF-8"), "stock", "get", "Größe-42");
        String out = read(process.getInputStream());
        assertThat(read(process.getErrorStream())).isEmpty();
        assertThat(status(process)).isZero();
        assertThat(out)
                .contains("SKU        Größe-42\n")
                .contains("SELLABLE   0 units")
                .doesNotContain("\u001b");
    }

    @Test
    void aNameThatTheLocaleCannotReadIsRefusedInsteadOfChanged() throws Exception {
        Process process = ctl.start(CtlServer.READER, Map.of("LC_ALL", "C"), "stock", "get", "Größe-42");
        String err = read(process.getErrorStream());
        // a Java that reads arguments as UTF-8 in every locale finds the SKU
        int status = status(process);
        if (status != 0) {
            assertThat(status).isEqualTo(2);
            assertThat(err).contains("LC_ALL=C.UTF-8");
        }
    }

    @Test
    void aReaderThatHasSeenEnoughEndsItQuietly() throws Exception {
        Process process = ctl.start(CtlServer.READER, Map.of(), "stock", "list", "--all", "-ojson");
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            assertThat(lines.readLine()).startsWith("{\"sku_id\"");
        }
        assertThat(read(process.getErrorStream())).isEmpty();
        assertThat(status(process)).isEqualTo(141);
    }

    @Test
    void helpThatCannotBeWrittenIsNotDone() throws Exception {
        Process process = ctl.builder(CtlServer.READER, Map.of(), "completion")
                .redirectOutput(Path.of("/dev/full").toFile())
                .start();
        assertThat(read(process.getErrorStream())).startsWith("inventoryctl: cannot write the output: ");
        assertThat(status(process)).isEqualTo(5);
    }

    /** A shell that puts its work into the background has Ctrl-C ignored there, and in all that is started from it. */
    static boolean ignoresCtrlC() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.exists(status)) return false;
        String ignored = Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("SigIgn:"))
                .findFirst()
                .orElse("SigIgn: 0");
        return (Long.parseUnsignedLong(ignored.substring("SigIgn:".length()).trim(), 16) & SIGINT_BIT) != 0;
    }

    @Test
    @Timeout(120)
    void ctrlCEndsTailAndTellsHowToGoOn() throws Exception {
        String signal = ignoresCtrlC() ? "-TERM" : "-INT";
        Process process = ctl.start(CtlServer.READER, Map.of(), "tail", "--oldest");
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            assertThat(lines.readLine()).startsWith("WHEN");
            assertThat(lines.readLine()).contains("sold out");
            assertThat(new ProcessBuilder("kill", signal, Long.toString(process.pid()))
                            .start()
                            .waitFor())
                    .isZero();
            assertThat(lines.readLine()).isNull();
        }
        assertThat(status(process)).isEqualTo(signal.equals("-INT") ? 130 : 143);
        assertThat(read(process.getErrorStream())).matches("To go on after this: inventoryctl tail --from=\\S+\\n");
    }

    @Test
    void theExitStatusIsThatOfTheFailure() throws Exception {
        assertThat(status(ctl.start(CtlServer.READER, Map.of(), "stock", "get", "nope")))
                .isEqualTo(1);
        assertThat(status(ctl.start(CtlServer.READER, Map.of(), "stock", "create", "nope", "1")))
                .isEqualTo(4);
        assertThat(status(ctl.start(CtlServer.STRANGER, Map.of(), "status"))).isEqualTo(4);
        Process nobody = ctl.start(CtlServer.READER, Map.of("INVENTORY_TARGET", "localhost:1"), "tail");
        assertThat(read(nobody.getErrorStream())).startsWith("inventoryctl: ").doesNotContain("Exception");
        assertThat(status(nobody)).isEqualTo(3);
    }
}
