package io.inventory.jdbi.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.inventory.ErrorReason;
import io.inventory.GetStock;
import io.inventory.InventoryException;
import io.inventory.Request;
import io.inventory.Sku;
import io.inventory.Stock;
import io.inventory.UnavailableException;
import io.inventory.contract.RandomCommands;
import io.inventory.decision.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Many threads that ask in every way, give up, come too late, and are refused, on a queue that is small, whose work fails at times,
 * and that is closed in the middle: every request has one answer, which is true.
 */
class BatchQueueStressTest {
    private static final int ROUNDS = Integer.getInteger("inventory.test.rounds", 30);
    private static final int CALLERS = 6;
    private static final int REQUESTS = 400;
    private static final int BATCH_REQUESTS_MAX = 7;
    private static final int BATCH_LINES_MAX = 20;
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Stock STOCK = new Stock(new Sku("S"), 1, 0, 0, 0, 1, Instant.EPOCH, Instant.EPOCH);

    private final Completions completions = new Completions(null);
    private final Set<String> carriedOut = ConcurrentHashMap.newKeySet();
    private final Map<String, Integer> heard = new ConcurrentHashMap<>();
    private final Map<String, String> answers = new ConcurrentHashMap<>();
    private final Queue<String> wrong = new ConcurrentLinkedQueue<>();
    private final Queue<String> order = new ConcurrentLinkedQueue<>();
    private final AtomicInteger underWay = new AtomicInteger();
    private final Set<String> refused = ConcurrentHashMap.newKeySet();
    private int refusals;

    /** Hears of each request once. */
    private final RequestObserver observer = new RequestObserver() {
        @Override
        public void answered(Request<?> request, Verdict<?> verdict, long queuedNanos, long nanos) {
            heard.merge(name(request), 1, Integer::sum);
        }

        @Override
        public void givenUp(Request<?> request) {
            heard.merge(name(request), 1, Integer::sum);
        }

        @Override
        public void refused(Request<?> request, InventoryException refusal) {
            heard.merge(name(request), 1, Integer::sum);
        }
    };

    private static String name(Request<?> request) {
        return ((GetStock) request).sku().value();
    }

    private BatchWork<GetStock> work(int batchesMax, long seed) {
        return new BatchWork<>() {
            @Override
            public List<? extends Verdict<?>> carryOut(List<GetStock> requests) {
                int number = underWay.incrementAndGet();
                if (number > batchesMax) wrong.add(number + " batches at once");
                if (requests.isEmpty() || requests.size() > BATCH_REQUESTS_MAX)
                    wrong.add("a batch of " + requests.size());
                List<Verdict<?>> verdicts = new ArrayList<>();
                for (GetStock request : requests) {
                    if (!carriedOut.add(name(request))) wrong.add(name(request) + " is carried out again");
                    order.add(name(request));
                    verdicts.add(new Verdict.Outcome<>(STOCK));
                }
                int what = Math.floorMod(name(requests.get(0)).hashCode() + seed, 40);
                if (what < 10) LockSupport.parkNanos(what * 20_000L);
                underWay.decrementAndGet();
                if (what == 20) throw UnavailableException.unavailable("the store is away");
                return verdicts;
            }

            @Override
            public RequestObserver observer() {
                return observer;
            }
        };
    }

    private void ask(BatchQueue<GetStock> queue, int caller, long seed) {
        SplittableRandom random = new SplittableRandom(seed + caller);
        List<CompletableFuture<?>> open = new ArrayList<>();
        for (int i = 0; i < REQUESTS; i++) {
            GetStock request = new GetStock(new Sku(caller + "-" + i));
            int lines = 1 + random.nextInt(5);
            int way = random.nextInt(10);
            if (way < 2) blocked(name(request), () -> queue.execute(request, lines, new BlockedCaller<>()));
            else if (way < 4) blocked(name(request), () -> queue.executeAlone(request, lines, new BlockedCaller<>()));
            else {
                CompletableFuture<Stock> answer = way < 6
                        ? queue.submit(request, lines, Duration.ofNanos(random.nextInt(200_000)))
                        : queue.submit(request, lines);
                open.add(answer.whenComplete((stock, e) -> answered(name(request), e)));
                if (way == 9) answer.cancel(false);
                if (random.nextInt(50) == 0) queue.refuseWaiting(UnavailableException.unavailable("nobody is served"));
            }
        }
        for (CompletableFuture<?> answer : open) {
            try {
                answer.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            } catch (java.util.concurrent.ExecutionException | CancellationException e) {
                // it has its answer
            } catch (InterruptedException | java.util.concurrent.TimeoutException e) {
                wrong.add("no answer: " + e);
            }
        }
    }

    private void blocked(String name, Runnable asking) {
        try {
            asking.run();
            answered(name, null);
        } catch (InventoryException e) {
            answered(name, e);
        }
    }

    private void answered(String name, @org.jspecify.annotations.Nullable Throwable e) {
        Throwable cause = e instanceof CompletionException ? e.getCause() : e;
        String before = answers.put(name, cause == null ? "done" : String.valueOf(cause.getMessage()));
        if (before != null) wrong.add(name + " was answered before: " + before);
        if (cause instanceof InventoryException failure && isRefusal(failure)) refused.add(name);
        if (cause == null && !carriedOut.contains(name)) wrong.add(name + " was answered and not carried out");
    }

    /** Whether it says that nothing was begun, and nothing will be. */
    private static boolean isRefusal(InventoryException failure) {
        return failure.reason() == ErrorReason.OVERLOADED
                || String.valueOf(failure.getMessage()).contains("nobody is served");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void everyRequestHasOneTrueAnswer(int batchesMax) throws InterruptedException {
        long seed = RandomCommands.seed();
        System.out.println("seed " + seed);
        for (int round = 0; round < ROUNDS; round++) {
            carriedOut.clear();
            heard.clear();
            answers.clear();
            order.clear();
            refused.clear();
            round(batchesMax, seed + round * 1_000L, round % 2 == 0);
            assertThat(wrong).as("seed %s, round %s", seed, round).isEmpty();
            assertThat(answers).as("answers").hasSize(CALLERS * REQUESTS);
            assertThat(heard.values()).as("how often each was heard of").containsOnly(1);
            assertThat(refused).as("what was refused").noneMatch(carriedOut::contains);
            refusals += refused.size();
            if (batchesMax == 1) assertFirstComeFirstServed();
        }
        assertThat(refusals).as("refusals").isPositive();
    }

    /** A caller's own requests are carried out in the order in which it asked. */
    private void assertFirstComeFirstServed() {
        int[] last = new int[CALLERS];
        for (String name : order) {
            String[] parts = name.split("-", 2);
            int caller = Integer.parseInt(parts[0]);
            int number = Integer.parseInt(parts[1]) + 1;
            assertThat(number).as(name).isGreaterThan(last[caller]);
            last[caller] = number;
        }
    }

    private void round(int batchesMax, long seed, boolean isClosedEarly) throws InterruptedException {
        QueueLimits limits =
                new QueueLimits(batchesMax, BATCH_REQUESTS_MAX, BATCH_LINES_MAX, 40, 100, PATIENCE, PATIENCE);
        BatchQueue<GetStock> queue = new BatchQueue<>("stress", limits, completions, work(batchesMax, seed));
        CountDownLatch end = new CountDownLatch(CALLERS);
        for (int caller = 0; caller < CALLERS; caller++) {
            int number = caller;
            new Thread(() -> {
                        try {
                            ask(queue, number, seed);
                        } catch (RuntimeException | Error e) {
                            wrong.add(e.toString());
                        } finally {
                            end.countDown();
                        }
                    })
                    .start();
        }
        if (isClosedEarly) {
            LockSupport.parkNanos(5_000_000);
            queue.stop();
            queue.awaitEnd(System.nanoTime() + PATIENCE.toNanos());
        }
        assertThat(end.await(60, TimeUnit.SECONDS)).as("all were answered").isTrue();
        queue.stop();
        queue.awaitEnd(System.nanoTime() + PATIENCE.toNanos());
        assertThat(queue.waiting()).isZero();
        assertThat(underWay).hasValue(0);
    }
}
