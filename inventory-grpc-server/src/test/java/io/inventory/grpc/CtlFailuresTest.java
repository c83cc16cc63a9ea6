package io.inventory.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.inventory.AdjustStock;
import io.inventory.InternalErrorException;
import io.inventory.Inventory;
import io.inventory.OrderId;
import io.inventory.OrderLine;
import io.inventory.Request;
import io.inventory.RequestId;
import io.inventory.Sku;
import io.inventory.UnavailableException;
import io.inventory.client.cli.InventoryCtl;
import io.inventory.client.cli.output.Terminal;
import io.inventory.client.cli.output.Times;
import io.inventory.client.cli.session.Surroundings;
import io.inventory.jdbi.ExpectedLog;
import io.inventory.memory.InMemoryInventory;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What inventoryctl says, and what it does not lose, where a server fails in the middle. */
@Timeout(60)
@ExpectedLog({RequestHandler.class, SignalWatches.class})
class CtlFailuresTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    private final StringWriter out = new StringWriter();

    private CtlRun run(ServerFixture server, Terminal terminal, String... args) {
        List<String> all = new ArrayList<>(
                List.of("--target=127.0.0.1:" + server.endpoint().port()));
        all.addAll(List.of(args));
        out.getBuffer().setLength(0);
        StringWriter err = new StringWriter();
        int status = InventoryCtl.run(
                all.toArray(String[]::new),
                new Surroundings(
                        out,
                        new PrintWriter(err),
                        new BufferedReader(new StringReader("")),
                        terminal,
                        Map.of(),
                        folder,
                        new Times(Clock.systemUTC(), ZoneOffset.UTC),
                        action -> {}));
        return new CtlRun(status, out.toString(), err.toString());
    }

    @Test
    void anImportThatBreaksOffPrintsTheLinesThatWereRefusedBefore() throws IOException {
        Interrupted inventory = new Interrupted();
        List<String> lines = new ArrayList<>(List.of("sku_id,delta", "unknown,1"));
        for (int i = 3; i <= 600; i++) {
            inventory.create(new Sku("sku-" + i), 10, new RequestId("r"));
            lines.add("sku-" + i + ",5");
        }
        Path file = Files.write(folder.resolve("adjust.csv"), lines);
        try (ServerFixture server = new ServerFixture(inventory)) {
            String[] args = {
                "import", file.toString(), "--mode=adjust", "--reason=delivery", "--yes", "-ojson", "--from-line=1"
            };
            CtlRun ended = run(server, Terminal.NONE, args);
            assertThat(ended.status()).isEqualTo(3);
            assertThat(ended.err()).contains("read-only").contains("--from-line=258");
            assertThat(ended.field("applied")).isEqualTo("255.0");
            assertThat(ended.field("refused_lines")).contains("line=2.0", "sku_id=unknown", "reason=SKU_NOT_FOUND");
            args[5] = "-otable";
            CtlRun seen = run(server, CtlServer.PERSON, args).fits();
            assertThat(seen.lines().get(1)).startsWith("   2  unknown  ");
            assertThat(seen.value("REFUSED")).isEqualTo("1");

            inventory.goesOn = true;
            args[5] = "-ojson";
            args[6] = "--from-line=258";
            CtlRun rest = run(server, Terminal.NONE, args).ok();
            assertThat(rest.field("refused_lines")).isEqualTo("[]");
            assertThat(inventory.stocks()).hasSize(598).allMatch(stock -> stock.available() == 15);
        }
    }

    /** What had no answer at first may have been carried out, and is carried out again under another id. */
    @Test
    void aCommandWhoseOutcomeIsNotKnownIsToldItsId() throws IOException {
        ScriptedInventory inventory = new ScriptedInventory();
        String[] args = {"stock", "adjust", "S", "--by=24", "--reason=delivery"};
        try (ServerFixture server = new ServerFixture(inventory)) {
            AtomicInteger attempts = new AtomicInteger();
            inventory.fail(
                    AdjustStock.class,
                    () -> attempts.getAndIncrement() == 0
                            ? UnavailableException.unavailable("the store did not answer within 1000 ms")
                            : UnavailableException.overloaded("10000 commands wait"));
            CtlRun overloaded = run(server, Terminal.NONE, args);
            assertThat(attempts.get()).isGreaterThan(1);
            assertThat(overloaded.status()).isEqualTo(3);
            assertThat(overloaded.err()).contains("10000 commands wait").contains("--request-id=ctl-");

            inventory.fail(AdjustStock.class, () -> new InternalErrorException("a bug behind the commit"));
            CtlRun failed = run(server, Terminal.NONE, args);
            assertThat(failed.status()).isEqualTo(5);
            assertThat(failed.err()).contains("--request-id=ctl-");
        }
    }

    @Test
    void aTailThatFailsSaysHowToGoOn() throws Exception {
        FaultyInventory inventory = new FaultyInventory(new InMemoryInventory());
        Sku sku = new Sku("S");
        inventory.create(sku, 1, new RequestId("r"));
        inventory.deduct(new OrderId("o"), List.of(new OrderLine(sku, 1)));
        try (ServerFixture server = new ServerFixture(inventory)) {
            CompletableFuture<CtlRun> tail =
                    CompletableFuture.supplyAsync(() -> run(server, Terminal.NONE, "tail", "--oldest"));
            Awaitility.await().until(() -> out.toString().contains("sold out"));
            inventory.failWith(new InternalErrorException("a row cannot be read"));
            CtlRun ended = tail.get(30, TimeUnit.SECONDS);
            assertThat(ended.status()).isEqualTo(5);
            assertThat(ended.err()).contains("To go on after this: inventoryctl tail --from=1\n");
        }
    }

    @Test
    void aTailThatIsRefusedSaysSoAtOnceHoweverLongItWouldWait() throws IOException {
        try (ServerFixture server = new ServerFixture(new InMemoryInventory())) {
            long begin = System.nanoTime();
            CtlRun run = run(server, Terminal.NONE, "tail", "--from=nonsense", "--timeout=50s");
            assertThat(run.status()).isEqualTo(2);
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(20));
        }
    }

    @Test
    void anExportToATerminalIsNothingButTheExport() throws IOException {
        InMemoryInventory inventory = new InMemoryInventory();
        inventory.create(new Sku("S"), 1, new RequestId("r"));
        try (ServerFixture server = new ServerFixture(inventory)) {
            CtlRun run = run(server, CtlServer.PERSON, "export").ok();
            assertThat(run.lines()).hasSize(2);
            assertThat(run.err()).isEmpty();
        }
    }

    /** Made read-only before line 300 of a file. */
    private static final class Interrupted implements Inventory {
        private final Inventory inventory = new InMemoryInventory();
        volatile boolean goesOn;

        @Override
        public <A> A execute(Request<A> request) {
            return inventory.execute(request);
        }

        @Override
        public <A> CompletableFuture<A> submit(Request<A> request) {
            return !goesOn
                            && request instanceof AdjustStock adjust
                            && adjust.sku().value().equals("sku-300")
                    ? CompletableFuture.failedFuture(UnavailableException.readOnly("the database moves"))
                    : inventory.submit(request);
        }

        @Override
        public void close() {
            inventory.close();
        }
    }
}
