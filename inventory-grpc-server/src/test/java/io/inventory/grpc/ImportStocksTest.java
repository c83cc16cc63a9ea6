package io.inventory.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import io.grpc.Status;
import io.grpc.protobuf.StatusProto;
import io.inventory.Actor;
import io.inventory.AdjustStock;
import io.inventory.CreateStock;
import io.inventory.ErrorReason;
import io.inventory.ImportChunk;
import io.inventory.ImportId;
import io.inventory.ImportSummary;
import io.inventory.Inventory;
import io.inventory.InventoryException;
import io.inventory.Sku;
import io.inventory.StockChanged;
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
import java.util.concurrent.atomic.AtomicInteger;
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
    private static final OpenStreams.Limits PATIENT = new OpenStreams.Limits(8, Duration.ofMinutes(1));

    @TempDir
    private Path folder;

    @Test
    void theChunksOfAStreamAreAnsweredInTheirOrder() throws Exception {
        InMemoryInventory inventory = new InMemoryInventory();
        try (ServerFixture server = new ServerFixture(inventory)) {
            var caller = BulkCaller.importing(server, true);
            for (int chunk = 0; chunk < 20; chunk++) caller.send(creates("i", chunk * 50 + 1, 50));
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

    static List<Malformed> malformed() {
        ImportItem one = create(1, "a");
        return List.of(
                new Malformed("import_id", chunk("", one)),
                new Malformed("import_id", chunk("x".repeat(101), one)),
                new Malformed("import_id", chunk("a\u0000b", one)),
                new Malformed("items", chunk("i")),
                new Malformed("items", creates("i", 1, ImportChunk.ITEMS_MAX + 1)),
                new Malformed("items[0].number", chunk("i", create(0, "a"))),
                new Malformed("items[0].number", chunk("i", create(Long.MIN_VALUE, "a"))),
                new Malformed("items[1].number", chunk("i", one, create(1, "b"))),
                new Malformed("items[1].number", chunk("i", create(5, "b"), one)),
                new Malformed("items[1].sku_id", chunk("i", one, create(2, "a"))));
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
            caller.send(chunk(
                    "i",
                    create(1, "good"),
                    ImportItem.newBuilder().setNumber(2).build(),
                    create(3, ""),
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
    void aCallerWhoReadsNoAnswersIsNotReadFromAndLosesTheStream() throws Exception {
        ScriptedInventory inventory = new ScriptedInventory();
        OpenStreams.Limits impatient = new OpenStreams.Limits(1, Duration.ofMillis(500));
        try (ServerFixture server = ServerFixture.bulk(inventory, new BulkStreams.Limits(impatient, PATIENT))) {
            var caller = BulkCaller.importing(server, false);
            for (int chunk = 0; chunk < 100; chunk++) caller.send(creates("i", chunk * 256 + 1, 256));
            AtomicInteger taken = new AtomicInteger();
            // answers that fill the windows of stream and connection
            Awaitility.await()
                    .pollInterval(Duration.ofMillis(20))
                    .during(Duration.ofSeconds(2))
                    .until(() -> {
                        int before = taken.get();
                        for (Asked next = inventory.asked().poll();
                                next != null;
                                next = inventory.asked().poll(), taken.incrementAndGet())
                            next.answer().completeExceptionally(UnavailableException.unavailable("x".repeat(2_000)));
                        return taken.get() == before;
                    });
            caller.read(Integer.MAX_VALUE);
            assertThat(caller.status().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
            assertThat(caller.status().getDescription()).contains("no answer was read for 500 ms");
            assertThat(taken.get()).isBetween(256, 100 * 256 / 4);
        }
    }

    @Test
    void noMoreThanTwoChunksAreTakenWhileNoneIsAnswered() throws Exception {
        ScriptedInventory inventory = new ScriptedInventory();
        try (ServerFixture server = new ServerFixture(inventory)) {
            var caller = BulkCaller.importing(server, true);
            for (int chunk = 0; chunk < 5; chunk++) caller.send(creates("i", chunk * 10 + 1, 10));
            Awaitility.await().until(() -> inventory.asked().size() == 20);
            Awaitility.await()
                    .during(Duration.ofMillis(300))
                    .until(() -> inventory.asked().size() == 20);
            // the second first: it waits for the one before it
            List<Asked> asked = new ArrayList<>(inventory.asked());
            asked.subList(10, 20).forEach(ImportStocksTest::answer);
            Awaitility.await()
                    .during(Duration.ofMillis(300))
                    .until(() -> caller.received().isEmpty());
            asked.subList(0, 10).forEach(ImportStocksTest::answer);
            Awaitility.await()
                    .until(() ->
                            caller.received().size() == 2 && inventory.asked().size() == 40);
            caller.cancel();
            Awaitility.await()
                    .until(() -> inventory.asked().stream()
                            .skip(20)
                            .allMatch(left -> left.answer().isCancelled()));
        }
    }

    @Test
    void aStreamThatItsCallerHasLeftIsEndedAndOneMoreThanTheLimitRefused() throws Exception {
        OpenStreams.Limits one = new OpenStreams.Limits(1, Duration.ofMinutes(1), Duration.ofSeconds(2));
        try (ServerFixture server = ServerFixture.bulk(new InMemoryInventory(), new BulkStreams.Limits(one, PATIENT))) {
            var left = BulkCaller.importing(server, true);
            left.send(creates("i", 1, 1));
            Awaitility.await().until(() -> left.received().size() == 1);
            var second = BulkCaller.importing(server, true);
            assertThat(second.status().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
            assertThat(second.status().getDescription()).contains("1 imports are open");
            assertThat(left.status().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
            assertThat(left.status().getDescription()).contains("open another one");
            var third = BulkCaller.importing(server, true);
            third.halfClose();
            assertThat(third.status().getCode()).isEqualTo(Status.Code.OK);
        }
    }

    @Test
    void aServerThatStopsAnswersWhatItTook() throws Exception {
        ScriptedInventory inventory = new ScriptedInventory();
        try (ServerFixture server = new ServerFixture(inventory)) {
            var caller = BulkCaller.importing(server, true);
            caller.send(creates("i", 1, 3));
            Awaitility.await().until(() -> inventory.asked().size() == 3);
            Thread stop = new Thread(server.endpoint()::close);
            stop.start();
            Awaitility.await().during(Duration.ofMillis(300)).until(() -> !caller.isEnded());
            inventory.asked().forEach(ImportStocksTest::answer);
            assertThat(caller.status().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
            assertThat(caller.received()).hasSize(1);
            stop.join();
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
            answer(inventory.asked().remove());
            inventory.asked().remove().answer().completeExceptionally(UnavailableException.overloaded("full"));
            answer(inventory.asked().remove());
            Awaitility.await().until(() -> inventory.asked().size() == 1);
            Asked again = inventory.asked().remove();
            assertThat(((AdjustStock) again.request()).sku()).isEqualTo(new Sku("s2"));
            assertThat(((AdjustStock) again.request()).requestId().value()).isEqualTo("i/2");
            answer(again);
            assertThat(import3.join()).isEqualTo(new ImportSummary(3, 0, 0));
        }
    }

    private static InventoryClient client(ServerFixture server) {
        return InventoryClient.builder("127.0.0.1:" + server.endpoint().port())
                .deadline(Duration.ofSeconds(20))
                .build();
    }

    private static void answer(Asked asked) {
        Sku sku = asked.request() instanceof CreateStock create ? create.sku() : ((AdjustStock) asked.request()).sku();
        asked.answer().complete(new StockChanged(sku, 1, 0, 1, false));
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

    private static ImportStocksRequest creates(String importId, int first, int count) {
        return chunk(
                importId,
                IntStream.range(first, first + count)
                        .mapToObj(i -> create(i, "s" + i))
                        .toArray(ImportItem[]::new));
    }

    private static ImportStocksRequest chunk(String importId, ImportItem... items) {
        return ImportStocksRequest.newBuilder()
                .setImportId(importId)
                .addAllItems(List.of(items))
                .build();
    }

    private static ImportItem create(long number, String sku) {
        return ImportItem.newBuilder()
                .setNumber(number)
                .setCreate(CreateStockRequest.newBuilder().setSkuId(sku).setInitialStock(1))
                .build();
    }
}
