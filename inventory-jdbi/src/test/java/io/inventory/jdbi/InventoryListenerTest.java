package io.inventory.jdbi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.inventory.CreateStock;
import io.inventory.Deduct;
import io.inventory.GetStock;
import io.inventory.Sku;
import io.inventory.UnavailableException;
import io.inventory.contract.Names;
import io.inventory.jdbi.InventoryListener.Kind;
import io.inventory.jdbi.fault.Failures;
import io.inventory.jdbi.transaction.RecordedLog;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a listener hears, and what it can't spoil. */
@Timeout(60)
@ExpectedLog(Failures.class)
class InventoryListenerTest {
    @RegisterExtension
    static final TestDatabase DATABASE = TestDatabase.h2();

    private static final int LATE = 5_000;

    private final Names names = new Names();
    private final HeldDataSource store = new HeldDataSource(DATABASE.dataSource());
    private final Heard heard = new Heard();

    private JdbiInventoryBuilder builder() {
        return JdbiInventory.builder(store.dataSource())
                .timeLimit(TestDatabase.PATIENCE)
                .listener(heard);
    }

    @AfterEach
    void release() {
        store.release();
    }

    private CreateStock create(String label) {
        return new CreateStock(names.sku(label), 10, names.request());
    }

    private static void awaitAll(List<CompletableFuture<?>> answers) {
        for (CompletableFuture<?> answer : answers)
            answer.orTimeout(20, TimeUnit.SECONDS).join();
    }

    @Test
    void aBatchIsHeardWithItsSizeAndWhatWaits() {
        try (JdbiInventory inventory = builder().build()) {
            store.hold();
            List<CompletableFuture<?>> answers = new ArrayList<>(List.of(inventory.submit(create("first"))));
            await().until(() -> store.waiting() == 1);
            for (int i = 0; i < 5; i++) answers.add(inventory.submit(create("s" + i)));
            store.release();
            awaitAll(answers);
            assertThat(heard.batches)
                    .containsExactly(new Batch(Kind.COMMANDS, 1, 5, true), new Batch(Kind.COMMANDS, 5, 0, true));

            inventory.stock(names.sku("first"));
            inventory.submit(new GetStock(names.sku("s1"))).join();
            inventory.stocks(List.of(names.sku("s1"), names.sku("s2")));
            assertThat(heard.batches)
                    .endsWith(
                            new Batch(Kind.SINGLE_READS, 1, 0, true),
                            new Batch(Kind.SINGLE_READS, 1, 0, true),
                            new Batch(Kind.OTHER_QUERIES, 1, 0, true));
        }
        assertThat(heard.others).isEmpty();
    }

    @Test
    void withoutGroupCommitEachCommandIsABatch() {
        try (JdbiInventory inventory = builder().withoutGroupCommit().build()) {
            inventory.execute(create("A"));
            inventory.execute(create("B"));
        }
        assertThat(heard.batches).hasSize(2).containsOnly(new Batch(Kind.COMMANDS, 1, 0, true));
    }

    @Test
    void aRefusalIsHeardWhetherTheCallerBlocksOrNot() {
        BatchLimits small = new BatchLimits(1, 10, 10, 1, 10);
        try (JdbiInventory inventory = builder().groupCommit(small).build()) {
            store.hold();
            List<CompletableFuture<?>> answers = new ArrayList<>(List.of(inventory.submit(create("begun"))));
            await().until(() -> store.waiting() == 1);
            answers.add(inventory.submit(create("waits")));

            assertThat(inventory.submit(create("refused"))).isCompletedExceptionally();
            assertThat(heard.others).containsExactly("refused COMMANDS");
            assertThatThrownBy(() -> inventory.execute(create("refused"))).isInstanceOf(UnavailableException.class);
            assertThat(heard.others).containsExactly("refused COMMANDS", "refused COMMANDS");
            store.release();
            awaitAll(answers);
        }
        assertThat(heard.others).hasSize(2);
    }

    @Test
    void whatIsTooLateToBeBegunIsHeardAsRefused() {
        try (JdbiInventory inventory = builder().build()) {
            store.hold();
            CompletableFuture<?> begun = inventory.submit(create("begun"));
            await().until(() -> store.waiting() == 1);
            CompletableFuture<?> late = inventory.submit(create("late"), Duration.ofNanos(1));
            store.release();
            awaitAll(List.of(begun));
            assertThat(late).failsWithin(Duration.ofSeconds(20));
        }
        assertThat(heard.others).containsExactly("refused COMMANDS");
    }

    /** Most of them have failed before their caller sees the future. */
    @Test
    void eachOfManyThatAreTooLateIsHeardOnce() {
        AtomicInteger refused = new AtomicInteger();
        InventoryListener counting = new InventoryListener() {
            @Override
            public void refused(Kind kind) {
                refused.incrementAndGet();
            }
        };
        int overloaded = 0;
        try (JdbiInventory inventory = builder().listener(counting).build()) {
            for (int i = 0; i < LATE; i++) {
                Duration beginWithin = i % 100 == 0 ? Duration.ZERO : Duration.ofNanos(1);
                CompletableFuture<?> answer = inventory.submit(new GetStock(names.sku("none")), beginWithin);
                if (answer.orTimeout(20, TimeUnit.SECONDS)
                                .handle((stock, failure) -> failure)
                                .join()
                        instanceof UnavailableException) overloaded++;
            }
        }
        assertThat(overloaded).isGreaterThan(LATE / 100);
        assertThat(refused).hasValue(overloaded);
    }

    /** The ledger of one SKU is ahead of its stock, that of another refuses entries. */
    @Test
    void retriesAndSplitsAreHeard() throws SQLException {
        try (JdbiInventory inventory = builder().build()) {
            Sku ahead = names.sku("ahead");
            Sku refusing = names.sku("refusing");
            for (String label : List.of("good", "ahead", "refusing")) inventory.execute(create(label));
            sql(
                    "insert into inventory_logs select sku_id, 2, id, change, reserved_change, available_after, reserved_after,"
                            + " reason, note, ref_id, created_at, actor from inventory_logs where sku_id = '" + ahead
                            + "'");
            assertThatThrownBy(() -> inventory.deduct(names.order("a"), List.of(names.line("ahead", 1))))
                    .hasMessageContaining("has a ledger entry of version 2");
            assertThat(heard.others).containsExactly("retried COMMANDS, attempt 1");
            heard.others.clear();

            sql("alter table inventory_logs add constraint refusing check (sku_id <> '" + refusing + "') nocheck");
            store.hold();
            CompletableFuture<?> begun = inventory.submit(create("begun"));
            await().until(() -> store.waiting() == 1);
            CompletableFuture<?> bad =
                    inventory.submit(new Deduct(names.order("bad"), List.of(names.line("refusing", 1))));
            CompletableFuture<?> good =
                    inventory.submit(new Deduct(names.order("good"), List.of(names.line("good", 1))));
            store.release();
            awaitAll(List.of(begun, good));
            await().until(bad::isCompletedExceptionally);
            assertThat(heard.others).containsExactly("split 2");
        } finally {
            sql("alter table inventory_logs drop constraint if exists refusing");
        }
    }

    private static void sql(String statement) throws SQLException {
        try (Connection connection = DATABASE.dataSource().getConnection();
                Statement sql = connection.createStatement()) {
            sql.execute(statement);
        }
    }

    @Test
    void aListenerThatThrowsChangesNoAnswerAndIsLoggedOnce() {
        heard.failure = new AssertionError("the listener's own");
        try (RecordedLog log = new RecordedLog(ListenerRelay.class);
                JdbiInventory inventory =
                        builder().groupCommit(new BatchLimits(1, 10, 10, 1, 10)).build()) {
            inventory.execute(create("A"));
            assertThat(inventory.stock(names.sku("A")).available()).isEqualTo(10);
            assertThat(inventory.stocks(List.of(names.sku("A")))).isNotNull();
            store.hold();
            List<CompletableFuture<?>> answers = new ArrayList<>(List.of(inventory.submit(create("begun"))));
            await().until(() -> store.waiting() == 1);
            answers.add(inventory.submit(create("waits")));
            assertThatThrownBy(() -> inventory.execute(create("refused"))).isInstanceOf(UnavailableException.class);
            store.release();
            awaitAll(answers);
            assertThat(heard.batches).hasSize(5);
            assertThat(log.lines()).containsExactly("the listener of the inventory failed; this is logged once");
        }
    }

    private record Batch(Kind kind, int requests, int waiting, boolean tookTime) {}

    /** Writes down what it hears, and may fail afterwards. */
    private static final class Heard implements InventoryListener {
        final Queue<Batch> batches = new ConcurrentLinkedQueue<>();
        final Queue<String> others = new ConcurrentLinkedQueue<>();
        volatile @Nullable Error failure;

        @Override
        public void batchDone(Kind kind, int requests, int waiting, long nanos) {
            batches.add(new Batch(kind, requests, waiting, nanos > 0));
            fail();
        }

        @Override
        public void refused(Kind kind) {
            others.add("refused " + kind);
            fail();
        }

        @Override
        public void retried(Kind kind, int attempt) {
            others.add("retried " + kind + ", attempt " + attempt);
            fail();
        }

        @Override
        public void split(int commands) {
            others.add("split " + commands);
            fail();
        }

        private void fail() {
            Error now = failure;
            if (now != null) throw now;
        }
    }
}
