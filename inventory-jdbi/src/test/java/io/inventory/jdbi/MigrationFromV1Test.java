package io.inventory.jdbi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.inventory.Actor;
import io.inventory.CreateStock;
import io.inventory.DeductOutcome.Deducted;
import io.inventory.GetOrder;
import io.inventory.Order;
import io.inventory.OrderId;
import io.inventory.OrderLine;
import io.inventory.OrderStatus;
import io.inventory.RequestId;
import io.inventory.Reserve;
import io.inventory.Sku;
import io.inventory.contract.LedgerProof;
import io.inventory.contract.MutableClock;
import io.inventory.jdbi.sql.SqlObjects;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What version 1 wrote, and goes on writing, is understood after the migration. The rows are those of its own code. */
class MigrationFromV1Test {
    private static final String FOLDER = "/io/inventory/jdbi/v1/";

    @Nested
    class OnH2 extends Cases {
        OnH2() {
            super("h2", StoreSettings.of("jdbc:h2:mem:v1-" + UUID.randomUUID(), "sa", ""));
        }
    }

    @Nested
    class OnPostgresql extends Cases {
        OnPostgresql() {
            super("postgresql", StoreSettings.of(TestDatabase.newPostgresqlUrl(), "postgres", ""));
        }
    }

    abstract static class Cases {
        private final String database;
        private final StorePool pool;
        private final DataSource dataSource;
        private final Jdbi jdbi;
        private final MutableClock clock = new MutableClock();
        private JdbiInventory inventory;

        Cases(String database, StoreSettings settings) {
            this.database = database;
            pool = StorePool.open(settings);
            dataSource = pool.dataSource();
            jdbi = SqlObjects.on(dataSource);
        }

        @BeforeEach
        void migrate() {
            Flyway.configure()
                    .dataSource(dataSource)
                    .locations("classpath:io/inventory/jdbi/schema/" + database)
                    .table("inventory_schema_history")
                    .target("1")
                    .load()
                    .migrate();
            jdbi.useHandle(
                    handle -> handle.createScript(resource(database + ".sql")).execute());
            // the reservations of the fixture that are to go on hold whenever the test runs
            jdbi.useHandle(handle -> handle.execute(
                    "update inventory_orders set expires_at = ? where order_id in ('reserved', 'reserved-partly-returned')",
                    clock.instant().plus(Duration.ofDays(30)).atOffset(ZoneOffset.UTC)));
            Schema.migrate(dataSource);
            Schema.check(dataSource);
            inventory = JdbiInventory.builder(pool).clock(clock).build();
        }

        @AfterEach
        void close() {
            assertThat(LedgerVerification.findings(dataSource)).isEmpty();
            inventory.close();
            pool.close();
        }

        @Test
        void everyOrderAnswersAsItAnsweredBefore() {
            List<String> expected = resource("orders.txt").lines().toList();
            assertThat(expected).hasSize(15);
            assertThat(expected).allSatisfy(line -> {
                OrderId id = new OrderId(line.substring(0, line.indexOf(" | ")));
                assertThat(answer(inventory.execute(new GetOrder(id)))).isEqualTo(line);
            });
        }

        @Test
        void itsReservationsExpireBySweep() {
            ReservationExpiry expiry =
                    ReservationExpiry.start(inventory, new ExpiryLimits(Duration.ofMillis(10), 1, 1_000));
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> status("overdue") == OrderStatus.EXPIRED
                            && status("overdue-partly-returned") == OrderStatus.EXPIRED);
            expiry.close();
            assertThat(status("reserved")).isEqualTo(OrderStatus.RESERVED);
            assertThat(inventory.stock(new Sku("plum \uD83C\uDF51")).reserved()).isZero();
            assertThat(inventory.stock(new Sku("plum \uD83C\uDF51")).available())
                    .isEqualTo(100);
        }

        /** It leaves the row that led to the reservation, before that of another which holds units still. */
        @Test
        void whatItConfirmsHidesNoOverdueReservation() {
            Sku sku = new Sku("new");
            inventory.create(sku, 10, new RequestId("create"));
            reserve("confirmed-by-v1", sku);
            clock.advance(Duration.ofSeconds(1));
            reserve("overdue-behind-it", sku);
            confirmAsVersion1("confirmed-by-v1", sku);
            clock.advance(Duration.ofMinutes(2));

            assertThat(inventory.deduct(new OrderId("short"), List.of(new OrderLine(sku, 5))))
                    .isEqualTo(new Deducted(new OrderId("short"), false));

            assertThat(status("confirmed-by-v1")).isEqualTo(OrderStatus.DEDUCTED);
            assertThat(status("overdue-behind-it")).isEqualTo(OrderStatus.EXPIRED);
            int left = jdbi.withHandle(handle -> handle.select("select count(*) from inventory_reservations")
                    .mapTo(Integer.class)
                    .one());
            assertThat(left).as("rows that are left").isZero();
        }

        @Test
        void itsLedgerNamesNobody() {
            Sku sku = new Sku("new");
            inventory.execute(new CreateStock(sku, 10, new RequestId("create")).by(new Actor("alice")));
            reserve("confirmed-by-v1", sku);
            confirmAsVersion1("confirmed-by-v1", sku);

            assertThat(LedgerProof.entries(inventory, sku))
                    .extracting(entry -> entry.actor().value())
                    .containsExactly("alice", "", "");
            assertThat(LedgerProof.entries(inventory, new Sku("plum \uD83C\uDF51")))
                    .isNotEmpty()
                    .allSatisfy(entry -> assertThat(entry.actor()).isEqualTo(Actor.NOBODY));
        }

        private void reserve(String order, Sku sku) {
            inventory.execute(new Reserve(new OrderId(order), List.of(new OrderLine(sku, 5)), Duration.ofMinutes(1)));
        }

        /** The statements of version 1, which name no column of this one. */
        private void confirmAsVersion1(String order, Sku sku) {
            jdbi.useTransaction(handle -> {
                handle.execute(
                        "update inventory_orders set status = 'DEDUCTED', confirmed_at = updated_at"
                                + " where order_id = ?",
                        order);
                handle.execute(
                        "update inventory_stocks set available_stock = available_stock + 0,"
                                + " reserved_stock = reserved_stock - 5, version = version + 1 where sku_id = ?",
                        sku.value());
                handle.execute(
                        "insert into inventory_logs (sku_id, version, id, change, reserved_change,"
                                + " available_after, reserved_after, reason, note, ref_id, created_at)"
                                + " select sku_id, version, ?, 0, -5, available_stock, reserved_stock, 'order_confirmed', '', ?,"
                                + " updated_at from inventory_stocks where sku_id = ?",
                        UUID.randomUUID(),
                        order,
                        sku.value());
            });
        }

        private OrderStatus status(String order) {
            return inventory.execute(new GetOrder(new OrderId(order))).status();
        }
    }

    /** As the fixture has it: without times, which were those of its making. */
    private static String answer(Order order) {
        return String.join(
                " | ",
                order.id().toString(),
                order.origin().map(Enum::name).orElse("-"),
                order.status().toString(),
                order.lines().toString(),
                order.rollbacks().stream()
                        .map(past -> past.rollbackId().map(Object::toString).orElse("-") + " " + past.reason() + " "
                                + past.lines())
                        .toList()
                        .toString(),
                order.rejection().map(Object::toString).orElse("-"),
                "confirmed " + order.confirmedAt().isPresent());
    }

    private static String resource(String name) {
        try (InputStream in = MigrationFromV1Test.class.getResourceAsStream(FOLDER + name)) {
            return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
