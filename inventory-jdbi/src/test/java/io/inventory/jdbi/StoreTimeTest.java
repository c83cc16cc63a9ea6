package io.inventory.jdbi;

import static org.assertj.core.api.Assertions.assertThat;

import io.inventory.ConfirmOutcome.Confirmed;
import io.inventory.GetOrder;
import io.inventory.OrderId;
import io.inventory.OrderLine;
import io.inventory.OrderStatus;
import io.inventory.Rejected;
import io.inventory.Sku;
import io.inventory.contract.LedgerProof;
import io.inventory.contract.Names;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Reservations are held by the time of the store, which may be another than that of the process. */
@Timeout(120)
class StoreTimeTest {
    private static final Duration HELD = Duration.ofMinutes(10);

    private final Names names = new Names();
    private final Sku sku = names.sku("A");
    private final OrderId order = names.order("1");

    /** An inventory's way of writing, and what the store's clock is ahead at first. */
    record Case(boolean portable, boolean groupCommit, String ahead) {
        JdbiInventory open(StorePool pool) {
            JdbiInventoryBuilder builder = JdbiInventory.builder(pool);
            if (portable) builder.portableStatements();
            if (!groupCommit) builder.withoutGroupCommit();
            return builder.build();
        }
    }

    static Stream<Case> cases() {
        return Stream.of("1 hour", "-1 hour")
                .flatMap(ahead -> Stream.of(
                        new Case(false, true, ahead), new Case(false, false, ahead), new Case(true, true, ahead)));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void aReservationHoldsUntilTheStoreSaysThatItsTimeIsOver(Case form) {
        StoreSettings settings = StoreSettings.of(TestDatabase.newPostgresqlUrl(), "postgres", "");
        Jdbi jdbi = Jdbi.create(settings.url(), settings.user(), settings.password());
        giveClock(jdbi, form.ahead);
        try (StorePool pool = StorePool.open(settings)) {
            Schema.migrate(pool.dataSource());
            try (JdbiInventory inventory = form.open(pool)) {
                inventory.create(sku, 10, names.request());
                inventory.deduct(names.order("warm"), List.of(new OrderLine(sku, 1)));
                inventory.reserve(order, List.of(new OrderLine(sku, 2)), HELD);
                inventory.reserve(names.order("2"), List.of(new OrderLine(sku, 3)), HELD);
                assertThat(inventory.execute(new GetOrder(order)).expiresAt().orElseThrow())
                        .isBetween(
                                now(jdbi).plus(HELD).minusSeconds(60), now(jdbi).plus(HELD));
                assertThat(inventory.confirm(order)).isEqualTo(new Confirmed(order, false));
                move(jdbi, form.ahead, "11 minutes");
                assertThat(inventory.confirm(names.order("2"))).isInstanceOf(Rejected.class);
                assertThat(inventory.execute(new GetOrder(names.order("2"))).status())
                        .isEqualTo(OrderStatus.EXPIRED);
                assertThat(inventory.stock(sku).available()).isEqualTo(7);
                LedgerProof.assertProves(inventory, List.of(sku));
            }
        }
    }

    /** Its own schema has {@code clock_timestamp()}, and is looked into before PostgreSQL's. */
    private static void giveClock(Jdbi jdbi, String ahead) {
        jdbi.useHandle(handle -> {
            handle.createScript("""
                            create schema clock;
                            create table clock.shift (ahead interval not null);
                            create function clock.clock_timestamp() returns timestamptz volatile language sql
                                as 'select pg_catalog.clock_timestamp() + ahead from clock.shift';
                            """).execute();
            handle.execute("insert into clock.shift values (?::interval)", ahead);
            handle.execute("do $$ begin execute format('alter database %I set search_path = public, clock, pg_catalog',"
                    + " current_database()); end $$");
        });
    }

    private static void move(Jdbi jdbi, String ahead, String further) {
        jdbi.useHandle(
                handle -> handle.execute("update clock.shift set ahead = ?::interval + ?::interval", ahead, further));
    }

    private static Instant now(Jdbi jdbi) {
        return jdbi.withHandle(handle -> handle.createQuery("select clock_timestamp()")
                .mapTo(Instant.class)
                .one());
    }
}
