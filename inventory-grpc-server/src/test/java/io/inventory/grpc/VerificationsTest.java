package io.inventory.grpc;

import static io.inventory.grpc.BadRequests.assertBad;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Context;
import io.grpc.Context.CancellableContext;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.inventory.Inventory;
import io.inventory.InventoryException;
import io.inventory.LedgerFinding;
import io.inventory.OrderId;
import io.inventory.OrderLine;
import io.inventory.PageToken;
import io.inventory.RequestId;
import io.inventory.Sku;
import io.inventory.UnavailableException;
import io.inventory.VerifiedPart;
import io.inventory.VerifyLedger;
import io.inventory.client.InventoryClient;
import io.inventory.client.LedgerVerification;
import io.inventory.jdbi.ExpectedLog;
import io.inventory.jdbi.JdbiInventory;
import io.inventory.jdbi.TestDatabase;
import io.inventory.jdbi.sql.SqlObjects;
import io.inventory.v1.InventoryAdminServiceGrpc;
import io.inventory.v1.VerifyLedgerRequest;
import io.inventory.v1.VerifyLedgerResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Verifications by call: what they find, how fast they may be, and how they end. */
@Timeout(60)
@ExpectedLog({RequestHandler.class, VerificationCall.class})
class VerificationsTest {
    @RegisterExtension
    static final TestDatabase DATABASE = TestDatabase.h2();

    private static final int SKUS = 30;

    @SuppressWarnings("NullAway.Init")
    private JdbiInventory inventory;

    @SuppressWarnings("NullAway.Init")
    private ServerFixture server;

    /** One in three SKUs lacks a unit. */
    @BeforeAll
    static void damage() {
        try (Inventory inventory = JdbiInventory.on(DATABASE.dataSource())) {
            for (int i = 0; i < SKUS; i++) {
                Sku sku = new Sku("sku-" + i);
                inventory.create(sku, 100, new RequestId("create"));
                inventory.deduct(new OrderId("order-" + i), List.of(new OrderLine(sku, 1)));
                if (i % 3 == 0)
                    SqlObjects.on(DATABASE.dataSource())
                            .useHandle(handle -> handle.execute(
                                    "update inventory_stocks set available_stock = 98 where sku_id = ?", sku.value()));
            }
        }
    }

    @BeforeEach
    void start() throws Exception {
        inventory = JdbiInventory.on(DATABASE.dataSource());
        server = ServerFixture.verifying(
                inventory, new Verifications.Limits(1, Duration.ofMillis(10), Duration.ofMillis(100)));
    }

    @AfterEach
    void stop() {
        server.close();
        inventory.close();
    }

    private static VerifyLedgerRequest.Builder fast() {
        return VerifyLedgerRequest.newBuilder()
                .setEntriesPerSecond(VerificationRequests.ENTRIES_PER_SECOND_MAX)
                .setEntriesMax(4);
    }

    private static VerifyLedgerRequest slow() {
        return VerifyLedgerRequest.newBuilder().setEntriesPerSecond(1).build();
    }

    private List<VerifyLedgerResponse> verify(VerifyLedgerRequest request) {
        List<VerifyLedgerResponse> messages = new ArrayList<>();
        server.admin().verifyLedger(request).forEachRemaining(messages::add);
        return messages;
    }

    private static List<String> skus(List<VerifyLedgerResponse> messages) {
        return messages.stream()
                .filter(VerifyLedgerResponse::hasFinding)
                .map(message -> message.getFinding().getSkuId())
                .toList();
    }

    private static List<String> damaged() {
        List<String> damaged = new ArrayList<>();
        for (int i = 0; i < SKUS; i += 3) damaged.add("sku-" + i);
        return damaged;
    }

    private InventoryClient client(ServerFixture... servers) {
        List<String> addresses = new ArrayList<>();
        for (ServerFixture each : servers)
            addresses.add("127.0.0.1:" + each.endpoint().port());
        return InventoryClient.builder(addresses.toArray(String[]::new))
                .deadline(Duration.ofSeconds(10))
                .build();
    }

    @Test
    void aCallGoesOnWhereAnotherOneWas() {
        List<VerifyLedgerResponse> all = verify(fast().build());
        assertThat(skus(all)).containsExactlyInAnyOrderElementsOf(damaged());
        assertThat(all.get(all.size() - 1).getProgress().getResumeToken()).isEmpty();

        List<VerifyLedgerResponse> pieces = new ArrayList<>();
        String token = "";
        do {
            pieces.addAll(verify(fast().setPartsMax(2).setResumeToken(token).build()));
            token = pieces.get(pieces.size() - 1).getProgress().getResumeToken();
        } while (!token.isEmpty());
        assertThat(pieces).isEqualTo(all);
    }

    @Test
    void noMoreRowsAreReadASecondThanItMay() {
        long begin = System.nanoTime();
        List<VerifyLedgerResponse> all =
                verify(VerifyLedgerRequest.newBuilder().setEntriesPerSecond(200).build());
        Duration took = Duration.ofNanos(System.nanoTime() - begin);
        long rows = all.stream()
                .mapToLong(message -> message.getProgress().getChecked())
                .sum();
        assertThat(rows).isGreaterThan(3 * SKUS);
        assertThat(took).isGreaterThan(Duration.ofMillis((rows - 20) * 1_000 / 200 - 100));
        assertThat(skus(all)).hasSize(SKUS / 3);
    }

    @Test
    void oneMoreThanTheLimitIsRefusedUntilOneLeaves() {
        CancellableContext context = Context.ROOT.withCancellation();
        context.run(() -> assertThat(server.admin().verifyLedger(slow()).next().hasProgress())
                .isTrue());

        assertThatThrownBy(() -> verify(fast().build()))
                .isInstanceOfSatisfying(
                        StatusRuntimeException.class,
                        e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED))
                .hasMessageContaining("1 calls verify what is stored");

        context.cancel(null);
        await().untilAsserted(() -> assertThat(skus(verify(fast().build()))).hasSize(SKUS / 3));
    }

    @Test
    void whoDoesNotReadIsNotReadForAndHoldsUpNobody() throws Exception {
        EndlessFindings store = new EndlessFindings(inventory);
        try (ServerFixture busy = ServerFixture.verifying(store, Verifications.Limits.DEFAULT)) {
            ClientCall<VerifyLedgerRequest, VerifyLedgerResponse> unread =
                    busy.channel().newCall(InventoryAdminServiceGrpc.getVerifyLedgerMethod(), CallOptions.DEFAULT);
            unread.start(new ClientCall.Listener<>() {}, new Metadata());
            unread.sendMessage(fast().build());
            unread.halfClose();
            await().until(() -> store.asked() > 0);
            // what the network keeps is less than one part
            await().during(Duration.ofSeconds(1)).until(() -> store.asked() <= 3);

            List<VerifyLedgerResponse> read = new ArrayList<>();
            busy.admin().verifyLedger(fast().setPartsMax(2).build()).forEachRemaining(read::add);
            assertThat(read).hasSize(2 * (EndlessFindings.FINDINGS + 1));
            unread.cancel("enough", null);
        }
    }

    @Test
    void whoReadsNothingForLongLosesItsPlace() throws Exception {
        EndlessFindings store = new EndlessFindings(inventory);
        Verifications.Limits limits =
                new Verifications.Limits(1, Duration.ofMillis(10), Duration.ofMillis(100), Duration.ofMillis(1_500));
        try (ServerFixture busy = ServerFixture.verifying(store, limits)) {
            ClientCall<VerifyLedgerRequest, VerifyLedgerResponse> unread =
                    busy.channel().newCall(InventoryAdminServiceGrpc.getVerifyLedgerMethod(), CallOptions.DEFAULT);
            unread.start(new ClientCall.Listener<>() {}, new Metadata());
            unread.sendMessage(fast().build());
            unread.halfClose();
            await().until(() -> store.asked() > 0);
            VerifyLedgerRequest short_ = fast().setPartsMax(1).build();
            assertThatThrownBy(() -> busy.admin().verifyLedger(short_).next())
                    .hasMessageContaining("1 calls verify what is stored");

            await().ignoreExceptions()
                    .until(() -> busy.admin().verifyLedger(short_).next().hasFinding());
        }
    }

    /** Who reads slowly, or waits for what is read slowly, is no such one. */
    @Test
    void whoWaitsForAPartKeepsItsPlace() throws Exception {
        Verifications.Limits limits =
                new Verifications.Limits(1, Duration.ofMillis(10), Duration.ofMillis(100), Duration.ofMillis(100));
        try (ServerFixture slow = ServerFixture.verifying(inventory, limits)) {
            List<VerifyLedgerResponse> messages = new ArrayList<>();
            slow.admin()
                    .verifyLedger(VerifyLedgerRequest.newBuilder()
                            .setEntriesPerSecond(60)
                            .setEntriesMax(60)
                            .build())
                    .forEachRemaining(messages::add);
            assertThat(skus(messages)).hasSize(SKUS / 3);
        }
    }

    @Test
    void badFieldsAreNamed() {
        assertBad(
                () -> verify(VerifyLedgerRequest.newBuilder()
                        .setResumeToken("none")
                        .setEntriesPerSecond(0)
                        .setEntriesMax(VerifyLedger.ENTRIES_MAX + 1)
                        .setPartsMax(0)
                        .build()),
                "resume_token",
                "entries_per_second",
                "entries_max",
                "parts_max");
        assertBad(
                () -> verify(VerifyLedgerRequest.newBuilder()
                        .setEntriesPerSecond(VerificationRequests.ENTRIES_PER_SECOND_MAX + 1)
                        .build()),
                "entries_per_second");
    }

    @Test
    void aStopEndsIt() {
        Iterator<VerifyLedgerResponse> messages = server.admin().verifyLedger(slow());
        assertThat(messages.next().hasProgress()).isTrue();
        long begin = System.nanoTime();
        CompletableFuture<Void> stopped = CompletableFuture.runAsync(server.endpoint()::close);
        assertThatThrownBy(() -> messages.forEachRemaining(message -> {}))
                .hasMessageContaining("the server is stopping");
        stopped.join();
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(15));
    }

    @Test
    void aStoreThatIsAwayForLongEndsIt() {
        Iterator<VerifyLedgerResponse> messages = server.admin().verifyLedger(fast().build());
        assertThat(messages.next().hasProgress()).isTrue();
        inventory.close();
        assertThatThrownBy(() -> messages.forEachRemaining(message -> {}))
                .isInstanceOfSatisfying(
                        StatusRuntimeException.class,
                        e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE));
    }

    @Test
    void aClientGoesOnWithAnotherServerAndMissesNothing() throws Exception {
        try (ServerFixture other = ServerFixture.verifying(inventory, Verifications.Limits.DEFAULT);
                InventoryClient client = client(server, other);
                LedgerVerification verification = client.verifyLedger(Optional.empty(), 300)) {
            List<LedgerFinding> findings = new ArrayList<>();
            List<Optional<PageToken>> tokens = new ArrayList<>();
            while (verification.hasNext()) {
                VerifiedPart part = verification.next();
                findings.addAll(part.findings());
                tokens.add(part.next());
                assertThat(verification.resumeToken()).isEqualTo(part.next());
                // whichever it is at, one of them is left
                if (tokens.size() == 2) server.endpoint().close();
            }
            assertThat(findings).extracting(LedgerFinding::skuId).containsExactlyInAnyOrderElementsOf(damaged());
            assertThat(tokens).doesNotHaveDuplicates().endsWith(Optional.empty());
            assertThatThrownBy(verification::next).isInstanceOf(NoSuchElementException.class);
        }
    }

    @Test
    void aCloseEndsAClientThatWaits() {
        try (InventoryClient client = client(server)) {
            LedgerVerification verification = client.verifyLedger(Optional.empty(), 1);
            var unused = verification.next();
            CompletableFuture<VerifiedPart> waits = CompletableFuture.supplyAsync(verification::next);
            verification.close();
            assertThatThrownBy(waits::join)
                    .isInstanceOf(CompletionException.class)
                    .hasCauseInstanceOf(UnavailableException.class)
                    .hasMessageContaining("the verification was closed");
        }
    }

    @Test
    void aClientThatIsClosedEndsItsVerifications() {
        LedgerVerification verification;
        try (InventoryClient client = client(server)) {
            verification = client.verifyLedger(Optional.empty(), 1);
            var unused = verification.next();
        }
        assertThatThrownBy(verification::next)
                .isInstanceOf(InventoryException.class)
                .hasMessageContaining("the client was closed");
        verification.close();
    }

    @Test
    void aClientThatIsClosedEndsThemAlsoOnAChannelThatItDoesNotOwn() {
        InventoryClient client = InventoryClient.builder(server.channel())
                .deadline(Duration.ofSeconds(10))
                .build();
        LedgerVerification verification = client.verifyLedger(Optional.empty(), 1);
        var unused = verification.next();
        CompletableFuture<VerifiedPart> waits = CompletableFuture.supplyAsync(verification::next);
        client.close();
        assertThatThrownBy(waits::join)
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(UnavailableException.class)
                .hasMessageContaining("the client was closed");
    }

    @Test
    void partsThatTakeTooLongAreReadInSmallerOnes() throws Exception {
        try (ServerFixture slow = ServerFixture.verifying(
                new SmallPartsInventory(inventory, 5),
                new Verifications.Limits(1, Duration.ofMillis(1), Duration.ofSeconds(10)))) {
            List<VerifyLedgerResponse> messages = new ArrayList<>();
            slow.admin().verifyLedger(fast().setEntriesMax(1_000).build()).forEachRemaining(messages::add);
            assertThat(skus(messages)).containsExactlyInAnyOrderElementsOf(damaged());
        }
    }

    @Test
    void aTokenOfAnythingElseIsNoneToAClientEither() {
        try (InventoryClient client = client(server);
                LedgerVerification verification = client.verifyLedger(Optional.of(new PageToken("none")), 10)) {
            assertThatThrownBy(verification::next)
                    .isInstanceOf(InventoryException.class)
                    .hasMessageContaining("resume_token");
        }
    }
}
