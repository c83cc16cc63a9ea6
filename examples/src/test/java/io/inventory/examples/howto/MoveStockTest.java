package io.inventory.examples.howto;

import static org.assertj.core.api.Assertions.assertThat;

import io.inventory.CreateStock;
import io.inventory.Inventory;
import io.inventory.OrderId;
import io.inventory.OrderStatus;
import io.inventory.Request;
import io.inventory.RequestId;
import io.inventory.Sku;
import io.inventory.UnavailableException;
import io.inventory.jdbi.JdbiInventory;
import io.inventory.jdbi.LedgerVerification;
import io.inventory.jdbi.Schema;
import io.inventory.jdbi.StorePool;
import io.inventory.jdbi.StoreSettings;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MoveStockTest {
    private static final Sku MUG = new Sku("mug");
    private static final Sku TEA = new Sku("tea");

    private final StorePool pool = StorePool.open(StoreSettings.of("jdbc:h2:mem:moved-" + UUID.randomUUID(), "sa", ""));
    private final DataSource shop = pool.dataSource();
    private JdbiInventory inventory;

    @BeforeEach
    void stockTheShop() throws SQLException {
        Schema.migrate(shop);
        inventory = JdbiInventory.on(shop);
        sql(
                "create table shop_stock (sku varchar(128) primary key, units bigint not null)",
                "create table shop_orders (id varchar(128) primary key, state varchar(20) not null)",
                "create table shop_order_lines (order_id varchar(128), sku varchar(128), quantity bigint)",
                "insert into shop_stock values ('mug', 7), ('tea', 0), ('pot', 5)",
                "insert into shop_orders values ('order-1', 'open'), ('order-2', 'open'), ('order-3', 'done')",
                "insert into shop_order_lines values ('order-1', 'mug', 2), ('order-1', 'tea', 4),"
                        + " ('order-2', 'mug', 1), ('order-3', 'pot', 9)");
    }

    @AfterEach
    void closeTheShop() {
        inventory.close();
        pool.close();
    }

    @Test
    void unitsAndOpenOrdersAreMovedOnce() throws SQLException {
        assertThat(MoveStock.move(shop, inventory)).isEmpty();
        assertThat(MoveStock.move(shop, inventory)).as("once more").isEmpty();

        assertThat(inventory.stock(MUG).available()).isEqualTo(7);
        inventory.rollback(new OrderId("order-1"));
        assertThat(inventory.stock(MUG).available()).isEqualTo(9);
        assertThat(inventory.stock(TEA).available()).isEqualTo(4);
        assertThat(inventory.order(new OrderId("order-2")).status()).isEqualTo(OrderStatus.DEDUCTED);
        assertThat(inventory.stock(new Sku("pot")).version())
                .as("orders that are done are not moved")
                .isEqualTo(1);
        assertThat(LedgerVerification.findings(shop)).isEmpty();
    }

    @Test
    void whatWasInterruptedIsFinishedByTheNextRun() throws SQLException {
        assertThat(MoveStock.move(shop, new BreaksDown(inventory, 2)))
                .singleElement()
                .asString()
                .contains("broken down");

        assertThat(MoveStock.move(shop, inventory)).isEmpty();
        assertThat(inventory.stock(MUG).available()).isEqualTo(7);
    }

    @Test
    void nothingIsWrittenForTablesThatCantBeMoved() throws SQLException {
        sql("insert into shop_stock values ('pan', -3), (' pen', 1)");

        assertThat(MoveStock.move(shop, inventory))
                .satisfiesExactly(
                        first -> assertThat(first).contains("SKU ' pen' can't be moved"),
                        second -> assertThat(second).contains("SKU pan has -3 units"));
        assertThat(inventory.stocks()).isEmpty();
    }

    @Test
    void anOrderOfASkuWithoutStockIsTold() throws SQLException {
        sql("insert into shop_order_lines values ('order-2', 'gone', 1)");

        assertThat(MoveStock.move(shop, inventory)).singleElement().asString().contains("order-2 was rejected", "gone");
    }

    @Test
    void unitsThatAreNotThoseOfTheShopAreTold() throws SQLException {
        MoveStock.move(shop, inventory);
        inventory.adjust(MUG, 1, "found", new RequestId("found-1"));

        assertThat(MoveStock.move(shop, inventory)).containsExactly("SKU mug has 8 units, the shop had 7");
    }

    @Test
    void whatTheShopHasWrittenSinceIsTold() throws SQLException {
        MoveStock.move(shop, inventory);
        sql("update shop_stock set units = 6 where sku = 'mug'");

        assertThat(MoveStock.move(shop, inventory)).singleElement().asString().contains("mug", "moved-from-shop-stock");
    }

    private void sql(String... statements) throws SQLException {
        try (Connection connection = shop.getConnection();
                Statement statement = connection.createStatement()) {
            for (String each : statements) statement.execute(each);
        }
    }

    /** Fails after some new SKUs. */
    private record BreaksDown(Inventory inventory, AtomicInteger left) implements Inventory {
        BreaksDown(Inventory inventory, int left) {
            this(inventory, new AtomicInteger(left));
        }

        @Override
        public <A> A execute(Request<A> request) {
            return submit(request).join();
        }

        @Override
        public <A> CompletableFuture<A> submit(Request<A> request) {
            return request instanceof CreateStock && left.getAndDecrement() <= 0
                    ? CompletableFuture.failedFuture(UnavailableException.unavailable("broken down"))
                    : inventory.submit(request);
        }

        @Override
        public void close() {}
    }
}
