package io.inventory.jdbi.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.inventory.Inventory;
import io.inventory.RequestId;
import io.inventory.Sku;
import io.inventory.jdbi.JdbiInventory;
import io.inventory.jdbi.LedgerVerification;
import io.inventory.jdbi.TestDatabase;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** The measure does the whole work of an order: what it leaves is what the inventory would have left. */
class LimitLoopTest {
    private static final int SKUS = 20;

    @RegisterExtension
    static final TestDatabase DATABASE = TestDatabase.postgresql();

    @BeforeEach
    void stockUp() throws SQLException {
        try (Connection connection = DATABASE.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("truncate inventory_orders, inventory_logs, inventory_stocks, inventory_requests");
        }
        try (Inventory inventory = JdbiInventory.on(DATABASE.dataSource())) {
            for (int i = 1; i <= SKUS; i++)
                inventory.create(new Sku(String.format("SKU-%06d", i)), 100_000_000, new RequestId("opening"));
        }
    }

    @ParameterizedTest
    @CsvSource({"20, 3, 16, random", "1, 1, 16, random", "1, 1, 1, sequential"})
    void itsOrdersAreWholeAndTheLedgerProvesThem(int skus, int lines, int batch, String ids) throws SQLException {
        String[] arguments = {
            DATABASE.jdbcUrl() + "?user=postgres",
            "--skus=" + skus,
            "--lines=" + lines,
            "--batch=" + batch,
            "--ids=" + ids,
            "--warm-up=0"
        };
        LimitLoop loop = new LimitLoop(new ByteArrayInputStream("1\n1\n".getBytes(StandardCharsets.UTF_8)));
        assertThat(new CommandLine(loop).execute(arguments)).isZero();
        assertThat(LedgerVerification.findings(DATABASE.dataSource())).isEmpty();
        assertThat(number("select count(*) from inventory_orders")).isPositive();
        assertThat(number("select count(*) from inventory_orders where length(order_id) <> 36"))
                .isZero();
        assertThat(number("select sum(100000000 - available_stock) from inventory_stocks"))
                .isEqualTo(number("select count(*) from inventory_orders") * lines);
    }

    private static long number(String sql) throws SQLException {
        try (Connection connection = DATABASE.dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }
}
