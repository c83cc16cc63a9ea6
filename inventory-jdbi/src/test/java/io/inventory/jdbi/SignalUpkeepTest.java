package io.inventory.jdbi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.inventory.CheckStock;
import io.inventory.Deduct;
import io.inventory.Expire;
import io.inventory.ExpireOutcome;
import io.inventory.GetOrder;
import io.inventory.ListSignals;
import io.inventory.OrderLine;
import io.inventory.OrderStatus;
import io.inventory.Reserve;
import io.inventory.SignalEntry;
import io.inventory.Sku;
import io.inventory.contract.MutableClock;
import io.inventory.contract.Names;
import io.inventory.jdbi.fault.Failures;
import io.inventory.jdbi.queue.QueryQueue;
import io.inventory.jdbi.sql.SqlObjects;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Numbering and pruning go on whatever is in the table, and hold nobody up. */
@Timeout(60)
@ExpectedLog({Failures.class, QueryQueue.class})
class SignalUpkeepTest {
    @RegisterExtension
    static final TestDatabase DATABASE = TestDatabase.postgresql();

    private static final ExpiryLimits QUICK = new ExpiryLimits(Duration.ofMillis(10), 100, 100_000);
    private static final String INSERT_OLD = """
            insert into inventory_signals (sku_id, version, kind, available, reserved, sellable, created_at)
            select ?, n, 'LOW', 0, 0, 0, now() - interval '30 days' from generate_series(1, ?) n""";

    private final Names names = new Names();
    private final Sku sku = names.sku("A");
    private final MutableClock clock = new MutableClock();

    @AfterEach
    void forgetAll() {
        sql("delete from inventory_signals");
        sql("update inventory_leases set position = (select position from inventory_leases where name = 'numbered')"
                + " where name = 'pruned'");
    }

    /** The expiry waits for the stock, which is sold out meanwhile by a transaction that began later. */
    @Test
    void anExpiryThatWaitedForTheStockComesAfterWhatWasBefore() throws Exception {
        try (JdbiInventory inventory = patient();
                Connection connection = DATABASE.dataSource().getConnection()) {
            inventory.create(sku, 3, names.request());
            inventory.execute(new Reserve(names.order("1"), List.of(new OrderLine(sku, 1)), Duration.ofSeconds(1)));
            Instant end = inventory.order(names.order("1")).expiresAt().orElseThrow();
            await().until(() -> end.isBefore(Instant.now()));
            connection.setAutoCommit(false);
            lock(connection, "inventory_stocks where sku_id = '" + sku.value() + "'");
            CompletableFuture<ExpireOutcome> expiry = inventory.submit(new Expire(names.order("1")));
            await().until(() ->
                    count("pg_stat_activity where wait_event_type = 'Lock'" + " and datname = current_database()") > 0);
            inventory.within(connection).execute(new Deduct(names.order("2"), List.of(new OrderLine(sku, 2))));
            connection.commit();

            assertThat(expiry.get(20, TimeUnit.SECONDS)).isInstanceOf(ExpireOutcome.Expired.class);
            assertThat(inventory.signals(ListSignals.OLDEST).entries())
                    .extracting(entry -> entry.signal().version())
                    .containsExactly(3L, 4L, 4L);
        }
    }

    @Test
    void moreThanAMinutesWorkIsDoneAtOnce() {
        sql(INSERT_OLD, sku.value(), 25_000);
        try (JdbiInventory inventory = patient()) {
            ReservationExpiry.start(inventory, QUICK);
            await().atMost(Duration.ofSeconds(30)).until(() -> count("inventory_signals") == 0);
        }
    }

    @Test
    void aSignalThatCannotBeReadGrowsOldAsWell() {
        sql(INSERT_OLD, sku.value(), 5);
        sql("update inventory_signals set kind = 'FUTURE' where version = 1");
        try (JdbiInventory inventory = patient()) {
            ReservationExpiry.start(inventory, QUICK);
            await().until(() -> count("inventory_signals") == 0);
        }
    }

    /** On connections of the caller's a query is a transaction, which ends with it. */
    @Test
    void aListThatFailsTakesNoPositionBack() {
        try (JdbiInventory pooled = patient();
                JdbiInventory onCallers = JdbiInventory.on(DATABASE.dataSource())) {
            for (JdbiInventory inventory : List.of(pooled, onCallers)) {
                forgetAll();
                sql(INSERT_OLD, sku.value(), 5);
                sql("update inventory_signals set kind = 'FUTURE', created_at = now() where version = 1");
                sql("update inventory_signals set created_at = now() where version > 1");
                assertThatThrownBy(() -> inventory.signals(ListSignals.OLDEST)).hasMessageContaining("FUTURE");
                assertThat(count("inventory_signals where position is null")).isZero();
            }
        }
    }

    @Test
    void aListThatFailsKeepsNothingFromGrowingOld() {
        for (boolean pooled : new boolean[] {true, false}) {
            forgetAll();
            sql(INSERT_OLD, sku.value(), 5);
            sql("insert into inventory_signals (sku_id, version, kind, available, reserved, sellable, created_at)"
                    + " values ('" + sku + "', 6, 'FUTURE', 0, 0, 0, now())");
            try (JdbiInventory inventory = pooled ? patient() : JdbiInventory.on(DATABASE.dataSource())) {
                assertThatThrownBy(() -> inventory.signals(ListSignals.OLDEST)).hasMessageContaining("FUTURE");
                assertThat(count("inventory_signals")).isOne();
                assertThat(inventory
                                .execute(new ListSignals(ListSignals.NEWEST, 1))
                                .newest())
                        .as("the end of the feed is told, whatever can be read of it")
                        .isEqualTo(position());
            }
        }
    }

    private static long position() {
        return SqlObjects.on(DATABASE.dataSource())
                .withHandle(handle -> handle.select("select position from inventory_leases where name = 'numbered'")
                        .mapTo(Long.class)
                        .one());
    }

    /** As of a time when the clock was ahead. */
    @Test
    void aSignalOfTheFutureKeepsNoOther() {
        sql(INSERT_OLD, sku.value(), 5);
        sql("update inventory_signals set created_at = now() - interval '31 days' where version = 1");
        try (JdbiInventory inventory = patient()) {
            inventory.signals(ListSignals.OLDEST);
        }
        sql(INSERT_OLD, names.sku("B").value(), 5);
        sql("update inventory_signals set created_at = now() + interval '9 days' where version = 1");
        try (JdbiInventory inventory = patient()) {
            ReservationExpiry.start(inventory, QUICK);
            await().until(() -> count("inventory_signals") <= 1);
        }
    }

    @Test
    void whoListsDoesNotSufferWhenPruningFails() {
        sql("create function refuse() returns trigger language plpgsql as"
                + " $$ begin raise exception 'no right' using errcode = '42501'; end $$");
        sql("create trigger refuse before delete on inventory_signals for each row execute function refuse()");
        sql(INSERT_OLD, sku.value(), 1);
        try (JdbiInventory pooled = patient();
                JdbiInventory onCallers = JdbiInventory.on(DATABASE.dataSource())) {
            assertThat(pooled.signals(ListSignals.OLDEST).entries()).hasSize(1);
            assertThat(onCallers.signals(ListSignals.OLDEST).entries()).hasSize(1);
        } finally {
            sql("drop trigger refuse on inventory_signals");
        }
    }

    @Test
    void whoNumbersSlowlyHoldsUpNoOtherQuery() throws Exception {
        try (JdbiInventory inventory = patient();
                Connection connection = DATABASE.dataSource().getConnection()) {
            inventory.create(sku, 1, names.request());
            inventory.deduct(names.order("1"), List.of(new OrderLine(sku, 1)));
            connection.setAutoCommit(false);
            lock(connection, "inventory_leases where name = 'numbered'");
            List<CompletableFuture<?>> lists = new ArrayList<>();
            for (int i = 0; i < 10; i++) lists.add(inventory.submit(new ListSignals(ListSignals.OLDEST, 1)));
            inventory.submit(new CheckStock(List.of(new OrderLine(sku, 1)))).get(5, TimeUnit.SECONDS);
            for (CompletableFuture<?> list : lists) list.get(5, TimeUnit.SECONDS);
            connection.rollback();
            assertThat(inventory.signals(ListSignals.OLDEST).entries()).hasSize(1);
        }
    }

    /** As after somebody edited the row. */
    @Test
    void aReservationThatHoldsNothingExpiresAndTellsNothing() {
        try (JdbiInventory inventory =
                JdbiInventory.builder(DATABASE.pool()).clock(clock).build()) {
            inventory.create(sku, 10, names.request());
            inventory.execute(new Reserve(names.order("1"), List.of(new OrderLine(sku, 5)), Duration.ofMinutes(1)));
            sql(
                    "update inventory_orders set lines = ? where order_id = ?",
                    "[[\"" + sku.value() + "\",5,5,[2]]]",
                    names.order("1").value());
            clock.advance(Duration.ofMinutes(10));

            assertThat(inventory.execute(new Expire(names.order("1")))).isInstanceOf(ExpireOutcome.Expired.class);
            assertThat(inventory.execute(new GetOrder(names.order("1"))).status())
                    .isEqualTo(OrderStatus.EXPIRED);
            assertThat(inventory.signals(ListSignals.OLDEST).entries()).isEmpty();
        }
    }

    /** A page of them would take a gigabyte. */
    @Test
    void aPageOfExpiriesWithManyLinesIsCut() {
        sql("delete from inventory_signals");
        String lines = IntStream.range(0, 1_000)
                .mapToObj(i -> "[\"" + names.sku("" + i) + "\",1]")
                .collect(Collectors.joining(",", "[", "]"));
        sql(
                "insert into inventory_signals (sku_id, version, kind, available, reserved, sellable, order_id, given_back,"
                        + " created_at) select ?, n, 'EXPIRY', 0, 0, 0, 'order-' || n, ?, now() from generate_series(1, 250) n",
                sku.value(),
                lines);
        try (JdbiInventory inventory = patient()) {
            List<SignalEntry> first = inventory.signals(ListSignals.OLDEST).entries();
            assertThat(first).hasSize(100);
            long last = first.get(99).position();
            assertThat(inventory.signals(last).entries())
                    .hasSize(100)
                    .first()
                    .extracting(SignalEntry::position)
                    .isEqualTo(last + 1);
        }
    }

    /** Many lines are cut into transactions that others can wait for. */
    @Test
    void aSweepIsBoundedByLinesToo() {
        int orders = 8;
        try (JdbiInventory inventory = patient()) {
            List<OrderLine> lines = new ArrayList<>();
            for (int i = 0; i < 500; i++) {
                Sku one = names.sku("with-a-long-name-of-some-forty-characters-" + i);
                lines.add(new OrderLine(one, 1));
                inventory.create(one, orders, names.request());
            }
            for (int i = 0; i < orders; i++)
                inventory.execute(new Reserve(names.order("" + i), lines, Duration.ofHours(1)));
            sql("update inventory_orders set expires_at = now() - interval '1 hour' where status = 'RESERVED'");
            ReservationExpiry.start(inventory, QUICK);
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> count("inventory_orders where status = 'RESERVED'") == 0);
            // those of one transaction have one time
            assertThat(count("(select distinct updated_at from inventory_orders where status = 'EXPIRED'"
                            + " and order_id like '" + names.prefix() + "%') t"))
                    .isGreaterThanOrEqualTo(orders / 2);
        }
    }

    private static JdbiInventory patient() {
        return JdbiInventory.builder(DATABASE.pool())
                .timeLimit(TestDatabase.PATIENCE)
                .build();
    }

    private static void lock(Connection connection, String rows) throws SQLException {
        connection.createStatement().execute("select 1 from " + rows + " for update");
    }

    private static void sql(String statement, Object... values) {
        SqlObjects.on(DATABASE.dataSource()).useHandle(handle -> handle.execute(statement, values));
    }

    private static int count(String rows) {
        return SqlObjects.on(DATABASE.dataSource())
                .withHandle(handle -> handle.select("select count(*) from " + rows)
                        .mapTo(Integer.class)
                        .one());
    }
}
