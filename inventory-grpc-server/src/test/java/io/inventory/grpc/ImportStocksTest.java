package io.inventory.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import io.grpc.Status;
import io.grpc.protobuf.StatusProto;
import io.inventory.Actor;
import io.inventory.AdjustStock;
import io.inventory.ErrorReason;
import io.inventory.ImportChunk;
import io.inventory.ImportId;
import io.inventory.ImportSummary;
import io.inventory.Inventory;
import io.inventory.InventoryException;
import io.inventory.Sku;
import io.inventory.UnavailableException;
import io.inventory.client.InventoryClient;
import io.inventory.grpc.ScriptedInventory.Asked;
import io.inventory.grpc.security.TestTokens;
import io.inventory.jdbi.ExpectedLog;
import io.inventory.jdbi.transaction.RecordedLog;
import io.inventory.memory.InMemoryInventory;
import io.inventory.v1.AdjustStockRequest;
import io.inventory.v1.CountStockRequest;
import io.inventory.v1.CreateStockRequest;
import io.inventory.v1.ImportItem;
import io.inventory.v1.ImportResult;
import io.inventory.v1.ImportStocksRequest;
import io.inventory.v1.ImportStocksResponse;
import io.inventory.v1.ListStocksRequest;
import io.inventory.v1.SetStockRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.assertj.core.api.Assertions;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Many changes on a stream. */
@Timeout(60)
@ExpectedLog({RequestHandler.class, OperatorLog.class, InventoryEndpoint.class, ReadOnlySwitch.class})
class ImportStocksTest {
    @TempDir
    private Path folder;

    @Test
    void theChunksOfAStreamAreAnsweredInTheirOrder() throws Exception {
        InMemoryInventory inventory = new InMemoryInventory();
        try (ServerFixture server = new ServerFixture(inventory)) {
            var caller = BulkCaller.importing(server, true);
            for (int chunk = 0; chunk < 20; chunk++) caller.send(ImportChunks.creates("i", chunk * 50 + 1, 50));
            caller.halfClose();
            assertThat(caller.status().getCode()).isEqualTo(Status.Code.OK);
            assertThat(caller.received().stream()
                            .flatMap(answer -> answer.getResultsList().stream())
                            .map(ImportResult::getNumber))
                    .containsExactlyElementsOf(
                            LongStream.rangeClosed(1, 1_000).boxed().toList());
            assertThat(inventory.stocks().count()).isEqualTo(1_000);
        }
    }

    @Test
    void anImportMayBeRunOnTheOnlyThread() throws Exception {
        ExecutorService only = Executors.newSingleThreadExecutor();
        try (ServerFixture server = ServerFixture.inMemory();
                InventoryClient client = InventoryClient.builder(
                                "127.0.0.1:" + server.endpoint().port())
                        .executor(only)
                        .build()) {
            List<io.inventory.ImportItem> items = LongStream.rangeClosed(1, 600)
                    .<io.inventory.ImportItem>mapToObj(
                            i -> new io.inventory.ImportItem.Create(i, new Sku("only-" + i), i))
                    .toList();
            CompletableFuture<ImportSummary> run = CompletableFuture.supplyAsync(
                    () -> client.importStocks(new ImportId("only"), items.iterator(), result -> {}), only);
            assertThat(run).succeedsWithin(Duration.ofSeconds(20)).isEqualTo(new ImportSummary(600, 0, 0));
        } finally {
            only.shutdownNow();
        }
    }

    static List<Malformed> malformed() {
        ImportItem one = ImportChunks.create(1, "a");
        return List.of(
                new Malformed("import_id", ImportChunks.chunk("", one)),
                new Malformed("import_id", ImportChunks.chunk("x".repeat(101), one)),
                new Malformed("import_id", ImportChunks.chunk("a\u0000b", one)),
                new Malformed("items", ImportChunks.chunk("i")),
                new Malformed("items", ImportChunks.creates("i", 1, ImportChunk.ITEMS_MAX + 1)),
                new Malformed("items[0].number", ImportChunks.chunk("i", ImportChunks.create(0, "a"))),
                new Malformed("items[0].number", ImportChunks.chunk("i", ImportChunks.create(Long.MIN_VALUE, "a"))),
                new Malformed("items[1].number", ImportChunks.chunk("i", one, ImportChunks.create(1, "b"))),
                new Malformed("items[1].number", ImportChunks.chunk("i", ImportChunks.create(5, "b"), one)),
                new Malformed("items[1].sku_id", ImportChunks.chunk("i", one, ImportChunks.create(2, "a"))));
    }

    record Malformed(String field, ImportStocksRequest chunk) {
        @Override
        public String toString() {
            return field;
        }
    }

    @ParameterizedTest
    @MethodSource("malformed")
    void aChunkThatIsNoneEndsTheStreamAndNothingOfItIsApplied(Malformed malformed) {
        try (ServerFixture server = ServerFixture.inMemory()) {
            var caller = BulkCaller.importing(server, true);
            caller.send(malformed.chunk);
            assertThat(caller.status().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
            assertThat(violations(StatusProto.fromThrowable(caller.failure()))).containsExactly(malformed.field);
            assertThat(caller.received()).isEmpty();
            assertThat(server.admin()
                            .listStocks(ListStocksRequest.getDefaultInstance())
                            .getStocksCount())
                    .isZero();
        }
    }

    @Test
    void anItemThatIsMalformedIsRefusedByItselfWithItsFields() throws Exception {
        try (ServerFixture server = ServerFixture.inMemory()) {
            var caller = BulkCaller.importing(server, true);
            caller.send(ImportChunks.chunk(
                    "i",
                    ImportChunks.create(1, "good"),
                    ImportItem.newBuilder().setNumber(2).build(),
                    ImportChunks.create(3, ""),
                    ImportItem.newBuilder()
                            .setNumber(4)
                            .setCreate(CreateStockRequest.newBuilder()
                                    .setSkuId("b")
                                    .setRequestId("mine"))
                            .build(),
                    ImportItem.newBuilder()
                            .setNumber(5)
                            .setCreate(CreateStockRequest.newBuilder()
                                    .setSkuId(" c")
                                    .setInitialStock(-1))
                            .build(),
                    ImportItem.newBuilder()
                            .setNumber(6)
                            .setAdjust(AdjustStockRequest.newBuilder().setSkuId("d"))
                            .build(),
                    ImportItem.newBuilder()
                            .setNumber(7)
                            .setSet(SetStockRequest.newBuilder().setSkuId("e").setReason("\n"))
                            .build(),
                    ImportItem.newBuilder()
                            .setNumber(8)
                            .setCount(CountStockRequest.newBuilder()
                                    .setSkuId("f")
                                    .setCounted(-1)
                                    .setReason("r"))
                            .build()));
            caller.halfClose();
            assertThat(caller.status().getCode()).isEqualTo(Status.Code.OK);
            ImportStocksResponse answer = caller.received().remove();
            assertThat(answer.getResults(0).hasStockChanged()).isTrue();
            assertThat(answer.getResultsList().stream().skip(1).map(result -> violations(result.getError())))
                    .containsExactly(
                            List.of("change"),
                            List.of("sku_id"),
                            List.of("request_id"),
                            List.of("sku_id", "initial_stock"),
                            List.of("delta", "reason"),
                            List.of("reason"),
                            List.of("counted", "as_of"));
        }
    }

    @Test
    void theLedgerAndTheLogNameWhoImports() throws Exception {
        try (RecordedLog log = new RecordedLog(OperatorLog.class);
                SecureServer server = new SecureServer(folder)
                        .startWithCallers(
                                "alice operator " + TestTokens.hash("inv_alice"),
                                "cart order " + TestTokens.hash("inv_cart"));
                Inventory alice = server.client().token("inv_alice").build();
                Inventory cart = server.client().token("inv_cart").build()) {
            ImportChunk chunk = new ImportChunk(
                    new ImportId("i"),
                    List.of(
                            new io.inventory.ImportItem.Create(3, new Sku("T"), 5),
                            new io.inventory.ImportItem.Create(4, SecureServer.SKU, 5)));
            alice.submit(chunk).join();
            assertThat(alice.ledger(new Sku("T")).findFirst().orElseThrow().actor())
                    .isEqualTo(new Actor("alice"));
            Awaitility.await()
                    .untilAsserted(() -> assertThat(log.lines())
                            .containsExactly("import i, items 3 to 4, by alice: 1 applied or replayed, 1 refused"));
            assertRefused(ErrorReason.PERMISSION_DENIED, cart, chunk);
            assertRefused(
                    ErrorReason.INVALID_ARGUMENT,
                    alice,
                    new ImportChunk(chunk.importId(), chunk.items(), new Actor("somebody")));
        }
    }

    private static void assertRefused(ErrorReason reason, Inventory inventory, ImportChunk chunk) {
        var failure = Assertions.catchThrowableOfType(
                CompletionException.class, () -> inventory.submit(chunk).join());
        assertThat(failure.getCause())
                .isInstanceOfSatisfying(
                        InventoryException.class,
                        cause -> assertThat(cause.reason()).isEqualTo(reason));
    }

    @Test
    void aReadOnlyServerEndsAnImportWhichGoesOnWhenThatIsLifted() throws Exception {
        InMemoryInventory inventory = new InMemoryInventory();
        try (ServerFixture server = new ServerFixture(inventory);
                InventoryClient client = client(server)) {
            List<io.inventory.ImportItem> items = IntStream.rangeClosed(1, 2_000)
                    .<io.inventory.ImportItem>mapToObj(i -> new io.inventory.ImportItem.Create(i, new Sku("s" + i), i))
                    .toList();
            List<io.inventory.ImportResult> answered = new ArrayList<>();
            InventoryException failure = Assertions.catchThrowableOfType(
                    InventoryException.class,
                    () -> client.importStocks(new ImportId("i"), items.iterator(), result -> {
                        answered.add(result);
                        if (answered.size() == 700) client.setReadOnly("the database moves");
                    }));
            assertThat(failure.reason()).isEqualTo(ErrorReason.READ_ONLY);
            assertThat(failure)
                    .hasMessageContaining("import i stopped at item")
                    .hasMessageContaining("the database moves");
            assertThat(answered).hasSizeBetween(700, 1_999);
            client.liftReadOnly();
            client.importStocks(
                    new ImportId("i"), items.subList(answered.size(), 2_000).iterator(), answered::add);
            assertThat(answered).hasSize(2_000).noneMatch(io.inventory.ImportResult.Refused.class::isInstance);
            assertThat(inventory.stocks().count()).isEqualTo(2_000);
        }
    }

    @Test
    void whatPassesIsSentAgainAndOnlyThat() throws Exception {
        ScriptedInventory inventory = new ScriptedInventory();
        try (ServerFixture server = new ServerFixture(inventory);
                InventoryClient client = client(server)) {
            var import3 = CompletableFuture.supplyAsync(() -> client.importStocks(
                    new ImportId("i"),
                    IntStream.rangeClosed(1, 3)
                            .mapToObj(i -> new io.inventory.ImportItem.Adjust(i, new Sku("s" + i), i, "found"))
                            .iterator(),
                    result -> {}));
            Awaitility.await().until(() -> inventory.asked().size() == 3);
            ImportChunks.answer(inventory.asked().remove());
            inventory.asked().remove().answer().completeExceptionally(UnavailableException.overloaded("full"));
            ImportChunks.answer(inventory.asked().remove());
            Awaitility.await().until(() -> inventory.asked().size() == 1);
            Asked again = inventory.asked().remove();
            assertThat(((AdjustStock) again.request()).sku()).isEqualTo(new Sku("s2"));
            assertThat(((AdjustStock) again.request()).requestId().value()).isEqualTo("i/2");
            ImportChunks.answer(again);
            assertThat(import3.join()).isEqualTo(new ImportSummary(3, 0, 0));
        }
    }

    private static InventoryClient client(ServerFixture server) {
        return InventoryClient.builder("127.0.0.1:" + server.endpoint().port())
                .deadline(Duration.ofSeconds(20))
                .build();
    }

    private static List<String> violations(com.google.rpc.Status status) {
        for (var detail : status.getDetailsList())
            try {
                if (detail.is(BadRequest.class))
                    return detail.unpack(BadRequest.class).getFieldViolationsList().stream()
                            .map(BadRequest.FieldViolation::getField)
                            .toList();
                assertThat(detail.unpack(ErrorInfo.class).getReason()).isEqualTo("INVALID_ARGUMENT");
            } catch (InvalidProtocolBufferException e) {
                throw new AssertionError(e);
            }
        return List.of();
    }
}
