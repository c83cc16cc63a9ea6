package io.inventory.jdbi.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.inventory.GetStock;
import io.inventory.Sku;
import io.inventory.Stock;
import io.inventory.jdbi.batch.BatchQueue.Waiting;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How threads take turns with batches, whatever a batch is. */
class BatchQueueTest {
    private static final GetStock GET = new GetStock(new Sku("S"));
    private static final QueueLimits LIMITS = new QueueLimits(1, 512, 4_096, 10_000, 100_000);
    private static final Stock STOCK = new Stock(new Sku("S"), 1, 0, 1, Instant.EPOCH, Instant.EPOCH);

    private final Semaphore mayGoOn = new Semaphore(0);
    private final AtomicInteger atOnce = new AtomicInteger();
    private final AtomicInteger atOnceMost = new AtomicInteger();
    private final Queue<Integer> sizes = new ConcurrentLinkedQueue<>();
    private final Queue<Thread> threads = new ConcurrentLinkedQueue<>();
    private BatchQueue<GetStock> queue = new BatchQueue<>("test", LIMITS, this::carryOut);

    @AfterEach
    void close() {
        mayGoOn.release(1_000_000);
        queue.close();
    }

    private Runnable carryOut(List<Waiting<GetStock>> batch) {
        atOnceMost.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
        sizes.add(batch.size());
        threads.add(Thread.currentThread());
        mayGoOn.acquireUninterruptibly();
        atOnce.decrementAndGet();
        return () -> batch.forEach(BatchQueueTest::answer);
    }

    @SuppressWarnings("unchecked")
    private static void answer(Waiting<GetStock> waiting) {
        ((CompletableFuture<Stock>) waiting.future()).complete(STOCK);
    }

    private CompletableFuture<Stock> add() {
        return queue.add(GET, 1, new CompletableFuture<>());
    }

    @Test
    void aBatchIsWhatArrivedWhileTheOneBeforeWasUnderWay() throws Exception {
        CompletableFuture<Stock> first = add();
        await().until(() -> sizes.size() == 1);
        List<CompletableFuture<Stock>> others = new ArrayList<>();
        for (int i = 0; i < 10; i++) others.add(add());

        mayGoOn.release(2);

        assertThat(first.get(10, TimeUnit.SECONDS)).isEqualTo(STOCK);
        for (CompletableFuture<Stock> other : others)
            assertThat(other.get(10, TimeUnit.SECONDS)).isEqualTo(STOCK);
        assertThat(sizes).containsExactly(1, 10);
    }

    @Test
    void noMoreBatchesAreUnderWayThanThereAreTurns() throws Exception {
        mayGoOn.release(1_000_000);
        List<CompletableFuture<Stock>> answers = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) answers.add(add());
        for (CompletableFuture<Stock> answer : answers) answer.get(10, TimeUnit.SECONDS);

        assertThat(atOnceMost).hasValue(1);
        assertThat(sizes.stream().mapToInt(Integer::intValue).sum()).isEqualTo(5_000);
    }

    @Test
    void aContinuationThatBlocksDoesNotHoldUpTheNextBatch() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        CompletableFuture<Stock> first = add();
        CompletableFuture<Void> blocked = first.thenAccept(answer -> awaitLatch(end));
        await().until(() -> sizes.size() == 1);
        mayGoOn.release(1_000_000);

        assertThat(add().get(10, TimeUnit.SECONDS)).isEqualTo(STOCK);
        assertThat(blocked).isNotDone();
        end.countDown();
        blocked.get(10, TimeUnit.SECONDS);
    }

    @Test
    void whoIsAloneIsServedOnHisOwnThread() {
        mayGoOn.release();
        CompletableFuture<Stock> alone = new CompletableFuture<>();

        assertThat(queue.carryOutAlone(GET, 1, alone)).isTrue();
        assertThat(alone).isCompletedWithValue(STOCK);
        assertThat(threads).containsExactly(Thread.currentThread());
    }

    @Test
    void whoIsNotAloneWaitsHisTurn() throws Exception {
        CompletableFuture<Stock> first = add();
        await().until(() -> sizes.size() == 1);

        assertThat(queue.carryOutAlone(GET, 1, new CompletableFuture<>())).isFalse();
        mayGoOn.release();
        assertThat(first.get(10, TimeUnit.SECONDS)).isEqualTo(STOCK);
        assertThat(atOnceMost).hasValue(1);
    }

    @Test
    void whatArrivesWhileACallerServesHimselfIsNotForgotten() throws Exception {
        CompletableFuture<Stock> alone = new CompletableFuture<>();
        Thread caller = new Thread(() -> queue.carryOutAlone(GET, 1, alone));
        caller.start();
        await().until(() -> sizes.size() == 1);
        CompletableFuture<Stock> next = add();

        mayGoOn.release(2);

        assertThat(next.get(10, TimeUnit.SECONDS)).isEqualTo(STOCK);
        assertThat(alone.get(10, TimeUnit.SECONDS)).isEqualTo(STOCK);
        caller.join();
    }

    @Test
    void aBatchThatFailsInAnUnexpectedWayFailsItsRequestsAndNoOthers() throws Exception {
        queue.close();
        AtomicInteger batches = new AtomicInteger();
        queue = new BatchQueue<>("test", LIMITS, batch -> {
            if (batches.incrementAndGet() == 1) throw new IllegalStateException("a bug");
            return () -> batch.forEach(BatchQueueTest::answer);
        });

        assertThat(add()).failsWithin(10, TimeUnit.SECONDS);
        assertThat(add().get(10, TimeUnit.SECONDS)).isEqualTo(STOCK);
    }

    private static void awaitLatch(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
