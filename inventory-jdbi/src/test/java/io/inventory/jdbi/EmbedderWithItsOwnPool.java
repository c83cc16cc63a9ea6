package io.inventory.jdbi;

import io.inventory.DeductOutcome.Deducted;
import io.inventory.Inventory;
import io.inventory.OrderId;
import io.inventory.OrderLine;
import io.inventory.RequestId;
import io.inventory.Sku;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.h2.jdbcx.JdbcDataSource;

/** A program of its own that brings its own data source and makes the tables itself. */
final class EmbedderWithItsOwnPool {
    private EmbedderWithItsOwnPool() {}

    public static void main(String[] args) throws SQLException {
        for (String absent : List.of(
                "com.zaxxer.hikari.HikariDataSource",
                "org.flywaydb.core.Flyway",
                "io.micrometer.core.instrument.MeterRegistry"))
            System.out.println(absent + (isThere(absent) ? " is there" : " is not there"));
        JdbcDataSource dataSource = new JdbcDataSource();
        dataSource.setURL("jdbc:h2:mem:shop;MODE=PostgreSQL;DB_CLOSE_DELAY=-1");
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("runscript from 'classpath:/io/inventory/jdbi/schema/h2/V1__inventory.sql'");
            statement.execute(
                    "runscript from 'classpath:/io/inventory/jdbi/schema/h2/V2__reservations_and_policies.sql'");
            statement.execute("runscript from 'classpath:/io/inventory/jdbi/schema/h2/V3__actors.sql'");
            statement.execute("runscript from 'classpath:/io/inventory/jdbi/schema/h2/V4__checkpoints.sql'");
            statement.execute("runscript from 'classpath:/io/inventory/jdbi/schema/h2/V5__archives.sql'");
        }
        Sku mug = new Sku("mug");
        OrderId order = new OrderId("order-1");
        try (JdbiInventory inventory = JdbiInventory.on(dataSource);
                Connection connection = dataSource.getConnection()) {
            inventory.create(mug, 10, new RequestId("opening"));
            sell(inventory, order, mug);
            connection.setAutoCommit(false);
            inventory.within(connection).executeAll(List.of());
            connection.commit();
        }
        System.out.println(LedgerVerification.findings(dataSource));
    }

    private static void sell(Inventory inventory, OrderId order, Sku mug) {
        boolean sold = inventory.deduct(order, List.of(new OrderLine(mug, 3))) instanceof Deducted;
        System.out.println(sold + ", " + inventory.stock(mug).available() + " left, "
                + inventory.order(order).status());
    }

    private static boolean isThere(String type) {
        try {
            Class.forName(type);
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }
}
