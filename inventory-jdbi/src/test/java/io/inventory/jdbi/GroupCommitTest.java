package io.inventory.jdbi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.inventory.CreateStock;
import io.inventory.Deduct;
import io.inventory.DeductOutcome;
import io.inventory.DeductOutcome.Deducted;
import io.inventory.ErrorReason;
import io.inventory.GetStock;
import io.inventory.InventoryException;
import io.inventory.NotFoundException;
import io.inventory.OrderId;
import io.inventory.OrderLine;
import io.inventory.Rejected;
import io.inventory.RequestId;
import io.inventory.Rollback;
import io.inventory.Sku;
import io.inventory.Stock;
import io.inventory.UnavailableException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Group commit on PostgreSQL. The writer is held up by a foreign lock, so that what is submitted meanwhile is one batch. */
class GroupCommitTest {
    @RegisterExtension
    static final TestDatabase DATABASE = TestDatabase.postgresql();

    /** Shorter than a connection may idle in a transaction, which the foreign lock here does. */
    private static final Duration LOCK_TIMEOUT = Duration.ofSeconds(3);

    private static final Duration STATEMENT_TIMEOUT = Duration.ofSeconds(10);
    private static final BatchLimits SMALL = new BatchLimits(1, 512, 4_096, 20, 100);

    private final String prefix = UUID.randomUUID().toString().substring(0, 8);
    private final Sku sku = new Sku(prefix + "-sku");
    private final Sku gate = new Sku(prefix + "-gate");
    private JdbiInventory inventory;

    @BeforeEach
    void open() {
        inventory = inventory(BatchLimits.DEFAULT);
        inventory.create(sku, 100, new RequestId("create"));
        inventory.create(gate, 100, new RequestId("create"));
    }

    @AfterEach
    void close() {
        inventory.close();
        assertThat(LedgerVerification.findings(DATABASE.dataSource())).isEmpty();
    }

    private static JdbiInventory inventory(BatchLimits limits) {
        return JdbiInventory.builder(DATABASE.dataSource())
                .statementLimits(LOCK_TIMEOUT, STATEMENT_TIMEOUT)
                .groupCommit(limits)
                .build();
    }

    @Test
    void oneShortOrderDoesNotFailItsBatch() throws SQLException {
        List<CompletableFuture<DeductOutcome>> answers = new ArrayList<>();
        whileTheWriterWaits(inventory, () -> {
            for (int i = 0; i < 50; i++) answers.add(submit("o" + i, i == 25 ? 1_000 : 1));
        });

        for (int i = 0; i < 50; i++)
            assertThat(answers.get(i).join()).isInstanceOf(i == 25 ? Rejected.class : Deducted.class);
        assertThat(inventory.stock(sku).available()).isEqualTo(51);
        // the gate's order, and then all the others by one commit
        assertThat(commitTimesOf(sku)).hasSize(1 + 1);
    }

    @Test
    void aPoisonedCommandFailsAlone() throws SQLException {
        Sku poisoned = new Sku(prefix + "-poisoned");
        inventory.create(poisoned, 100, new RequestId("create"));
        List<CompletableFuture<DeductOutcome>> answers = new ArrayList<>();
        try (Connection foreign = DATABASE.dataSource().getConnection()) {
            foreign.setAutoCommit(false);
            whileTheWriterWaits(inventory, () -> {
                lock(foreign, poisoned);
                for (int i = 0; i < 16; i++) answers.add(submit("o" + i, 1));
                answers.add(inventory.submit(
                        new Deduct(new OrderId(prefix + "-poisoned"), List.of(new OrderLine(poisoned, 1)))));
                for (int i = 16; i < 32; i++) answers.add(submit("o" + i, 1));
            });
            assertThatThrownBy(answers.get(16)::join).hasCauseInstanceOf(UnavailableException.class);
            foreign.rollback();
        }

        answers.remove(16);
        for (CompletableFuture<DeductOutcome> answer : answers)
            assertThat(answer.join()).isInstanceOf(Deducted.class);
        assertThat(inventory.stock(sku).available()).isEqualTo(68);
        assertThat(inventory.deduct(new OrderId(prefix + "-poisoned"), List.of(new OrderLine(poisoned, 1))))
                .isEqualTo(new Deducted(new OrderId(prefix + "-poisoned"), false));
    }

    @Test
    void duplicatesInOneBatchApplyOnce() throws SQLException {
        List<CompletableFuture<DeductOutcome>> answers = new ArrayList<>();
        whileTheWriterWaits(inventory, () -> {
            for (int i = 0; i < 20; i++) answers.add(submit("same", 7));
        });

        OrderId same = new OrderId(prefix + "-same");
        assertThat(answers.get(0).join()).isEqualTo(new Deducted(same, false));
        for (int i = 1; i < 20; i++) assertThat(answers.get(i).join()).isEqualTo(new Deducted(same, true));
        assertThat(inventory.stock(sku).available()).isEqualTo(93);
    }

    @Test
    void theSameOrderInTwoBatchesOfTwoProcessesAppliesOnce() throws SQLException {
        try (JdbiInventory other = inventory(BatchLimits.DEFAULT)) {
            List<CompletableFuture<DeductOutcome>> answers = new ArrayList<>();
            whileTheWriterWaits(inventory, () -> {
                for (int i = 0; i < 20; i++) {
                    answers.add(submit("o" + i, 1));
                    answers.add(other.submit(order("o" + i, 1)));
                }
            });

            for (int i = 0; i < 40; i += 2)
                assertThat(List.of(answers.get(i).join(), answers.get(i + 1).join()))
                        .containsExactlyInAnyOrder(
                                new Deducted(new OrderId(prefix + "-o" + i / 2), false),
                                new Deducted(new OrderId(prefix + "-o" + i / 2), true));
            assertThat(inventory.stock(sku).available()).isEqualTo(80);
        }
    }

    @Test
    void commandsOfOneBatchAreDecidedInTheOrderInWhichTheyCame() throws SQLException {
        Sku fresh = new Sku(prefix + "-fresh");
        OrderId orderId = new OrderId(prefix + "-o");
        Deduct order = new Deduct(orderId, List.of(new OrderLine(fresh, 3)));
        List<CompletableFuture<?>> answers = new ArrayList<>();
        whileTheWriterWaits(inventory, () -> {
            answers.add(inventory.submit(new CreateStock(fresh, 3, new RequestId("create"))));
            answers.add(inventory.submit(order));
            answers.add(inventory.submit(new Deduct(new OrderId(prefix + "-late"), order.lines())));
            answers.add(inventory.submit(new Rollback(orderId)));
            answers.add(inventory.submit(new Deduct(new OrderId(prefix + "-later"), order.lines())));
        });

        answers.forEach(CompletableFuture::join);
        assertThat(answers.get(1).join()).isInstanceOf(Deducted.class);
        assertThat(answers.get(2).join()).isInstanceOf(Rejected.class);
        assertThat(answers.get(4).join()).isInstanceOf(Deducted.class);
        assertThat(inventory.stock(fresh).version()).isEqualTo(4);
    }

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

    private Deduct order(String name, long units) {
        return new Deduct(new OrderId(prefix + "-" + name), List.of(new OrderLine(sku, units)));
    }

    private CompletableFuture<DeductOutcome> submit(String name, long units) {
        return inventory.submit(order(name, units));
    }

    /** Runs {@code work} while the writer of {@code held} waits for a row that a foreign transaction has locked. */
    private void whileTheWriterWaits(JdbiInventory held, SqlWork work) throws SQLException {
        try (Connection foreign = DATABASE.dataSource().getConnection()) {
            foreign.setAutoCommit(false);
            lock(foreign, gate);
            CompletableFuture<DeductOutcome> waiting = held.submit(
                    new Deduct(new OrderId(prefix + "-" + UUID.randomUUID()), List.of(new OrderLine(gate, 1))));
            awaitWaiterFor(foreign);
            work.run();
            foreign.rollback();
            assertThat(waiting.orTimeout(10, TimeUnit.SECONDS).join()).isInstanceOf(Deducted.class);
        }
    }

    private static void lock(Connection connection, Sku locked) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("select 1 from inventory_stocks where sku_id = ? for update")) {
            statement.setString(1, locked.value());
            statement.executeQuery();
        }
    }

    private static void awaitWaiterFor(Connection connection) {
        await().atMost(Duration.ofSeconds(10)).until(() -> {
            try (PreparedStatement statement = connection.prepareStatement(
                            "select 1 from pg_stat_activity where pg_backend_pid() = any(pg_blocking_pids(pid))");
                    var rows = statement.executeQuery()) {
                return rows.next();
            }
        });
    }

    /** When the ledger entries of a SKU were written: entries of one commit bear one time. */
    private static List<String> commitTimesOf(Sku sku) throws SQLException {
        try (Connection connection = DATABASE.dataSource().getConnection();
                PreparedStatement statement = connection.prepareStatement(
                        "select distinct created_at::text from inventory_logs where sku_id = ?")) {
            statement.setString(1, sku.value());
            List<String> times = new ArrayList<>();
            try (var rows = statement.executeQuery()) {
                while (rows.next()) times.add(rows.getString(1));
            }
            return times;
        }
    }

    private static ErrorReason reasonOf(CompletableFuture<?> answer) {
        try {
            answer.join();
            throw new AssertionError("it was answered");
        } catch (CompletionException e) {
            return ((InventoryException) Objects.requireNonNull(e.getCause())).reason();
        }
    }

    private interface SqlWork {
        void run() throws SQLException;
    }
}
