package io.inventory.jdbi.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.inventory.GetStock;
import io.inventory.Sku;
import io.inventory.Stock;
import io.inventory.decision.Verdict;
import io.inventory.jdbi.ExpectedLog;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How requests become batches, whatever a batch is. */
@ExpectedLog(GuardedWork.class)
class BatchQueueTest {
    private static final GetStock GET = new GetStock(new Sku("S"));
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final QueueLimits LIMITS = new QueueLimits(1, 512, 4_096, 10_000, 100_000, PATIENCE, PATIENCE);
    private static final Stock STOCK = new Stock(new Sku("S"), 1, 0, 0, 0, 1, Instant.EPOCH, Instant.EPOCH);

    private final Semaphore mayGoOn = new Semaphore(0);
    private final AtomicInteger atOnce = new AtomicInteger();
    private final AtomicInteger atOnceMost = new AtomicInteger();
    private final Queue<Integer> sizes = new ConcurrentLinkedQueue<>();
    private final Queue<Thread> threads = new ConcurrentLinkedQueue<>();
    private final Completions completions = new Completions(null);
    private BatchQueue<GetStock> queue = new BatchQueue<>("test", LIMITS, completions, this::carryOut);

    @AfterEach
    void close() {
        mayGoOn.release(1_000_000);
        end(queue, PATIENCE);
    }

    private static void end(BatchQueue<?> queue, Duration timeMax) {
        queue.stop();
        queue.awaitEnd(System.nanoTime() + timeMax.toNanos());
    }

    private List<Verdict<Stock>> carryOut(List<GetStock> batch) {
        atOnceMost.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
        sizes.add(batch.size());
        threads.add(Thread.currentThread());
        mayGoOn.acquireUninterruptibly();
        atOnce.decrementAndGet();
        return answers(batch);
    }

    private static List<Verdict<Stock>> answers(List<GetStock> batch) {
        return Collections.nCopies(batch.size(), new Verdict.Outcome<>(STOCK));
    }

    private CompletableFuture<Stock> submit() {
        return queue.submit(GET, 1);
    }

    private Stock executeAlone() {
        return queue.executeAlone(GET, 1, new BlockedCaller<>());
    }

    @Test
    void aBatchIsWhatArrivedWhileTheOneBeforeWasUnderWay() throws Exception {
        CompletableFuture<Stock> first = submit();
        await().until(() -> sizes.size() == 1);
        List<CompletableFuture<Stock>> others = new ArrayList<>();
        for (int i = 0; i < 10; i++) others.add(submit());

        mayGoOn.release(2);

        assertThat(first.get(10, TimeUnit.SECONDS)).isEqualTo(STOCK);
        for (CompletableFuture<Stock> other : others)
            assertThat(other.get(10, TimeUnit.SECONDS)).isEqualTo(STOCK);
        assertThat(sizes).containsExactly(1, 10);
    }

    @Test
    void noMoreBatchesAreUnderWayThanMayBe() throws Exception {
        mayGoOn.release(1_000_000);
        List<CompletableFuture<Stock>> answers = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) answers.add(submit());
        for (CompletableFuture<Stock> answer : answers) answer.get(10, TimeUnit.SECONDS);

        assertThat(atOnceMost).hasValue(1);
        assertThat(sizes.stream().mapToInt(Integer::intValue).sum()).isEqualTo(5_000);
    }

    @Test
    void aLoneCallerRunsItsOwnTransaction() {
        mayGoOn.release();

        assertThat(executeAlone()).isEqualTo(STOCK);
        assertThat(threads).containsExactly(Thread.currentThread());
    }

    @Test
    void aCallerThatIsNotAloneWaitsForTheNextBatch() throws Exception {
        CompletableFuture<Stock> first = submit();
        await().until(() -> sizes.size() == 1);
        CompletableFuture<Stock> second = CompletableFuture.supplyAsync(this::executeAlone, BatchQueueTest::start);
        await().until(() -> queue.waiting() == 1);

        mayGoOn.release(2);

        assertThat(first.get(10, TimeUnit.SECONDS)).isEqualTo(STOCK);
        assertThat(second.get(10, TimeUnit.SECONDS)).isEqualTo(STOCK);
        assertThat(atOnceMost).hasValue(1);
        assertThat(threads).allMatch(thread -> thread.getName().startsWith("test-"));
    }

    @Test
    void whatArrivesWhileACallerRunsItsOwnTransactionIsNotForgotten() throws Exception {
        CompletableFuture<Stock> alone = CompletableFuture.supplyAsync(this::executeAlone, BatchQueueTest::start);
        await().until(() -> sizes.size() == 1);
        CompletableFuture<Stock> next = submit();

        mayGoOn.release(2);

        assertThat(next.get(10, TimeUnit.SECONDS)).isEqualTo(STOCK);
        assertThat(alone.get(10, TimeUnit.SECONDS)).isEqualTo(STOCK);
    }

    @Test
    void aBatchThatFailsInAnUnexpectedWayFailsItsRequestsAndNoOthers() throws Exception {
        end(queue, PATIENCE);
        AtomicInteger batches = new AtomicInteger();
        queue = new BatchQueue<>("test", LIMITS, completions, batch -> {
            if (batches.incrementAndGet() == 1) throw new IllegalStateException("a bug");
            return answers(batch);
        });

        assertThat(submit()).failsWithin(10, TimeUnit.SECONDS);
        assertThat(submit().get(10, TimeUnit.SECONDS)).isEqualTo(STOCK);
    }

    @Test
    void whatDoesNotEndInTimeIsAnsweredThatItWasClosed() {
        CompletableFuture<Stock> underWay = submit();
        await().until(() -> sizes.size() == 1);
        CompletableFuture<Stock> waiting = submit();
        CompletableFuture<Stock> blocked = CompletableFuture.supplyAsync(this::executeAlone, BatchQueueTest::start);
        await().until(() -> queue.waiting() == 2);

        end(queue, Duration.ofMillis(100));

        for (CompletableFuture<Stock> answer : List.of(underWay, waiting, blocked))
            assertThat(answer)
                    .failsWithin(10, TimeUnit.SECONDS)
                    .withThrowableOfType(ExecutionException.class)
                    .withMessageContaining("it was closed");
        assertThat(submit()).isCompletedExceptionally();
    }

    @Test
    void whatIsTooLateIsRefusedAsOverloadedWithoutWaitingForTheNextBatch() throws Exception {
        CompletableFuture<Stock> first = submit();
        await().until(() -> sizes.size() == 1);
        CompletableFuture<Stock> inTime = submit();
        List<CompletableFuture<Stock>> late = new ArrayList<>();
        for (int i = 0; i < 10; i++) late.add(queue.submit(GET, 1, Duration.ofNanos(1)));
        CompletableFuture<Stock> alsoInTime = queue.submit(GET, 1, PATIENCE);

        mayGoOn.release();
        assertThat(first.get(10, TimeUnit.SECONDS)).isEqualTo(STOCK);
        await().until(() -> sizes.size() == 2);
        for (CompletableFuture<Stock> answer : late)
            assertThat(answer)
                    .failsWithin(10, TimeUnit.SECONDS)
                    .withThrowableOfType(ExecutionException.class)
                    .withMessageContaining("overloaded");
        assertThat(inTime).isNotDone();

        mayGoOn.release();
        assertThat(inTime.get(10, TimeUnit.SECONDS)).isEqualTo(STOCK);
        assertThat(alsoInTime.get(10, TimeUnit.SECONDS)).isEqualTo(STOCK);
        assertThat(sizes).containsExactly(1, 2);
    }

    @Test
    void whereAllThatWaitIsTooLateNoBatchIsBegun() throws Exception {
        CompletableFuture<Stock> first = submit();
        await().until(() -> sizes.size() == 1);
        CompletableFuture<Stock> late = queue.submit(GET, 1, Duration.ofNanos(1));

        mayGoOn.release();
        assertThat(first.get(10, TimeUnit.SECONDS)).isEqualTo(STOCK);
        assertThat(late).failsWithin(10, TimeUnit.SECONDS);
        mayGoOn.release();
        assertThat(submit().get(10, TimeUnit.SECONDS)).isEqualTo(STOCK);
        assertThat(sizes).containsExactly(1, 1);
    }

    private static void start(Runnable caller) {
        new Thread(caller, "caller").start();
    }
}
