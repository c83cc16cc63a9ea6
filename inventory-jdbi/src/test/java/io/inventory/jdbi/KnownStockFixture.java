package io.inventory.jdbi;

import static org.assertj.core.api.Assertions.assertThat;

import io.inventory.DeductOutcome;
import io.inventory.OrderLine;
import io.inventory.Rejected;
import io.inventory.Rejection;
import io.inventory.Shortage;
import io.inventory.Sku;
import io.inventory.contract.Names;
import io.inventory.jdbi.known.KnownStocks;
import io.inventory.jdbi.sql.SqlObjects;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Servers on one PostgreSQL, and what they decided from the stock that they know. */
@Timeout(60)
abstract class KnownStockFixture {
    @RegisterExtension
    static final TestDatabase DATABASE = TestDatabase.postgresql();

    final Names names = new Names();
    final Sku sku = names.sku("A");
    private final List<Server> servers = new ArrayList<>();
    final Server server = new Server();
    private int orders;

    /** An inventory as a process of its own would have it. */
    final class Server {
        final MeterRegistry registry = new SimpleMeterRegistry();
        final StorePool pool = StorePool.open(DATABASE.patientSettings());
        final JdbiInventory inventory;

        Server() {
            this(StockMemory.RIGHT::stocks);
        }

        Server(Supplier<KnownStocks> stocks) {
            inventory = JdbiInventory.builder(pool)
                    .owning(pool)
                    .timeLimit(TestDatabase.PATIENCE)
                    .knownStocks(stocks)
                    .meterRegistry(registry)
                    .build();
            servers.add(this);
        }

        DeductOutcome deduct(long units) {
            return inventory.deduct(names.order("order-" + orders++), List.of(new OrderLine(sku, units)));
        }

        /** The time in the store is known for a second: from now on the next order may be decided from known stock. */
        void readTime() {
            inventory.deduct(names.order("time-" + orders++), List.of(new OrderLine(names.sku("none"), 1)));
        }

        double held() {
            return fromKnown("held");
        }

        double mistaken() {
            return fromKnown("mistaken");
        }

        private double fromKnown(String result) {
            return registry.get("inventory.commands.known.stock")
                    .tags("queue", "commands", "result", result)
                    .counter()
                    .count();
        }
    }

    @AfterEach
    void close() {
        servers.forEach(each -> each.inventory.close());
    }

    final void create(long units) {
        server.inventory.create(sku, units, names.request());
    }

    static int sql(String sql, Object... arguments) {
        return SqlObjects.on(DATABASE.dataSource()).withHandle(handle -> handle.execute(sql, arguments));
    }

    static void assertShort(DeductOutcome outcome, long available) {
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Rejected.class,
                        rejected -> assertThat(rejected.rejection())
                                .isInstanceOfSatisfying(
                                        Rejection.InsufficientStock.class,
                                        shortage -> assertThat(shortage.shortages())
                                                .extracting(Shortage::available)
                                                .containsExactly(available)));
    }
}
