package io.inventory.jdbi;

import static org.assertj.core.api.Assertions.assertThat;

import io.inventory.Confirm;
import io.inventory.Deduct;
import io.inventory.DeductOutcome;
import io.inventory.DeductOutcome.Deducted;
import io.inventory.OrderId;
import io.inventory.OrderLine;
import io.inventory.Rejected;
import io.inventory.Rejection;
import io.inventory.Reserve;
import io.inventory.Rollback;
import io.inventory.RollbackOutcome.RolledBack;
import io.inventory.contract.LedgerProof;
import io.inventory.jdbi.sql.SqlObjects;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.Test;

/** Orders are decided from the stock that is known, without a lock on it. */
class KnownStockTest extends KnownStockFixture {
    @Test
    void salesAndRefusalsOfAKnownStockNeedNoLock() {
        create(3);
        for (int i = 0; i < 3; i++) assertThat(server.deduct(1)).isInstanceOf(Deducted.class);
        for (int i = 0; i < 3; i++) assertShort(server.deduct(1), 0);
        assertThat(server.held()).isEqualTo(6);
        assertThat(server.mistaken()).isZero();
        LedgerProof.assertProves(server.inventory, List.of(sku));
    }

    /** As the first order of a process finds them, or one of a catalogue with more SKUs than are known. */
    @Test
    void stocksThatAreNotKnownAreReadWithoutALock() {
        create(3);
        Server fresh = new Server();
        assertThat(fresh.deduct(1)).isInstanceOf(Deducted.class);
        server.inventory.create(names.sku("B"), 3, names.request());
        List<OrderLine> lines = List.of(new OrderLine(sku, 1), new OrderLine(names.sku("B"), 1));
        assertThat(fresh.inventory.deduct(names.order("half"), lines)).isInstanceOf(Deducted.class);
        Server other = new Server();
        assertThat(other.inventory.rollback(names.order("half"))).isInstanceOf(RolledBack.class);
        assertShort(other.deduct(3), 2);
        assertThat(fresh.held()).isEqualTo(2);
        assertThat(other.held()).isEqualTo(2);
        assertThat(fresh.mistaken() + other.mistaken()).isZero();
        LedgerProof.assertProves(server.inventory, List.of(sku, names.sku("B")));
    }

    @Test
    void aSkuThatDoesNotExistIsLookedForEachTime() {
        create(10);
        for (int i = 0; i < 2; i++) {
            List<OrderLine> lines = List.of(new OrderLine(sku, 1), new OrderLine(names.sku("none"), 1));
            assertThat(server.inventory.deduct(names.order("unknown-" + i), lines))
                    .isInstanceOfSatisfying(
                            Rejected.class,
                            rejected -> assertThat(rejected.rejection()).isInstanceOf(Rejection.UnknownSku.class));
        }
        new Server().inventory.create(names.sku("none"), 1, names.request());
        List<OrderLine> lines = List.of(new OrderLine(names.sku("none"), 1));
        assertThat(server.inventory.deduct(names.order("known"), lines)).isInstanceOf(Deducted.class);
        assertThat(server.held()).isEqualTo(3);
        assertThat(server.mistaken()).isZero();
        assertThat(server.inventory.stock(sku).available()).isEqualTo(10);
    }

    /** It takes the way with locks, which finds the stock as this process left it. */
    @Test
    void operatorsAndCancellationsOfThisServerMakeNoStockUnknown() {
        create(10);
        OrderId order = names.order("canceled");
        server.inventory.deduct(order, List.of(new OrderLine(sku, 3)));
        server.inventory.rollback(order);
        assertThat(server.deduct(10)).isInstanceOf(Deducted.class);
        server.inventory.adjust(sku, 2, "found", names.request());
        assertThat(server.deduct(2)).isInstanceOf(Deducted.class);
        server.inventory.setPolicy(sku, 1, 5, names.request());
        assertShort(server.deduct(1), 0);
        assertThat(server.held()).isEqualTo(5);
        assertThat(server.mistaken()).isZero();
    }

    @Test
    void confirmationsAndCancellationsAreDecidedFromKnownStockToo() {
        create(1_000);
        server.deduct(1);
        List<CompletableFuture<?>> answers = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            OrderId order = names.order("mixed-" + i);
            List<OrderLine> lines = List.of(new OrderLine(sku, 2));
            answers.add(server.inventory.submit(new Reserve(order, lines, Duration.ofMinutes(5))));
            if (i % 4 == 1) answers.add(server.inventory.submit(new Confirm(order)));
            if (i % 4 >= 2) answers.add(server.inventory.submit(new Rollback(order)));
            if (i % 4 == 3) answers.add(server.inventory.submit(new Rollback(names.order("never-" + i))));
        }
        answers.forEach(CompletableFuture::join);
        assertThat(server.held()).isGreaterThan(answers.size() * 0.9);
        assertThat(server.mistaken()).isZero();
        assertThat(server.inventory.stock(sku).available()).isEqualTo(799);
        assertThat(server.inventory.stock(sku).reserved()).isEqualTo(100);
        LedgerProof.assertProves(server.inventory, List.of(sku));
    }

    /** As on a disk that stalls. */
    @Test
    void aReservationAfterASlowCommitLastsAsLongAsItShould() {
        create(100);
        server.deduct(1);
        sql("create function slow() returns trigger language plpgsql as"
                + " 'begin perform pg_sleep(1.5); return null; end'");
        sql("create constraint trigger slow after insert on inventory_orders deferrable initially deferred"
                + " for each row when (new.order_id like '%slow') execute function slow()");
        server.inventory.deduct(names.order("slow"), List.of(new OrderLine(sku, 1)));
        sql("drop trigger slow on inventory_orders");
        OrderId order = names.order("reserved");
        Instant before = Instant.now();
        server.inventory.reserve(order, List.of(new OrderLine(sku, 1)), Duration.ofSeconds(2));
        assertThat(createdAt(order)).isAfter(before.minusMillis(700));
    }

    /** As while somebody alters the table: the time that was read in the same transaction is no estimate. */
    @Test
    void stocksThatTookLongToReadAreNoMistake() throws Exception {
        create(3);
        ForeignSessions sessions = new ForeignSessions(DATABASE);
        Server fresh = new Server();
        CompletableFuture<DeductOutcome> answer;
        try (Connection stranger = sessions.begin()) {
            stranger.createStatement().execute("lock table inventory_stocks in access exclusive mode");
            answer = Callers.async(() -> fresh.deduct(1));
            sessions.awaitWaiting(1);
            Thread.sleep(1_100);
            stranger.commit();
        }
        assertThat(answer.get(10, TimeUnit.SECONDS)).isInstanceOf(Deducted.class);
        assertThat(fresh.mistaken()).isZero();
        assertThat(fresh.held()).isEqualTo(1);
    }

    @Test
    void ordersThatAreSentAgainAreSeenComing() {
        create(100);
        List<OrderId> ids =
                IntStream.range(0, 50).mapToObj(i -> names.order("twice-" + i)).toList();
        for (int round = 0; round < 2; round++) {
            boolean replayed = round == 1;
            List<CompletableFuture<DeductOutcome>> answers = ids.stream()
                    .map(id -> server.inventory.submit(new Deduct(id, List.of(new OrderLine(sku, 1)))))
                    .toList();
            for (int i = 0; i < 50; i++)
                assertThat(answers.get(i).join()).isEqualTo(new Deducted(ids.get(i), replayed));
        }
        assertThat(server.held()).isEqualTo(100);
        assertThat(server.mistaken()).isZero();
        assertThat(server.inventory.stock(sku).available()).isEqualTo(50);
    }

    /** The store's clock is set: a function of that name is found before PostgreSQL's own. */
    @Test
    void theStoresClockIsFollowedWhenItIsSet() {
        sql("create schema jump");
        sql("create table jump.by (hours int); insert into jump.by values (0)");
        sql("create function jump.clock_timestamp() returns timestamptz language sql as"
                + " 'select pg_catalog.clock_timestamp() + make_interval(hours => (select hours from jump.by))'");
        SqlObjects.on(DATABASE.dataSource())
                .useHandle(handle -> handle.execute(
                        "alter database " + database(handle) + " set search_path = jump, pg_catalog, public"));
        Server jumping = new Server();
        jumping.inventory.create(sku, 100, names.request());
        jumping.deduct(1);
        for (int hours : new int[] {1, -1, 0}) {
            sql("update jump.by set hours = ?", hours);
            OrderId order = names.order("after-" + hours);
            jumping.inventory.deduct(order, List.of(new OrderLine(sku, 1)));
            assertThat(createdAt(order))
                    .isBetween(
                            Instant.now().plus(Duration.ofHours(hours)).minusSeconds(30),
                            Instant.now().plus(Duration.ofHours(hours)).plusSeconds(30));
        }
        assertThat(jumping.held()).isPositive();
        assertThat(jumping.mistaken()).isPositive();
        LedgerProof.assertProves(jumping.inventory, List.of(sku));
    }

    private static String database(Handle handle) {
        return handle.createQuery("select current_database()")
                .mapTo(String.class)
                .one();
    }

    private Instant createdAt(OrderId order) {
        return SqlObjects.on(DATABASE.dataSource())
                .withHandle(handle -> handle.createQuery("select created_at from inventory_orders where order_id = ?")
                        .bind(0, order.value())
                        .mapTo(Instant.class)
                        .one());
    }
}
