package io.inventory.jdbi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.inventory.Deduct;
import io.inventory.DeductOutcome;
import io.inventory.DeductOutcome.Deducted;
import io.inventory.ErrorReason;
import io.inventory.GetStock;
import io.inventory.NotFoundException;
import io.inventory.OrderId;
import io.inventory.OrderLine;
import io.inventory.Rejected;
import io.inventory.Sku;
import io.inventory.Stock;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What becomes of commands that wait for the writer: when there are too many, when their callers give up, at the close. */
class GroupCommitQueueTest extends HeldWriter {
    private static final BatchLimits SMALL = new BatchLimits(1, 512, 4_096, 20, 100);

    @Test
    void aFullQueueRefusesInsteadOfGrowing() throws SQLException {
        try (JdbiInventory small = inventory(SMALL)) {
            List<CompletableFuture<DeductOutcome>> answers = new ArrayList<>();
            whileTheWriterWaits(small, () -> {
                for (int i = 0; i < 30; i++) answers.add(small.submit(order("o" + i, 1)));
                // at once, while the writer still waits
                for (int i = 20; i < 30; i++)
                    assertThat(reasonOf(answers.get(i))).isEqualTo(ErrorReason.OVERLOADED);
            });

            for (int i = 0; i < 20; i++) assertThat(answers.get(i).join()).isInstanceOf(Deducted.class);
            assertThat(inventory.stock(sku).available()).isEqualTo(80);
        }
    }

    @Test
    void manyLinesFillTheQueueAsManyCommandsDo() throws SQLException {
        List<OrderLine> lines = new ArrayList<>();
        for (int i = 0; i < 60; i++) lines.add(OrderLine.of(prefix + "-unknown-" + i, 1));
        try (JdbiInventory small = inventory(SMALL)) {
            List<CompletableFuture<DeductOutcome>> answers = new ArrayList<>();
            whileTheWriterWaits(small, () -> {
                for (int i = 0; i < 3; i++)
                    answers.add(small.submit(new Deduct(new OrderId(prefix + "-long" + i), lines)));
            });

            assertThat(answers.get(0).join()).isInstanceOf(Rejected.class);
            assertThat(answers.get(1).join()).isInstanceOf(Rejected.class);
            assertThat(reasonOf(answers.get(2))).isEqualTo(ErrorReason.OVERLOADED);
        }
    }

    @Test
    void whatWaitedForTooLongIsNotBegunAndTheOthersAre() throws SQLException {
        List<CompletableFuture<DeductOutcome>> answers = new ArrayList<>();
        Duration soon = Duration.ofMillis(50);
        whileTheWriterWaits(inventory, () -> {
            long begin = System.nanoTime();
            for (int i = 0; i < 4; i++) {
                Deduct order = order("o" + i, 1);
                answers.add(i % 2 == 0 ? inventory.submit(order, soon) : inventory.submit(order));
            }
            await().until(() -> System.nanoTime() - begin > 2 * soon.toNanos());
            assertThat(answers).allSatisfy(answer -> assertThat(answer).isNotDone());
        });

        for (int i = 0; i < 4; i++) {
            CompletableFuture<DeductOutcome> answer = answers.get(i);
            if (i % 2 == 0) assertThat(reasonOf(answer)).isEqualTo(ErrorReason.OVERLOADED);
            else assertThat(answer.join()).isInstanceOf(Deducted.class);
        }
        assertThat(inventory.stock(sku).available()).isEqualTo(98);
        assertThat(inventory.deduct(order("o0", 1).orderId(), order("o0", 1).lines()))
                .isEqualTo(new Deducted(order("o0", 1).orderId(), false));
    }

    @Test
    void aBatchOfWhatWaitedForTooLongIsNoTransaction() throws SQLException {
        List<CompletableFuture<DeductOutcome>> answers = new ArrayList<>();
        whileTheWriterWaits(inventory, () -> {
            long begin = System.nanoTime();
            for (int i = 0; i < 3; i++) answers.add(inventory.submit(order("o" + i, 1), Duration.ofMillis(20)));
            await().until(() -> System.nanoTime() - begin > 50_000_000);
        });

        for (CompletableFuture<DeductOutcome> answer : answers)
            assertThat(reasonOf(answer)).isEqualTo(ErrorReason.OVERLOADED);
        assertThat(inventory.stock(sku).available()).isEqualTo(100);
    }

    @Test
    void closeCompletesEveryWaiter() throws SQLException {
        JdbiInventory closing = inventory(BatchLimits.DEFAULT);
        List<CompletableFuture<DeductOutcome>> answers = new ArrayList<>();
        CompletableFuture<Void> closed = new CompletableFuture<>();
        whileTheWriterWaits(closing, () -> {
            for (int i = 0; i < 50; i++) answers.add(closing.submit(order("o" + i, 1)));
            Thread closer = new Thread(() -> {
                closing.close();
                closed.complete(null);
            });
            closer.start();
            await().until(() -> reasonOf(closing.submit(order("late", 1))) == ErrorReason.UNAVAILABLE);
            assertThat(closed).isNotDone();
        });

        closed.orTimeout(10, TimeUnit.SECONDS).join();
        for (CompletableFuture<DeductOutcome> answer : answers)
            assertThat(answer.orTimeout(10, TimeUnit.SECONDS).join()).isInstanceOf(Deducted.class);
        assertThat(inventory.stock(sku).available()).isEqualTo(50);
    }

    @Test
    void aCallersCancellationChangesNothingHalf() throws SQLException {
        List<CompletableFuture<DeductOutcome>> answers = new ArrayList<>();
        whileTheWriterWaits(inventory, () -> {
            for (int i = 0; i < 20; i++) answers.add(submit("o" + i, 1));
            for (int i = 0; i < 20; i += 2) answers.get(i).cancel(true);
        });

        for (int i = 1; i < 20; i += 2) assertThat(answers.get(i).join()).isInstanceOf(Deducted.class);
        assertThat(inventory.stock(sku).available()).isEqualTo(90);
        for (int i = 0; i < 20; i += 2) {
            OrderId cancelled = new OrderId(prefix + "-o" + i);
            assertThatThrownBy(() -> inventory.order(cancelled)).isInstanceOf(NotFoundException.class);
        }
    }

    @Test
    void cancellingWhatHasBegunLeavesItDoneAndRecorded() throws SQLException {
        CompletableFuture<DeductOutcome> begun = new CompletableFuture<>();
        try (Connection foreign = DATABASE.dataSource().getConnection()) {
            foreign.setAutoCommit(false);
            lock(foreign, sku);
            begun = submit("begun", 5);
            awaitWaiterFor(foreign);
            begun.cancel(true);
            foreign.rollback();
        }

        assertThat(begun).isCancelled();
        await().until(() -> inventory.stock(sku).available() == 95);
        assertThat(inventory.execute(order("begun", 5))).isEqualTo(new Deducted(new OrderId(prefix + "-begun"), true));
    }

    @Test
    void aCallerThatBlocksIsNotHeldUpByAContinuationInTheSameBatch() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        CompletableFuture<DeductOutcome> blocking = new CompletableFuture<>();
        whileTheWriterWaits(inventory, () -> {
            var unused = submit("continued", 1).thenAccept(answer -> awaitUninterruptibly(end));
            new Thread(() -> blocking.complete(inventory.execute(order("blocking", 1)))).start();
            await().until(() -> Thread.getAllStackTraces().keySet().stream()
                    .anyMatch(thread -> isBlockedIn(thread, "io.inventory.jdbi.batch.BlockedCaller")));
        });

        assertThat(blocking.get(10, TimeUnit.SECONDS)).isInstanceOf(Deducted.class);
        end.countDown();
    }

    @Test
    void coalescedReadsEachGetTheirOwnAnswer() {
        List<CompletableFuture<?>> known = new ArrayList<>();
        List<CompletableFuture<?>> unknown = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            known.add(inventory.submit(new GetStock(i % 2 == 0 ? sku : gate)));
            unknown.add(inventory.submit(new GetStock(new Sku(prefix + "-no-" + i))));
        }

        for (int i = 0; i < 200; i++) {
            assertThat(((Stock) known.get(i).join()).sku()).isEqualTo(i % 2 == 0 ? sku : gate);
            assertThat(reasonOf(unknown.get(i))).isEqualTo(ErrorReason.SKU_NOT_FOUND);
        }
    }

    private static boolean isBlockedIn(Thread thread, String where) {
        return thread.getState() == Thread.State.TIMED_WAITING
                && Stream.of(thread.getStackTrace())
                        .anyMatch(frame -> frame.getClassName().equals(where)
                                && frame.getMethodName().equals("isDoneIn"));
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
