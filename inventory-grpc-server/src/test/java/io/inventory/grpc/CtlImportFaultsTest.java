package io.inventory.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.inventory.Sku;
import io.inventory.Stock;
import io.inventory.client.InventoryClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What happens in the middle of "inventoryctl import", and that each line is carried out once all the same. */
@Timeout(300)
class CtlImportFaultsTest {
    /** So many that an import takes some seconds. */
    private static final int LINES = 10_000;

    private static final Pattern GO_ON = Pattern.compile("The lines before (\\d+) .*--from-line=\\1\\b");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    static Path folder;

    @SuppressWarnings("NullAway.Init")
    private static CtlServer ctl;

    @BeforeAll
    static void start() throws IOException {
        ctl = new CtlServer(folder);
    }

    @AfterAll
    static void stop() {
        ctl.close();
    }

    /** Stocks with 10 units each, and a file that adds 5 to each. */
    private static Path stocked(String name) throws IOException {
        Path opening = Files.write(
                folder.resolve(name + "-opening.csv"),
                lines("sku_id,available_stock", name, ",10").toList());
        ctl.script("import", opening.toString(), "--mode=create", "--yes").ok();
        return Files.write(
                folder.resolve(name + ".csv"), lines("sku_id,delta", name, ",5").toList());
    }

    private static Stream<String> lines(String header, String name, String number) {
        return Stream.concat(Stream.of(header), IntStream.range(0, LINES).mapToObj(i -> name + "-" + i + number));
    }

    private static String[] adjust(Path file, String... more) {
        return Stream.concat(
                        Stream.of("import", file.toString(), "--mode=adjust", "--reason=delivery", "--yes", "-ojson"),
                        Stream.of(more))
                .toArray(String[]::new);
    }

    private static void waitForTheFirst(String name) {
        try (InventoryClient shop = ctl.orders()) {
            await().pollInterval(Duration.ofMillis(5))
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> shop.stock(new Sku(name + "-600")).available() == 15);
        }
    }

    private static void assertEachHasBeenAddedToOnce(String name) {
        try (InventoryClient shop = ctl.orders();
                Stream<Stock> stocks = shop.exportStocks()) {
            List<Stock> all = stocks.filter(stock -> stock.sku().value().startsWith(name + "-"))
                    .toList();
            assertThat(all).hasSize(LINES).allMatch(stock -> stock.available() == 15 && stock.version() == 2);
        }
    }

    private static String nextLine(String err) {
        Matcher matcher = GO_ON.matcher(err);
        assertThat(matcher.find()).as(err).isTrue();
        return matcher.group(1);
    }

    @Test
    void aServerThatIsKilledAndStartedAgainIsWaitedFor() throws Exception {
        Path file = stocked("restart");
        CompletableFuture<CtlRun> run = CompletableFuture.supplyAsync(() -> ctl.script(adjust(file)));
        waitForTheFirst("restart");
        assertThat(run).as("still under way").isNotDone();
        ctl.restart();
        CtlRun done = run.get(120, TimeUnit.SECONDS).ok();
        assertThat(done.json().get("refused")).isEqualTo(0.0);
        assertEachHasBeenAddedToOnce("restart");
    }

    @Test
    void ctrlCSaysHowToGoOnAndTheRestFollows() throws Exception {
        Path file = stocked("ctrl-c");
        String signal = CtlProcessTest.ignoresCtrlC() ? "-TERM" : "-INT";
        Process process = ctl.start(CtlServer.OPERATOR, Map.of(), adjust(file));
        waitForTheFirst("ctrl-c");
        assertThat(new ProcessBuilder("kill", signal, Long.toString(process.pid()))
                        .start()
                        .waitFor())
                .isZero();
        String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(signal.equals("-INT") ? 130 : 143);
        long next = Long.parseLong(nextLine(err));
        assertThat(next).isBetween(500L, LINES - 1L);

        CtlRun rest = ctl.script(adjust(file, "--from-line=" + next)).ok();
        assertThat(rest.json().get("refused")).isEqualTo(0.0);
        assertEachHasBeenAddedToOnce("ctrl-c");
        assertThat(ctl.script(adjust(file)).ok().json().get("replayed")).isEqualTo((double) LINES);
    }

    @Test
    void theSameImportTwiceAtOnceIsOne() throws Exception {
        Path file = stocked("twice");
        CompletableFuture<CtlRun> one = CompletableFuture.supplyAsync(() -> ctl.script(adjust(file)));
        CtlRun other = ctl.script(adjust(file)).ok();
        CtlRun first = one.get(120, TimeUnit.SECONDS).ok();
        for (CtlRun run : List.of(first, other)) {
            assertThat(run.json().get("refused")).isEqualTo(0.0);
            assertThat(Double.parseDouble(run.field("applied")) + Double.parseDouble(run.field("replayed")))
                    .isEqualTo(LINES);
        }
        assertEachHasBeenAddedToOnce("twice");
    }

    @Test
    void aFileThatIsWrittenMeanwhileEndsItAndTheOldOneGoesOn() throws Exception {
        Path file = stocked("written");
        byte[] before = Files.readAllBytes(file);
        CompletableFuture<CtlRun> run = CompletableFuture.supplyAsync(() -> ctl.script(adjust(file)));
        waitForTheFirst("written");
        Files.write(file, lines("sku_id,delta", "written", ",6").toList());
        CtlRun ended = run.get(120, TimeUnit.SECONDS);
        assertThat(ended.status()).isEqualTo(5);
        assertThat(ended.err())
                .contains("was changed after it had been checked")
                .contains("another import");

        Files.write(file, before);
        ctl.script(adjust(file, "--from-line=" + nextLine(ended.err()))).ok();
        assertEachHasBeenAddedToOnce("written");
    }
}
