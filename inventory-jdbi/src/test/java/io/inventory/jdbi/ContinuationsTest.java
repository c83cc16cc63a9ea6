package io.inventory.jdbi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.inventory.Deduct;
import io.inventory.DeductOutcome;
import io.inventory.DeductOutcome.Deducted;
import io.inventory.GetOrder;
import io.inventory.GetStock;
import io.inventory.ListStocks;
import io.inventory.OrderStatus;
import io.inventory.Request;
import io.inventory.Rollback;
import io.inventory.RollbackOutcome;
import io.inventory.RollbackOutcome.RolledBack;
import io.inventory.Sku;
import io.inventory.contract.Names;
import io.inventory.jdbi.batch.Completions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the code does that callers hang on their futures stops nobody else, whatever it is. */
@Timeout(60)
@ExpectedLog(Completions.class)
class ContinuationsTest {
    /** More than there are threads of the library that carry out requests. */
    private static final int MANY = 12;

    @RegisterExtension
    static final TestDatabase DATABASE = TestDatabase.h2();

    private final Names names = new Names();
    private final Sku sku = names.sku("A");

    private JdbiInventory open(boolean groupCommit) {
        JdbiInventoryBuilder builder = JdbiInventory.builder(DATABASE.pool()).timeLimit(TestDatabase.PATIENCE);
        if (!groupCommit) builder.withoutGroupCommit();
        JdbiInventory inventory = builder.build();
        inventory.create(sku, 1_000_000, names.request());
        return inventory;
    }

    private Deduct order(String label) {
        return new Deduct(names.order(label), List.of(names.line("A", 1)));
    }

    /** By a few callers, one after another: in one batch they would all be on one thread. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void continuationsMayCallTheInventory(boolean groupCommit) throws Exception {
        try (JdbiInventory inventory = open(groupCommit)) {
            List<CompletableFuture<RollbackOutcome>> all = Collections.synchronizedList(new ArrayList<>());
            List<CompletableFuture<Void>> callers = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                String caller = "caller" + i;
                callers.add(CompletableFuture.runAsync(
                        () -> {
                            for (int k = 0; k < 12; k++) {
                                Deduct order = order(caller + "-" + k);
                                CompletableFuture<DeductOutcome> sold = inventory.submit(order);
                                all.add(sold.thenApply(outcome -> inventory.rollback(order.orderId())));
                                sold.join();
                            }
                        },
                        task -> new Thread(task, caller).start()));
            }
            for (CompletableFuture<Void> caller : callers) caller.get(30, TimeUnit.SECONDS);
            for (CompletableFuture<RollbackOutcome> back : all)
                assertThat(back.get(30, TimeUnit.SECONDS)).isInstanceOf(RolledBack.class);
            assertThat(inventory.stock(sku).available()).isEqualTo(1_000_000);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void continuationsMayWaitForOtherFutures(boolean groupCommit) throws Exception {
        try (JdbiInventory inventory = open(groupCommit)) {
            List<CompletableFuture<OrderStatus>> statuses = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                Deduct order = order("o" + i);
                statuses.add(inventory.submit(order).thenApply(sold -> {
                    inventory.submit(new Rollback(order.orderId())).join();
                    return inventory
                            .submit(new GetOrder(order.orderId()))
                            .join()
                            .status();
                }));
            }
            for (CompletableFuture<OrderStatus> status : statuses)
                assertThat(status.get(30, TimeUnit.SECONDS)).isEqualTo(OrderStatus.ROLLED_BACK);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void continuationsThatBlockHoldUpNoOtherCaller(boolean groupCommit) throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        try (JdbiInventory inventory = open(groupCommit)) {
            for (Request<?> request : List.of(order("first"), new GetStock(sku), new ListStocks(1, Optional.empty())))
                blockContinuationsOf(request, inventory, end);

            assertThat(inventory.submit(order("other")).get(10, TimeUnit.SECONDS))
                    .isInstanceOf(Deducted.class);
            assertThat(inventory.submit(new GetStock(sku)).get(10, TimeUnit.SECONDS))
                    .isEqualTo(inventory.stock(sku));
        } finally {
            end.countDown();
        }
    }

    /** None blocks for long, but those at the end of a batch would wait for all before them. */
    @Test
    void continuationsThatBlockForAMomentGetThreadsToo() {
        Set<String> threads = ConcurrentHashMap.newKeySet();
        try (JdbiInventory inventory = open(true)) {
            await().atMost(30, TimeUnit.SECONDS).until(() -> {
                List<CompletableFuture<Void>> all = new ArrayList<>();
                for (int i = 0; i < 500; i++)
                    all.add(inventory.submit(new GetStock(sku)).thenAccept(stock -> {
                        threads.add(Thread.currentThread().getName());
                        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
                    }));
                CompletableFuture.allOf(all.toArray(CompletableFuture<?>[]::new))
                        .join();
                return threads.size() > 2 * MANY;
            });
        }
    }

    /** One after another; a future that is done when its continuation comes runs it on this thread, where it must not block. */
    private static void blockContinuationsOf(Request<?> request, JdbiInventory inventory, CountDownLatch end)
            throws Exception {
        Thread self = Thread.currentThread();
        AtomicInteger blocked = new AtomicInteger();
        while (blocked.get() < MANY) {
            CompletableFuture<?> answer = inventory.submit(request);
            var unused = answer.thenAccept(value -> {
                if (Thread.currentThread() == self) return;
                blocked.incrementAndGet();
                awaitUninterruptibly(end);
            });
            answer.get(10, TimeUnit.SECONDS);
        }
    }

    /** The threads of the queues run continuations where the executor is a direct one. */
    @Test
    void anInterruptThatAContinuationLeavesBehindMeetsNobodyElse() throws Exception {
        try (JdbiInventory inventory = JdbiInventory.builder(DATABASE.pool())
                .groupCommit(BatchLimits.DEFAULT)
                .executor(Runnable::run)
                .build()) {
            for (int i = 0; i < 20; i++) {
                inventory
                        .submit(new ListStocks(1, Optional.empty()))
                        .whenComplete((page, failure) -> Thread.currentThread().interrupt())
                        .get(10, TimeUnit.SECONDS);
                Thread.interrupted(); // where the answer was there already, it is this thread's own
            }
        }
    }

    @Test
    void futuresAreCompletedOnTheExecutorThatTheBuilderWasGiven() throws Exception {
        ExecutorService mine = Executors.newSingleThreadExecutor(task -> new Thread(task, "mine"));
        try (JdbiInventory inventory = JdbiInventory.builder(DATABASE.pool())
                .groupCommit(BatchLimits.DEFAULT)
                .executor(mine)
                .build()) {
            inventory.create(sku, 10, names.request());
            for (Request<?> request : List.of(order("o"), new GetStock(sku), new ListStocks(1, Optional.empty())))
                assertThat(completionThread(inventory, request, mine)).isEqualTo("mine");
        } finally {
            mine.shutdown();
        }
    }

    /** The executor is busy until the continuation is there, which therefore runs where the future is completed. */
    private static String completionThread(JdbiInventory inventory, Request<?> request, ExecutorService executor)
            throws Exception {
        CountDownLatch begin = new CountDownLatch(1);
        executor.execute(() -> awaitUninterruptibly(begin));
        CompletableFuture<String> name = inventory
                .submit(request)
                .thenApply(answer -> Thread.currentThread().getName());
        begin.countDown();
        return name.get(10, TimeUnit.SECONDS);
    }

    @Test
    void whatTheExecutorRefusesIsCompletedAllTheSame() throws Exception {
        try (JdbiInventory inventory = JdbiInventory.builder(DATABASE.pool())
                .groupCommit(BatchLimits.DEFAULT)
                .executor(task -> {
                    throw new RejectedExecutionException("as after a shutdown");
                })
                .build()) {
            inventory.create(sku, 10, names.request());
            CountDownLatch end = new CountDownLatch(1);
            List<CompletableFuture<?>> answers = new ArrayList<>();
            for (int i = 0; i < MANY; i++) {
                answers.add(inventory.submit(order("same")));
                answers.add(inventory.submit(new ListStocks(1, Optional.empty())));
            }
            for (CompletableFuture<?> answer : answers) {
                answer.get(10, TimeUnit.SECONDS);
                var unused = answer.thenRunAsync(() -> awaitUninterruptibly(end));
            }
            end.countDown();
        }
    }

    @Test
    void anExecutorThatDoesNotKeepUpIsNotGivenMoreThanItsShare() throws Exception {
        List<Runnable> tasks = new ArrayList<>();
        try (JdbiInventory inventory = JdbiInventory.builder(DATABASE.pool())
                .groupCommit(BatchLimits.DEFAULT)
                .executor(task -> {
                    synchronized (tasks) {
                        tasks.add(task);
                    }
                })
                .build()) {
            inventory.create(sku, 10, names.request());
            await().atMost(30, TimeUnit.SECONDS)
                    .pollInterval(1, TimeUnit.MILLISECONDS)
                    .until(() -> {
                        for (int i = 0; i < 100; i++)
                            if (inventory.submit(new GetStock(sku)).isCompletedExceptionally()) return true;
                        return false;
                    });
            assertThat(inventory.stock(sku).available())
                    .as("who blocks needs no executor")
                    .isEqualTo(10);
            synchronized (tasks) {
                assertThat(tasks.size()).isBetween(10_000, 40_000);
                tasks.forEach(Runnable::run);
            }
            assertThat(inventory.submit(new GetStock(sku))).isNotCompletedExceptionally();
        }
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
