package io.inventory.examples;

import io.inventory.Deduct;
import io.inventory.DeductOutcome;
import io.inventory.DeductOutcome.Deducted;
import io.inventory.OrderId;
import io.inventory.OrderLine;
import io.inventory.RequestId;
import io.inventory.Sku;
import io.inventory.jdbi.JdbiInventory;
import io.inventory.jdbi.Schema;
import io.inventory.jdbi.StorePool;
import io.inventory.jdbi.StoreSettings;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.Callable;
import javax.sql.DataSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * A shop that keeps its orders in a table of its own and embeds the inventory as a library: an order and its stock are one
 * commit, so that there is never an order without its units nor units taken for no order.
 */
@Command(
        name = "EmbeddedInventory",
        description = "Orders of a shop and their stock in one transaction, without a server.")
final class EmbeddedInventory implements Callable<Integer> {
    private static final Sku MUG = new Sku("mug");

    @Option(
            names = "--jdbc-url",
            paramLabel = "URL",
            defaultValue = "jdbc:h2:mem:shop",
            description = "The shop's database, H2 or PostgreSQL. Default: ${DEFAULT-VALUE}")
    private String url = "";

    @Option(names = "--jdbc-user", paramLabel = "NAME", defaultValue = "sa", description = "Its user.")
    private String user = "";

    @Option(names = "--jdbc-password", paramLabel = "PASSWORD", defaultValue = "", description = "Its password.")
    private String password = "";

    @SuppressWarnings("unused")
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Shows this help.")
    private boolean help;

    public static void main(String[] args) {
        System.exit(new CommandLine(new EmbeddedInventory()).execute(args));
    }

    @Override
    public Integer call() throws SQLException {
        try (StorePool pool = StorePool.open(StoreSettings.of(url, user, password))) {
            DataSource dataSource = pool.dataSource();
            createOrderTable(dataSource);
            // docs: embedding
            Schema.migrate(dataSource); // the inventory's tables, beside your own
            try (JdbiInventory inventory = JdbiInventory.on(dataSource)) {
                inventory.create(MUG, 10, new RequestId("opening"));
                System.out.println("Ada, 3 mugs: " + order(dataSource, inventory, "order-1", "Ada", 3));
                System.out.println("Bob, 8 mugs: " + order(dataSource, inventory, "order-2", "Bob", 8));
                System.out.println(inventory.stock(MUG).available() + " mugs left");
            }
            // docs: end
            System.out.println("The shop's table has: " + customers(dataSource));
        }
        return 0;
    }

    // docs: within
    /** The shop's row and the stock in one commit, or neither of them. */
    static DeductOutcome order(DataSource dataSource, JdbiInventory inventory, String id, String customer, long mugs)
            throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            try {
                insertOrder(connection, id, customer);
                Deduct deduct = new Deduct(new OrderId(id), List.of(new OrderLine(MUG, mugs)));
                DeductOutcome outcome = inventory.within(connection).execute(deduct);
                if (outcome instanceof Deducted) connection.commit();
                return outcome;
            } finally {
                connection.rollback(); // without effect after the commit
            }
        }
    }
    // docs: end

    private static void insertOrder(Connection connection, String id, String customer) throws SQLException {
        try (PreparedStatement insert =
                connection.prepareStatement("insert into shop_orders (id, customer) values (?, ?)")) {
            insert.setString(1, id);
            insert.setString(2, customer);
            insert.executeUpdate();
        }
    }

    static void createOrderTable(DataSource dataSource) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create table if not exists shop_orders"
                    + " (id varchar(128) primary key, customer varchar(128) not null)");
        }
    }

    static String customers(DataSource dataSource) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "select coalesce(string_agg(customer, ', ' order by customer), '') from shop_orders")) {
            return rows.next() ? rows.getString(1) : "";
        }
    }
}
