package io.inventory.examples.howto;

import io.inventory.Deduct;
import io.inventory.DeductOutcome;
import io.inventory.OrderId;
import io.inventory.OrderLine;
import io.inventory.Rejected;
import io.inventory.Rollback;
import io.inventory.jdbi.JdbiInventory;
import java.sql.Connection;
import java.util.List;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.transaction.annotation.Transactional;

/** A service of a shop as it is written with Spring: its own rows and the stock in one transaction of Spring's. */
// docs: spring-checkout
class Checkout {
    private final DataSource dataSource;
    private final JdbcTemplate jdbc;
    private final JdbiInventory inventory;

    Checkout(DataSource dataSource, JdbiInventory inventory) {
        this.dataSource = dataSource;
        this.jdbc = new JdbcTemplate(dataSource);
        this.inventory = inventory;
    }

    /** The shop's row and the units in one commit, or neither of them. */
    @Transactional
    public void place(OrderId orderId, String customer, List<OrderLine> lines) {
        jdbc.update("insert into shop_orders (id, customer) values (?, ?)", orderId.value(), customer);
        DeductOutcome outcome = inventory.within(connection()).execute(new Deduct(orderId, lines));
        if (outcome instanceof Rejected rejected) throw new NotEnoughStock(rejected); // aborts the transaction
    }

    @Transactional
    public void cancel(OrderId orderId) {
        jdbc.update("delete from shop_orders where id = ?", orderId.value());
        inventory.within(connection()).execute(new Rollback(orderId));
    }

    /** The connection of Spring's transaction, which Spring commits and gives back. */
    private Connection connection() {
        return DataSourceUtils.getConnection(dataSource);
    }

    /** The order did not get its units; says of what there were too few. */
    static final class NotEnoughStock extends RuntimeException {
        private static final long serialVersionUID = 1;

        NotEnoughStock(Rejected rejected) {
            super("order " + rejected.orderId() + " was rejected: " + rejected.rejection());
        }
    }
}
// docs: end
