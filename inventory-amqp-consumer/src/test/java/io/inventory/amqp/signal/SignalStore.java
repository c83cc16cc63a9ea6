package io.inventory.amqp.signal;

import com.rabbitmq.client.ConnectionFactory;
import io.inventory.OrderId;
import io.inventory.OrderLine;
import io.inventory.RequestId;
import io.inventory.Sku;
import io.inventory.amqp.broker.SessionSettings;
import io.inventory.amqp.broker.Topology;
import io.inventory.amqp.broker.TopologyDeclaration;
import io.inventory.amqp.broker.UnroutableEvents;
import io.inventory.contract.MutableClock;
import io.inventory.jdbi.JdbiInventory;
import io.inventory.jdbi.Schema;
import io.inventory.jdbi.StorePool;
import io.inventory.jdbi.StoreSettings;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/** A database of its own with a clock that a test moves, and orders that cross edges. */
final class SignalStore implements AutoCloseable {
    static final Duration RETENTION = Duration.ofHours(1);

    final MutableClock clock = new MutableClock();
    private final String url = "jdbc:h2:mem:signals-" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1";
    final JdbiInventory inventory = open();
    private int orders;

    /** Another process at the same database. */
    JdbiInventory open() {
        StorePool pool = StorePool.open(StoreSettings.of(url, "sa", ""));
        Schema.migrate(pool.dataSource());
        return JdbiInventory.builder(pool)
                .clock(clock)
                .signalRetention(RETENTION)
                .owning(pool)
                .build();
    }

    /** A SKU of so many units. */
    Sku create(String name, long units) {
        Sku sku = new Sku(name);
        inventory.create(sku, units, new RequestId("opening"));
        return sku;
    }

    /** Takes the units; returns the order. */
    OrderId take(Sku sku, long units) {
        OrderId orderId = new OrderId("order-" + ++orders);
        inventory.deduct(orderId, List.of(new OrderLine(sku, units)));
        return orderId;
    }

    /** Sells all its units out and takes them back. */
    void soldOutAndBack(Sku sku) {
        inventory.rollback(take(sku, inventory.stock(sku).available()));
    }

    /** A connection of somebody else's. */
    Connection connect() throws SQLException {
        return DriverManager.getConnection(url, "sa", "");
    }

    /** Who has the lease of the relays; empty for nobody. */
    String holder() {
        try (Connection connection = connect();
                ResultSet row = connection
                        .createStatement()
                        .executeQuery("select max(holder) from inventory_leases where name = 'reader:relay'")) {
            row.next();
            String holder = row.getString(1);
            return holder == null ? "" : holder;
        } catch (SQLException e) {
            throw new IllegalStateException("cannot read the holder", e);
        }
    }

    /** The position that the relays have kept. */
    long position() {
        try (Connection connection = connect();
                ResultSet row = connection
                        .createStatement()
                        .executeQuery("select max(position) from inventory_leases where name = 'reader:relay'")) {
            row.next();
            return row.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException("cannot read the position", e);
        }
    }

    static SessionSettings settings(ConnectionFactory broker, Topology topology) {
        return settings(broker, topology, new UnroutableEvents(UnroutableEvents.Policy.HOLD));
    }

    static SessionSettings settings(ConnectionFactory broker, Topology topology, UnroutableEvents unroutable) {
        return new SessionSettings(
                broker, topology, TopologyDeclaration.Mode.FULL, 1, Duration.ofSeconds(5), unroutable);
    }

    @Override
    public void close() {
        inventory.close();
    }
}
