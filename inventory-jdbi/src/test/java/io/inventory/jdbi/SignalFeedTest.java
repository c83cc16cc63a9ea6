package io.inventory.jdbi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.inventory.Deduct;
import io.inventory.ErrorReason;
import io.inventory.InventoryException;
import io.inventory.ListSignals;
import io.inventory.OrderId;
import io.inventory.OrderLine;
import io.inventory.RequestId;
import io.inventory.Signal;
import io.inventory.SignalEntry;
import io.inventory.SignalPage;
import io.inventory.Sku;
import io.inventory.StockSignal;
import io.inventory.contract.MutableClock;
import io.inventory.jdbi.fault.Failures;
import io.inventory.jdbi.sql.SqlObjects;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The outbox of signals: what several processes and late commits do to it, and who may read it. */
@ExpectedLog(Failures.class)
class SignalFeedTest {
    @RegisterExtension
    static final TestDatabase POSTGRES = TestDatabase.postgresql();

    @RegisterExtension
    static final TestDatabase H2 = TestDatabase.h2();

    @Nested
    class OnPostgres extends Cases {
        OnPostgres() {
            super(POSTGRES, "a");
        }

        /** A standby takes no changes, and still tells what is numbered. */
        @Test
        void aDatabaseThatIsReadOnlyStillLists() throws Exception {
            inventory.deduct(order("1"), List.of(unit(first)));
            long numbered = inventory.signals(ListSignals.OLDEST).newest();
            inventory.rollback(order("1"));
            try (StorePool pool = StorePool.open(POSTGRES.settings())) {
                try (Connection connection = pool.dataSource().getConnection()) {
                    connection
                            .createStatement()
                            .execute("alter database " + connection.getCatalog()
                                    + " set default_transaction_read_only = on");
                }
            }
            try (StorePool pool = StorePool.open(POSTGRES.settings());
                    JdbiInventory standby = JdbiInventory.builder(pool).build()) {
                SignalPage page = standby.signals(ListSignals.OLDEST);
                assertThat(page.newest()).isEqualTo(numbered);
                assertThat(page.entries())
                        .last()
                        .extracting(SignalEntry::position)
                        .isEqualTo(numbered);
            } finally {
                SqlObjects.on(POSTGRES.dataSource()).useHandle(handle -> {
                    handle.execute("set default_transaction_read_only = off");
                    handle.execute("alter database " + handle.getConnection().getCatalog()
                            + " reset default_transaction_read_only");
                });
            }
            assertThat(inventory.signals(numbered).entries()).hasSize(1);
        }
    }

    @Nested
    class OnH2 extends Cases {
        OnH2() {
            super(H2, "a");
        }
    }

    abstract static class Cases {
        private final TestDatabase database;
        final JdbiInventory inventory;
        final Sku first;
        private final Sku second;
        private final String run = Long.toString(System.nanoTime(), 36);

        Cases(TestDatabase database, String label) {
            this.database = database;
            inventory = JdbiInventory.builder(database.pool())
                    .timeLimit(TestDatabase.PATIENCE)
                    .build();
            first = new Sku(label + "-" + run + "-1");
            second = new Sku(label + "-" + run + "-2");
            inventory.create(first, 1, new RequestId("opening"));
            inventory.create(second, 1, new RequestId("opening"));
        }

        final OrderId order(String label) {
            return new OrderId(run + label);
        }

        static OrderLine unit(Sku sku) {
            return new OrderLine(sku, 1);
        }

        /** It began before the others, and is committed after they were listed. */
        @Test
        void whatIsCommittedLateComesAfterWhatWasListed() throws Exception {
            long begin = inventory.signals(ListSignals.OLDEST).newest();
            try (Connection connection = database.dataSource().getConnection()) {
                connection.setAutoCommit(false);
                inventory.within(connection).execute(new Deduct(order("late"), List.of(unit(first))));
                inventory.deduct(order("early"), List.of(unit(second)));
                List<SignalEntry> listed = inventory.signals(begin).entries();
                assertThat(skus(listed)).containsExactly(second);
                connection.commit();

                SignalPage rest = inventory.signals(listed.get(0).position());
                assertThat(skus(rest.entries())).containsExactly(first);
                assertThat(rest.entries().get(0).position()).isEqualTo(begin + 2);
                assertThat(inventory.signals(begin).entries().get(0)).isEqualTo(listed.get(0));
            }
        }

        @Test
        void whatIsRolledBackIsNeverTold() throws Exception {
            long begin = inventory.signals(ListSignals.OLDEST).newest();
            try (Connection connection = database.dataSource().getConnection()) {
                connection.setAutoCommit(false);
                inventory.within(connection).execute(new Deduct(order("1"), List.of(unit(first))));
                connection.rollback();
            }
            assertThat(inventory.signals(begin).entries()).isEmpty();
        }

        /** Writers cross edges all the time while several readers, of pools of their own, follow the feed. */
        @Test
        void readersThatNumberAtOnceSeeTheSameWithoutGaps() throws Exception {
            long begin = inventory.signals(ListSignals.OLDEST).newest();
            int rounds = 60;
            CompletableFuture<Void> writing = CompletableFuture.runAsync(() -> {
                for (int i = 0; i < rounds; i++) {
                    inventory.deduct(order("a" + i), List.of(unit(i % 2 == 0 ? first : second)));
                    inventory.rollback(order("a" + i));
                }
            });
            List<CompletableFuture<List<SignalEntry>>> readers = new ArrayList<>();
            for (int i = 0; i < 3; i++) readers.add(CompletableFuture.supplyAsync(() -> follow(begin, 2 * rounds)));
            writing.get(60, TimeUnit.SECONDS);
            List<SignalEntry> seen = readers.get(0).get(60, TimeUnit.SECONDS);
            assertThat(seen)
                    .extracting(SignalEntry::position)
                    .containsExactlyElementsOf(LongStream.rangeClosed(begin + 1, begin + 2L * rounds)
                            .boxed()
                            .toList());
            for (CompletableFuture<List<SignalEntry>> reader : readers)
                assertThat(reader.get(60, TimeUnit.SECONDS)).isEqualTo(seen);
            assertVersionsGrow(seen);
        }

        private List<SignalEntry> follow(long begin, int count) {
            StorePool pool = StorePool.open(database.settings());
            try (JdbiInventory reader = JdbiInventory.builder(pool)
                    .timeLimit(TestDatabase.PATIENCE)
                    .owning(pool)
                    .build()) {
                List<SignalEntry> seen = new ArrayList<>();
                while (seen.size() < count)
                    seen.addAll(reader.execute(new ListSignals(
                                    seen.isEmpty()
                                            ? begin
                                            : seen.get(seen.size() - 1).position(),
                                    7))
                            .entries());
                return seen;
            }
        }

        private static void assertVersionsGrow(List<SignalEntry> entries) {
            Map<Sku, Long> versions = new HashMap<>();
            for (SignalEntry entry : entries) {
                Signal signal = entry.signal();
                assertThat(signal).isInstanceOf(StockSignal.class);
                Long before = versions.put(signal.sku(), signal.version());
                assertThat(signal.version()).isGreaterThan(before == null ? 0 : before);
            }
        }

        /** As after a restore in part, or beside a newer version: it is an error that names the row, and nothing is skipped. */
        @Test
        void aSignalOfAKindThatIsNotKnownIsAnErrorThatNamesIt() {
            long begin = inventory.signals(ListSignals.OLDEST).newest();
            inventory.deduct(order("1"), List.of(unit(first)));
            SqlObjects.on(database.dataSource())
                    .useHandle(handle -> handle.execute(
                            "update inventory_signals set kind = 'HALF_SOLD' where sku_id = ?", first.value()));
            assertThatThrownBy(() -> inventory.signals(begin))
                    .isInstanceOfSatisfying(InventoryException.class, failure -> {
                        assertThat(failure.reason()).isEqualTo(ErrorReason.INTERNAL);
                        assertThat(failure.ids()).containsEntry("sku_id", first.value());
                    })
                    .hasMessageContaining("HALF_SOLD");
            SqlObjects.on(database.dataSource())
                    .useHandle(handle -> handle.execute(
                            "update inventory_signals set kind = 'SOLD_OUT' where sku_id = ?", first.value()));
            assertThat(inventory.signals(begin).entries()).hasSize(1);
        }

        @Test
        void whatIsBeforeASignalThatCannotBeReadIsListed() {
            long begin = inventory.signals(ListSignals.OLDEST).newest();
            inventory.deduct(order("1"), List.of(unit(first)));
            inventory.rollback(order("1"));
            inventory.deduct(order("2"), List.of(unit(first)));
            SqlObjects.on(database.dataSource())
                    .useHandle(handle -> handle.execute(
                            "update inventory_signals set kind = 'FUTURE' where sku_id = ? and version = 4",
                            first.value()));
            List<SignalEntry> readable = inventory.signals(begin).entries();
            assertThat(readable).extracting(entry -> entry.signal().version()).containsExactly(2L, 3L);
            assertThatThrownBy(() -> inventory.signals(readable.get(1).position()))
                    .hasMessageContaining("FUTURE")
                    .hasMessageContaining(first.value());
            SqlObjects.on(database.dataSource())
                    .useHandle(handle -> handle.execute(
                            "update inventory_signals set kind = 'SOLD_OUT' where sku_id = ? and version = 4",
                            first.value()));
        }

        /** As docs/how-to/back-up-and-restore.md has it for signals that are ahead of their stock. */
        @Test
        void whatAnOperatorHasDeletedHoldsUpNoReader() {
            long begin = inventory.signals(ListSignals.OLDEST).newest();
            for (int i = 0; i < 120; i++) {
                inventory.deduct(order("a" + i), List.of(unit(first)));
                inventory.rollback(order("a" + i));
            }
            assertThat(inventory.signals(begin).entries()).hasSize(240);
            assertThat(sql(
                            "delete from inventory_signals where sku_id = ? and version between 32 and 101",
                            first.value()))
                    .isEqualTo(70);
            inventory.deduct(order("b"), List.of(unit(second)));

            SignalPage page = inventory.signals(begin);
            assertThat(page.entries())
                    .extracting(SignalEntry::position)
                    .containsExactlyElementsOf(LongStream.concat(
                                    LongStream.rangeClosed(begin + 1, begin + 30),
                                    LongStream.rangeClosed(begin + 101, begin + 241))
                            .boxed()
                            .toList());
            assertThat(page.newest()).isEqualTo(begin + 241);
            assertThat(inventory.signals(begin + 60).entries())
                    .as("after one that is gone")
                    .first()
                    .extracting(SignalEntry::position)
                    .isEqualTo(begin + 101);
        }

        /** They grow old while somebody lists them, and are not passed over as if nobody had to know. */
        @Test
        void whatIsPrunedWhileItIsListedIsTold() {
            long begin = inventory.signals(ListSignals.OLDEST).newest();
            for (int i = 0; i < 2; i++) {
                inventory.deduct(order("a" + i), List.of(unit(first)));
                inventory.rollback(order("a" + i));
            }
            BeforeStatements pruned =
                    new BeforeStatements(database.dataSource(), "select position, sku_id", () -> prune(begin + 2));
            try (JdbiInventory reader = JdbiInventory.on(pruned.dataSource())) {
                assertThatThrownBy(() -> reader.signals(begin))
                        .isInstanceOfSatisfying(
                                InventoryException.class,
                                failure -> assertThat(failure.reason()).isEqualTo(ErrorReason.SIGNALS_PRUNED));
                assertThat(pruned.wasRun()).isTrue();
            }
            BeforeStatements again =
                    new BeforeStatements(database.dataSource(), "select position, sku_id", () -> prune(begin + 3));
            try (JdbiInventory reader = JdbiInventory.on(again.dataSource())) {
                assertThat(reader.signals(ListSignals.OLDEST).entries())
                        .extracting(SignalEntry::position)
                        .containsExactly(begin + 4);
                assertThat(again.wasRun()).isTrue();
            }
        }

        /** As the upkeep does it. */
        private void prune(long last) {
            SqlObjects.on(database.dataSource()).useTransaction(handle -> {
                handle.execute("update inventory_leases set position = ? where name = 'pruned'", last);
                handle.execute("delete from inventory_signals where position <= ?", last);
            });
        }

        private int sql(String sql, Object... arguments) {
            return SqlObjects.on(database.dataSource()).withHandle(handle -> handle.execute(sql, arguments));
        }

        @Test
        void aLeaseHasOneHolderWhoseTimeIsTheStores() {
            MutableClock clock = new MutableClock();
            try (JdbiInventory one = withClock(clock);
                    JdbiInventory two = withClock(clock)) {
                SignalLease mine = SignalLease.of(one, "work-" + run);
                SignalLease other = SignalLease.of(two, "work-" + run);
                assertThat(mine.acquire()).isEqualTo(OptionalLong.of(0));
                assertThat(other.acquire()).isEmpty();
                assertThat(mine.advance(5)).isTrue();
                clock.advance(SignalLease.TIME.minusMillis(1));
                assertThat(other.acquire()).isEmpty();
                assertThat(mine.acquire()).isEqualTo(OptionalLong.of(5));
                clock.advance(SignalLease.TIME);

                assertThat(other.acquire()).isEqualTo(OptionalLong.of(5));
                assertThat(mine.advance(6)).isFalse();
                assertThat(other.advance(7)).isTrue();
                mine.release();
                assertThat(mine.acquire()).isEmpty();
                other.release();
                assertThat(mine.advance(6)).isFalse();
                assertThat(mine.acquire()).isEqualTo(OptionalLong.of(7));
            }
        }

        @Test
        void aLeaseOfATimeWhenTheClockWasAheadIsFree() {
            MutableClock clock = new MutableClock();
            try (JdbiInventory inventory = withClock(clock)) {
                SignalLease.of(inventory, "dead-" + run).acquire();
                clock.setBack(Duration.ofHours(1));
                assertThat(SignalLease.of(inventory, "dead-" + run).acquire()).isPresent();
            }
        }

        /** Who has it may rely on it still, by a clock that only goes forward. */
        @Test
        void aClockThatIsSetBackALittleTakesALeaseFromNobody() {
            MutableClock clock = new MutableClock();
            try (JdbiInventory inventory = withClock(clock)) {
                SignalLease held = SignalLease.of(inventory, "held-" + run);
                held.acquire();
                clock.setBack(SignalLease.TIME);
                assertThat(SignalLease.of(inventory, "held-" + run).acquire()).isEmpty();
                assertThat(held.advance(5)).isTrue();
            }
        }

        private JdbiInventory withClock(MutableClock clock) {
            return JdbiInventory.builder(database.pool()).clock(clock).build();
        }

        /** Nobody lists them. */
        @Test
        void theExpiryOfReservationsPrunesToo() {
            MutableClock clock = new MutableClock();
            clock.advance(Duration.ofDays(400));
            inventory.deduct(order("1"), List.of(unit(first)));
            long newest = inventory.signals(ListSignals.OLDEST).newest();
            try (JdbiInventory later = withClock(clock)) {
                ReservationExpiry.start(later);
                await().until(() -> kept(newest) == 0);
            }
            assertThatThrownBy(() -> inventory.signals(Math.max(1, newest - 1)))
                    .isInstanceOfSatisfying(
                            InventoryException.class,
                            failure -> assertThat(failure.reason()).isEqualTo(ErrorReason.SIGNALS_PRUNED));
        }

        private int kept(long newest) {
            return SqlObjects.on(database.dataSource())
                    .withHandle(handle -> handle.select(
                                    "select count(*) from inventory_signals where position <= ?", newest)
                            .mapTo(Integer.class)
                            .one());
        }

        private static List<Sku> skus(List<SignalEntry> entries) {
            return entries.stream().map(entry -> entry.signal().sku()).toList();
        }
    }
}
