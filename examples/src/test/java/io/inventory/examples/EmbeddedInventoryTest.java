package io.inventory.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.inventory.DeductOutcome.Deducted;
import io.inventory.ErrorReason;
import io.inventory.InventoryException;
import io.inventory.OrderId;
import io.inventory.Rejected;
import io.inventory.RequestId;
import io.inventory.Sku;
import io.inventory.jdbi.JdbiInventory;
import io.inventory.jdbi.Schema;
import io.inventory.jdbi.StorePool;
import io.inventory.jdbi.StoreSettings;
import java.sql.SQLException;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class EmbeddedInventoryTest {
    private static final Sku MUG = new Sku("mug");

    private final StorePool pool = StorePool.open(StoreSettings.of("jdbc:h2:mem:shop-" + UUID.randomUUID(), "sa", ""));
    private final DataSource dataSource = pool.dataSource();

    @BeforeEach
    void makeTables() throws SQLException {
        EmbeddedInventory.createOrderTable(dataSource);
        Schema.migrate(dataSource);
    }

    @AfterEach
    void closePool() {
        pool.close();
    }

    @Test
    void anOrderAndItsUnitsAreOneCommit() throws SQLException {
        try (JdbiInventory inventory = JdbiInventory.on(dataSource)) {
            inventory.create(MUG, 10, new RequestId("opening"));

            assertThat(EmbeddedInventory.order(dataSource, inventory, "order-1", "Ada", 3))
                    .isInstanceOf(Deducted.class);

            assertThat(inventory.stock(MUG).available()).isEqualTo(7);
            assertThat(EmbeddedInventory.customers(dataSource)).isEqualTo("Ada");
        }
    }

    @Test
    void anOrderWithoutEnoughUnitsLeavesNothingInEitherTable() throws SQLException {
        try (JdbiInventory inventory = JdbiInventory.on(dataSource)) {
            inventory.create(MUG, 10, new RequestId("opening"));

            assertThat(EmbeddedInventory.order(dataSource, inventory, "order-1", "Bob", 11))
                    .isInstanceOf(Rejected.class);

            assertThat(inventory.stock(MUG).available()).isEqualTo(10);
            assertThat(EmbeddedInventory.customers(dataSource)).isEmpty();
            assertThatThrownBy(() -> inventory.order(new OrderId("order-1")))
                    .isInstanceOfSatisfying(
                            InventoryException.class,
                            e -> assertThat(e.reason()).isEqualTo(ErrorReason.ORDER_NOT_FOUND));
        }
    }

    @Test
    void aFailureOfTheShopTakesNoUnits() throws SQLException {
        try (JdbiInventory inventory = JdbiInventory.on(dataSource)) {
            inventory.create(MUG, 10, new RequestId("opening"));
            EmbeddedInventory.order(dataSource, inventory, "order-1", "Ada", 3);

            assertThatThrownBy(() -> EmbeddedInventory.order(dataSource, inventory, "order-1", "Ada", 3))
                    .isInstanceOf(SQLException.class);

            assertThat(inventory.stock(MUG).available()).isEqualTo(7);
        }
    }

    @Test
    void theMainRuns() {
        assertThat(new CommandLine(new EmbeddedInventory())
                        .execute("--jdbc-url", "jdbc:h2:mem:main-" + UUID.randomUUID()))
                .isZero();
    }
}
