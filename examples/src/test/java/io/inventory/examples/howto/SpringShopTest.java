package io.inventory.examples.howto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.inventory.OrderId;
import io.inventory.OrderLine;
import io.inventory.RequestId;
import io.inventory.Sku;
import io.inventory.UnavailableException;
import io.inventory.jdbi.JdbiInventory;
import io.inventory.jdbi.LedgerVerification;
import io.inventory.jdbi.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** In a real context of Spring's, on PostgreSQL. */
@TestInstance(Lifecycle.PER_CLASS)
class SpringShopTest {
    @RegisterExtension
    static final TestDatabase DATABASE = TestDatabase.postgresql();

    private static final Sku MUG = new Sku("mug");

    private final HikariDataSource dataSource = new HikariDataSource();
    private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
    private JdbcTemplate jdbc;
    private Checkout checkout;
    private JdbiInventory inventory;

    @BeforeAll
    void startTheShop() {
        // a pool as the shop has it; the inventory's commands within a transaction have the limits of its connections
        dataSource.setJdbcUrl(DATABASE.jdbcUrl() + "?user=postgres&options=-c%20lock_timeout=500ms");
        jdbc = new JdbcTemplate(dataSource);
        jdbc.execute("create table shop_orders (id varchar(128) primary key, customer varchar(128) not null)");
        context.registerBean(DataSource.class, () -> dataSource);
        context.register(SpringShop.class);
        context.refresh();
        checkout = context.getBean(Checkout.class);
        inventory = context.getBean(JdbiInventory.class);
        inventory.create(MUG, 10, new RequestId("opening"));
    }

    @BeforeEach
    void fill() {
        inventory.set(MUG, 10, "before the test", new RequestId("fill-" + System.nanoTime()));
    }

    @AfterAll
    void stopTheShop() {
        context.close();
        assertThatThrownBy(() -> inventory.stock(MUG))
                .as("it ends with the context")
                .isInstanceOf(UnavailableException.class);
        assertThat(dataSource.isClosed()).as("after the inventory").isTrue();
        assertThat(LedgerVerification.findings(DATABASE.dataSource())).isEmpty();
    }

    @Test
    void theShopsRowAndItsUnitsAreOneCommit() {
        checkout.place(new OrderId("both"), "Ada", mugs(3));
        assertThat(inventory.stock(MUG).available()).isEqualTo(7);
        assertThat(rows("both")).isOne();

        checkout.cancel(new OrderId("both"));
        assertThat(inventory.stock(MUG).available()).isEqualTo(10);
        assertThat(rows("both")).isZero();
    }

    @Test
    void anOrderWithoutEnoughUnitsLeavesNothingBehind() {
        assertThatThrownBy(() -> checkout.place(new OrderId("short"), "Bob", mugs(11)))
                .isInstanceOf(Checkout.NotEnoughStock.class)
                .hasMessageContaining("mug");
        assertThat(rows("short")).isZero();

        checkout.place(new OrderId("short"), "Bob", mugs(1));
        assertThat(inventory.stock(MUG).available())
                .as("the rejection was aborted with the transaction")
                .isEqualTo(9);
    }

    @Test
    void aFailureOfTheShopsTakesNoUnits() {
        checkout.place(new OrderId("twice"), "Ada", mugs(3));
        assertThatThrownBy(() -> checkout.place(new OrderId("twice"), "Ada", mugs(3)))
                .isInstanceOf(DuplicateKeyException.class);
        assertThat(inventory.stock(MUG).available()).isEqualTo(7);
    }

    @Test
    void aTransactionAroundItDecides() {
        TransactionTemplate outer = new TransactionTemplate(context.getBean(PlatformTransactionManager.class));
        outer.executeWithoutResult(status -> {
            checkout.place(new OrderId("outer"), "Ada", mugs(3));
            status.setRollbackOnly();
        });
        assertThat(inventory.stock(MUG).available()).isEqualTo(10);
        assertThat(rows("outer")).isZero();
    }

    /** Somebody holds the SKU's row for longer than the connection waits for a lock. */
    @Test
    void whatIsWorthRepeatingIsRepeatedInANewTransaction() throws Exception {
        try (Connection holder = DATABASE.dataSource().getConnection();
                Statement statement = holder.createStatement()) {
            holder.setAutoCommit(false);
            statement.execute("select 1 from inventory_stocks where sku_id = 'mug' for update");
            CompletableFuture<Void> released = CompletableFuture.runAsync(() -> commitAtTheSecondAttempt(holder));
            SpringShop.placeWithRetries(checkout, new OrderId("patient"), "Ada", mugs(2));
            released.get(30, TimeUnit.SECONDS);
        }
        assertThat(inventory.stock(MUG).available()).isEqualTo(8);
    }

    /** An attempt waits for the lock with a statement of its own. */
    private void commitAtTheSecondAttempt(Connection holder) {
        Set<String> attempts = new HashSet<>();
        Awaitility.await().until(() -> {
            attempts.addAll(jdbc.queryForList(
                    "select query_start::text from pg_stat_activity where wait_event_type = 'Lock'", String.class));
            return attempts.size() == 2;
        });
        try {
            holder.commit();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private int rows(String orderId) {
        Integer count = jdbc.queryForObject("select count(*) from shop_orders where id = ?", Integer.class, orderId);
        return count == null ? 0 : count;
    }

    private static List<OrderLine> mugs(long quantity) {
        return List.of(new OrderLine(MUG, quantity));
    }
}
