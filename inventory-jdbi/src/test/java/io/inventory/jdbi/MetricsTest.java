package io.inventory.jdbi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.inventory.AdjustStock;
import io.inventory.Confirm;
import io.inventory.ConflictException;
import io.inventory.CreateStock;
import io.inventory.Deduct;
import io.inventory.GetOrder;
import io.inventory.GetStock;
import io.inventory.NotFoundException;
import io.inventory.Rejected;
import io.inventory.Reserve;
import io.inventory.Rollback;
import io.inventory.UnavailableException;
import io.inventory.contract.Names;
import io.inventory.jdbi.fault.Failures;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What is measured of an inventory whose builder was given a registry. */
@Timeout(60)
@ExpectedLog(Failures.class)
class MetricsTest {
    @RegisterExtension
    static final TestDatabase DATABASE = TestDatabase.h2();

    private final Names names = new Names();
    private final MeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final HeldDataSource store = new HeldDataSource(DATABASE.dataSource());

    private JdbiInventoryBuilder builder() {
        return JdbiInventory.builder(store.dataSource())
                .timeLimit(TestDatabase.PATIENCE)
                .meterRegistry(registry);
    }

    private CreateStock create(String label, long units) {
        return new CreateStock(names.sku(label), units, names.request());
    }

    private Deduct deduct(String order, String sku, long units) {
        return new Deduct(names.order(order), List.of(names.line(sku, units)));
    }

    private double count(String name, String... tags) {
        return registry.find(name).tags(tags).counters().stream()
                .mapToDouble(counter -> counter.count())
                .sum();
    }

    private double commands(String kind, String outcome, String reason) {
        return count("inventory.commands", "kind", kind, "outcome", outcome, "reason", reason);
    }

    @Test
    void commandsAreCountedByWhatBecameOfThem() {
        try (JdbiInventory inventory = builder().build()) {
            inventory.execute(create("A", 10));
            for (int i = 0; i < 2; i++) inventory.execute(deduct("sold", "A", 4));
            for (int i = 0; i < 3; i++) inventory.execute(deduct("short", "A", 100));
            inventory.execute(deduct("unknown", "none", 1));
            assertThatThrownBy(() -> inventory.execute(deduct("sold", "A", 1))).isInstanceOf(ConflictException.class);
            inventory.execute(new Reserve(names.order("held"), List.of(names.line("A", 1)), Duration.ofMinutes(1)));
            inventory.execute(new Confirm(names.order("held")));
            inventory.execute(new Confirm(names.order("held")));
            for (int i = 0; i < 2; i++) inventory.execute(new Rollback(names.order("sold")));
            for (int i = 0; i < 2; i++) inventory.execute(new Rollback(names.order("never")));
            inventory.execute(new AdjustStock(names.sku("A"), 1, "delivery", names.request()));
            inventory.execute(new GetStock(names.sku("A")));
            assertThatThrownBy(() -> inventory.execute(new GetOrder(names.order("nobody's"))))
                    .isInstanceOf(NotFoundException.class);

            assertThat(commands("create_stock", "done", "none")).isEqualTo(1);
            assertThat(commands("deduct", "done", "none")).isEqualTo(1);
            assertThat(commands("deduct", "replayed", "none")).isEqualTo(1);
            assertThat(commands("deduct", "rejected", "INSUFFICIENT_STOCK")).isEqualTo(1);
            assertThat(commands("deduct", "replayed", "INSUFFICIENT_STOCK")).isEqualTo(2);
            assertThat(commands("deduct", "rejected", "UNKNOWN_SKU")).isEqualTo(1);
            assertThat(commands("deduct", "refused", "ORDER_MISMATCH")).isEqualTo(1);
            assertThat(commands("reserve", "done", "none")).isEqualTo(1);
            assertThat(commands("confirm", "done", "none")).isEqualTo(1);
            assertThat(commands("confirm", "replayed", "none")).isEqualTo(1);
            assertThat(commands("rollback", "done", "none")).isEqualTo(1);
            assertThat(commands("rollback", "replayed", "none")).isEqualTo(2);
            assertThat(commands("rollback", "tombstone", "none")).isEqualTo(1);
            assertThat(commands("adjust_stock", "done", "none")).isEqualTo(1);
            assertThat(count("inventory.commands")).isEqualTo(16);
            assertThat(registry.get("inventory.commands.duration")
                            .tag("kind", "deduct")
                            .timer()
                            .count())
                    .isEqualTo(7);
            assertThat(registry.get("inventory.queue.time")
                            .tag("queue", "commands")
                            .timer()
                            .count())
                    .isEqualTo(16);
            assertThat(registry.get("inventory.batch.size")
                            .tag("queue", "commands")
                            .summary()
                            .totalAmount())
                    .isEqualTo(16);
            assertThat(count("inventory.queries", "kind", "get_stock", "outcome", "done"))
                    .isEqualTo(1);
            assertThat(count("inventory.queries", "kind", "get_order", "reason", "ORDER_NOT_FOUND"))
                    .isEqualTo(1);
            assertThat(tagValues()).noneMatch(value -> value.contains(names.prefix()));
        }
    }

    private Set<String> tagValues() {
        return registry.getMeters().stream()
                .flatMap(meter -> meter.getId().getTags().stream())
                .map(Tag::getValue)
                .collect(Collectors.toSet());
    }

    @Test
    void everyMeterSaysWhatItIs() {
        try (JdbiInventory inventory = builder().build()) {
            inventory.execute(create("A", 10));
            assertThat(registry.getMeters())
                    .isNotEmpty()
                    .extracting(Meter::getId)
                    .allSatisfy(id ->
                            assertThat(id.getDescription()).as(id.getName()).isNotBlank());
        }
    }

    @Test
    void whatIsRefusedForOverloadIsCountedAndWhatWaitsIsShown() {
        BatchLimits small = new BatchLimits(1, 10, 10, 1, 10);
        try (JdbiInventory inventory = builder().groupCommit(small).build()) {
            await().until(() -> registry.get("inventory.store.up").gauge().value() == 1);
            store.hold();
            List<CompletableFuture<?>> answers = new ArrayList<>(List.of(inventory.submit(create("begun", 1))));
            await().until(() -> store.waiting() >= 1 && waiting() == 0);
            answers.add(inventory.submit(create("waits", 1)));
            assertThat(waiting()).isEqualTo(1);
            assertThatThrownBy(() -> inventory.execute(create("refused", 1))).isInstanceOf(UnavailableException.class);
            assertThat(inventory.submit(create("refused", 1))).isCompletedExceptionally();
            assertThat(count("inventory.queue.overloaded", "queue", "commands")).isEqualTo(2);
            assertThat(commands("create_stock", "unavailable", "OVERLOADED")).isEqualTo(2);
            store.release();
            for (CompletableFuture<?> answer : answers)
                answer.orTimeout(20, TimeUnit.SECONDS).join();
            assertThat(commands("create_stock", "done", "none")).isEqualTo(2);
        }
    }

    @Test
    void whatIsTooLateToBeBegunCountsAsOverload() {
        BatchLimits small = new BatchLimits(1, 10, 10, 10, 10);
        try (JdbiInventory inventory = builder().groupCommit(small).build()) {
            await().until(() -> registry.get("inventory.store.up").gauge().value() == 1);
            store.hold();
            CompletableFuture<?> begun = inventory.submit(create("begun", 1));
            await().until(() -> store.waiting() >= 1 && waiting() == 0);
            CompletableFuture<?> late = inventory.submit(create("late", 1), Duration.ofNanos(1));
            store.release();
            begun.orTimeout(20, TimeUnit.SECONDS).join();
            assertThat(late).failsWithin(20, TimeUnit.SECONDS);
            await().until(() -> count("inventory.queue.overloaded", "queue", "commands") == 1);
            assertThat(commands("create_stock", "unavailable", "OVERLOADED")).isEqualTo(1);
        }
    }

    @Test
    void whatIsGivenUpBeforeItIsBegunIsCounted() {
        BatchLimits small = new BatchLimits(1, 10, 10, 10, 10);
        try (JdbiInventory inventory = builder().groupCommit(small).build()) {
            await().until(() -> registry.get("inventory.store.up").gauge().value() == 1);
            store.hold();
            CompletableFuture<?> begun = inventory.submit(create("begun", 1));
            await().until(() -> store.waiting() >= 1 && waiting() == 0);
            inventory.submit(create("given up", 1)).cancel(false);
            begun.cancel(false);
            CompletableFuture<?> waits = inventory.submit(create("waits", 1));
            store.release();
            waits.orTimeout(20, TimeUnit.SECONDS).join();
            await().until(() -> commands("create_stock", "given_up", "none") == 1);
            // what was begun is carried out, whoever still waits for it
            assertThat(commands("create_stock", "done", "none")).isEqualTo(2);
            assertThat(count("inventory.commands", "kind", "create_stock")).isEqualTo(3);
        }
    }

    private double waiting() {
        return registry.get("inventory.queue.waiting")
                .tag("queue", "commands")
                .gauge()
                .value();
    }

    @Test
    void aGuardThatKeptUnitsFromBeingSoldTwiceIsCounted() throws SQLException {
        try (JdbiInventory inventory = builder().build()) {
            inventory.execute(create("A", 10));
            sql("alter table inventory_stocks add constraint tripping check (sku_id <> '" + names.sku("A")
                    + "' or available_stock = 10) nocheck");
            assertThatThrownBy(() -> inventory.execute(deduct("o", "A", 1))).isNotNull();
            assertThat(count("inventory.guard.tripped")).isEqualTo(1);
        } finally {
            sql("alter table inventory_stocks drop constraint if exists tripping");
        }
    }

    @Test
    void reservationsThatTheSweepLetsExpireAreCountedAndTheirLagIsShown() throws SQLException {
        try (JdbiInventory inventory = builder().build()) {
            inventory.execute(create("A", 10));
            inventory.execute(new Reserve(names.order("late"), List.of(names.line("A", 1)), Duration.ofMinutes(1)));
            sql("update inventory_orders set expires_at = expires_at - interval '1' hour where order_id = '"
                    + names.order("late") + "'");
            await().atMost(Duration.ofSeconds(20))
                    .until(() ->
                            registry.get("inventory.expiry.lag").timeGauge().value(TimeUnit.MINUTES) > 50);
            try (ReservationExpiry expiry = ReservationExpiry.start(inventory)) {
                assertThat(expiry).isNotNull();
                await().until(() -> commands("expire", "done", "none") == 1);
            }
            await().atMost(Duration.ofSeconds(20))
                    .until(() ->
                            registry.get("inventory.expiry.lag").timeGauge().value(TimeUnit.MINUTES) == 0);
        }
    }

    @Test
    void aClosedInventoryShowsNoStateAndKeepsItsCounts() {
        try (JdbiInventory inventory = builder().build()) {
            inventory.execute(create("A", 10));
        }
        assertThat(registry.find("inventory.queue.waiting").gauges()).isEmpty();
        assertThat(registry.find("inventory.store.up").gauges()).isEmpty();
        assertThat(commands("create_stock", "done", "none")).isEqualTo(1);
    }

    @Test
    void aRegistryThatThrowsChangesNoAnswer() {
        registry.config().meterFilter(new MeterFilter() {
            @Override
            public Meter.Id map(Meter.Id id) {
                if ("rejected".equals(id.getTag("outcome"))) throw new IllegalStateException("the filter's own");
                return id;
            }
        });
        try (JdbiInventory inventory = builder().build()) {
            inventory.execute(create("A", 10));
            assertThat(inventory.execute(deduct("short", "A", 100))).isInstanceOf(Rejected.class);
        }
    }

    private static void sql(String statement) throws SQLException {
        try (Connection connection = DATABASE.dataSource().getConnection();
                Statement sql = connection.createStatement()) {
            sql.execute(statement);
        }
    }
}
