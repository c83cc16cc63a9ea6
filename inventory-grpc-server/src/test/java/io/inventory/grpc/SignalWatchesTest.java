package io.inventory.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.inventory.OrderId;
import io.inventory.OrderLine;
import io.inventory.RequestId;
import io.inventory.Signal;
import io.inventory.Sku;
import io.inventory.UnavailableException;
import io.inventory.contract.MutableClock;
import io.inventory.grpc.SignalWatches.Limits;
import io.inventory.jdbi.ExpectedLog;
import io.inventory.memory.InMemoryInventory;
import io.inventory.v1.StockEdgeKind;
import io.inventory.v1.WatchSignalsResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What watchers of signals get, and what they may cost. */
@Timeout(60)
@ExpectedLog({RequestHandler.class, SignalWatches.class})
class SignalWatchesTest {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration INTERVAL = Duration.ofMillis(50);
    private static final Limits LIMITS = new Limits(100, INTERVAL, LONG, LONG);

    /** What a caller's end takes that reads nothing, and the server's transport: HTTP/2 windows and buffers. */
    private static final int TRANSPORT_BYTES = 3 << 20;

    /** Held here so that it keeps its level, which is that of the process: it warns of each caller that a stop cuts off. */
    private static final Logger GRPC = Logger.getLogger("io.grpc.netty.shaded.io.grpc.netty.NettyServerHandler");

    static {
        GRPC.setLevel(Level.SEVERE);
    }

    private static final Sku LONGEST = new Sku("\uD83D\uDE00".repeat(128));

    private final MutableClock clock = new MutableClock();
    private final FaultyInventory inventory = new FaultyInventory(new InMemoryInventory(clock));
    private int orders;
    private int seen;

    @SuppressWarnings("NullAway.Init")
    private ServerFixture server;

    @BeforeEach
    void start() throws Exception {
        inventory.create(new Sku("S"), 1, new RequestId("r"));
        inventory.create(LONGEST, 1, new RequestId("r"));
        serve(LIMITS);
    }

    private void serve(Limits limits) throws Exception {
        if (server != null) server.close();
        server = ServerFixture.watched(inventory, limits);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aWatcherGetsItsPositionAndThenWhatHappens() {
        soldOutAndBack("S", 1);
        WatchCaller watcher = WatchCaller.watch(server, WatchCaller.NOW).awaitBegin();
        assertThat(watcher.received())
                .containsExactly(
                        WatchSignalsResponse.newBuilder().setResumeToken("2").build());
        soldOutAndBack("S", 1);
        watcher.awaitSignals(2);
        assertThat(watcher.signals()).containsExactly("3", "4");
        assertThat(watcher.received().get(1).getSignal().getStockEdge().getKind())
                .isEqualTo(StockEdgeKind.STOCK_EDGE_KIND_SOLD_OUT);
    }

    @Test
    void theOldestThatIsKeptComesFirst() {
        soldOutAndBack("S", 1);
        clock.advance(Signal.RETENTION_DEFAULT.plusDays(1));
        soldOutAndBack("S", 150);
        WatchCaller watcher = WatchCaller.watch(server, WatchCaller.OLDEST);
        watcher.awaitSignals(300);
        assertThat(watcher.signals()).containsExactlyElementsOf(tokens(3, 302));
        assertThat(watcher.received().get(0).getResumeToken()).isEqualTo("2");
    }

    /** Where the feed began is a position as well. */
    @Test
    void whoHadSeenNoneYetIsToldWhatIsNotKeptAnyMore() throws Exception {
        WatchCaller first = WatchCaller.watch(server, WatchCaller.NOW).awaitBegin();
        String token = first.received().get(0).getResumeToken();
        assertThat(token).isEqualTo("0");
        first.cancel();
        soldOutAndBack("S", 1);
        clock.advance(Signal.RETENTION_DEFAULT.plusDays(1));
        StatusRuntimeException end =
                WatchCaller.watch(server, WatchCaller.after(token)).end();
        assertThat(StatusProto.fromThrowable(end)
                        .getDetails(0)
                        .unpack(ErrorInfo.class)
                        .getReason())
                .isEqualTo("SIGNALS_PRUNED");

        WatchCaller oldest = WatchCaller.watch(server, WatchCaller.OLDEST).awaitBegin();
        assertThat(oldest.received().get(0).getResumeToken())
                .as("nothing is kept, and what comes next is the third")
                .isEqualTo("2");
        soldOutAndBack("S", 1);
        oldest.awaitSignals(2);
        assertThat(oldest.signals()).containsExactly("3", "4");
    }

    @Test
    void whoGoesOnAfterATokenGetsTheRest() {
        soldOutAndBack("S", 150);
        WatchCaller watcher = WatchCaller.watch(server, WatchCaller.after("50"));
        watcher.awaitSignals(250);
        assertThat(watcher.signals()).containsExactlyElementsOf(tokens(51, 300));
        assertThat(watcher.received().get(0).hasSignal()).isFalse();
    }

    @Test
    void aPositionComesWhenThereWasNoSignalForATime() throws Exception {
        serve(new Limits(100, INTERVAL, Duration.ofMillis(200), LONG));
        WatchCaller watcher = WatchCaller.watch(server, WatchCaller.NOW).awaitBegin();
        soldOutAndBack("S", 1);
        Awaitility.await().until(() -> watcher.received().size() >= 5);
        assertThat(watcher.received())
                .extracting(WatchSignalsResponse::getResumeToken)
                .startsWith("0", "1", "2", "2");
        assertThat(watcher.signals()).containsExactly("1", "2");
    }

    @Test
    void aHundredWatchersAskTheStoreOnceAnInterval() throws Exception {
        Duration interval = Duration.ofMillis(200);
        serve(new Limits(100, interval, LONG, LONG));
        List<WatchCaller> watchers = new ArrayList<>();
        for (int i = 0; i < 100; i++) watchers.add(WatchCaller.watch(server, WatchCaller.NOW));
        Awaitility.await()
                .until(() -> watchers.stream()
                        .noneMatch(watcher -> watcher.received().isEmpty()));

        int before = inventory.asked();
        long start = System.nanoTime();
        soldOutAndBack("S", 1);
        Awaitility.await().until(() -> inventory.asked() >= before + 10);
        // one more may be for those who were given the two signals apart
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(interval.multipliedBy(5));
        assertThat(watchers).allMatch(watcher -> watcher.signals().equals(List.of("1", "2")));
    }

    @Test
    void aWatcherWhoDoesNotReadIsNotReadForAndHoldsUpNobody() {
        soldOutAndBack(LONGEST.value(), 10_000);
        WatchCaller idle = WatchCaller.idle(server, WatchCaller.OLDEST);
        Awaitility.await().pollInterval(300, TimeUnit.MILLISECONDS).until(this::isQuiet);
        assertThat(inventory.farthestAsked() * LONGEST.value().length() * 2)
                .isPositive()
                .isLessThan(TRANSPORT_BYTES);

        WatchCaller other = WatchCaller.watch(server, WatchCaller.OLDEST);
        soldOutAndBack("S", 1);
        other.awaitSignals(20_002);
        idle.readAll();
        idle.awaitSignals(20_002);
        assertThat(idle.signals()).isEqualTo(other.signals()).containsExactlyElementsOf(tokens(1, 20_002));
    }

    @Test
    void oneWatcherTooManyIsRefusedUntilAnotherLeaves() throws Exception {
        serve(new Limits(2, INTERVAL, LONG, LONG));
        WatchCaller first = WatchCaller.watch(server, WatchCaller.NOW).awaitBegin();
        WatchCaller.watch(server, WatchCaller.NOW).awaitBegin();
        StatusRuntimeException refusal =
                WatchCaller.watch(server, WatchCaller.NOW).end();
        assertThat(refusal.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
        com.google.rpc.Status details = StatusProto.fromThrowable(refusal);
        assertThat(details.getDetails(0).unpack(ErrorInfo.class).getReason()).isEqualTo("OVERLOADED");
        assertThat(details.getDetails(1).is(RetryInfo.class)).isTrue();
        assertThat(refusal.getTrailers().containsKey(ErrorStatus.PUSHBACK)).isTrue();

        first.cancel();
        Awaitility.await().until(() -> {
            WatchCaller next = WatchCaller.watch(server, WatchCaller.NOW);
            Awaitility.await().until(() -> next.hasEnded() || !next.received().isEmpty());
            return !next.hasEnded();
        });
    }

    @Test
    void aStopSendsWatchersAwayAtOnce() throws Exception {
        WatchCaller watcher = WatchCaller.watch(server, WatchCaller.NOW).awaitBegin();
        WatchCaller idle = WatchCaller.idle(server, WatchCaller.NOW);
        long start = System.nanoTime();
        server.endpoint().close();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
        for (WatchCaller each : List.of(watcher, idle)) {
            idle.readAll();
            assertThat(each.end().getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
            assertThat(each.end()).hasMessageContaining("stopping");
        }
    }

    /** What it did not read is in the way of what it is told. */
    @Test
    void aWatcherWhoDoesNotReadHoldsUpNoStop() {
        soldOutAndBack(LONGEST.value(), 5_000);
        WatchCaller idle = WatchCaller.idle(server, WatchCaller.OLDEST);
        Awaitility.await().pollInterval(300, TimeUnit.MILLISECONDS).until(this::isQuiet);
        long start = System.nanoTime();
        server.endpoint().close();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
        assertThat(idle.signals()).isEmpty();
    }

    @Test
    void anOutageOfTheStoreIsWaitedForWithThePositionKept() {
        WatchCaller watcher = WatchCaller.watch(server, WatchCaller.NOW).awaitBegin();
        inventory.failWith(UnavailableException.unavailable("the test says so"));
        soldOutAndBack("S", 1);
        int before = inventory.asked();
        Awaitility.await().until(() -> inventory.asked() > before + 2);
        assertThat(watcher.received()).hasSize(1);
        inventory.heal();
        watcher.awaitSignals(2);
        assertThat(watcher.signals()).containsExactly("1", "2");
    }

    @Test
    void anOutageThatLastsSendsWatchersAway() throws Exception {
        serve(new Limits(100, INTERVAL, LONG, Duration.ofMillis(300)));
        WatchCaller watcher = WatchCaller.watch(server, WatchCaller.NOW).awaitBegin();
        inventory.failWith(UnavailableException.unavailable("the test says so"));
        assertThat(watcher.end().getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
        assertThat(watcher.end()).hasMessageContaining("the test says so");
    }

    @Test
    void whatIsNotKeptAnyMoreEndsTheWatchWithTheirNumbers() throws Exception {
        soldOutAndBack("S", 2);
        clock.advance(Signal.RETENTION_DEFAULT.plusDays(1));
        soldOutAndBack("S", 1);
        StatusRuntimeException end =
                WatchCaller.watch(server, WatchCaller.after("1")).end();
        assertThat(end.getStatus().getCode()).isEqualTo(Status.Code.FAILED_PRECONDITION);
        ErrorInfo info = StatusProto.fromThrowable(end).getDetails(0).unpack(ErrorInfo.class);
        assertThat(info.getReason()).isEqualTo("SIGNALS_PRUNED");
        assertThat(info.getMetadataMap()).containsEntry("resume_token", "1").containsEntry("pruned", "4");
    }

    @Test
    void aBugEndsTheWatchWithACorrelationId() throws Exception {
        WatchCaller watcher = WatchCaller.watch(server, WatchCaller.NOW).awaitBegin();
        inventory.failWith(new IllegalStateException("a secret of the store"));
        assertThat(watcher.end().getStatus().getCode()).isEqualTo(Status.Code.INTERNAL);
        assertThat(watcher.end()).hasMessageContaining("correlation id").hasMessageNotContaining("secret");
    }

    /** Whether signals were asked for, but none since this was last called. */
    private boolean isQuiet() {
        int before = seen;
        seen = inventory.asked();
        return seen > 0 && seen == before;
    }

    private void soldOutAndBack(String sku, int times) {
        for (int i = 0; i < times; i++) {
            OrderId order = new OrderId("o" + orders++);
            inventory.deduct(order, List.of(new OrderLine(new Sku(sku), 1)));
            inventory.rollback(order);
        }
    }

    private static List<String> tokens(int first, int last) {
        return IntStream.rangeClosed(first, last).mapToObj(Integer::toString).toList();
    }
}
