package io.inventory.examples.howto;

import io.inventory.InventoryException;
import io.inventory.OrderId;
import io.inventory.OrderLine;
import io.inventory.jdbi.JdbiInventory;
import io.inventory.jdbi.ReservationExpiry;
import io.inventory.jdbi.Schema;
import java.util.List;
import javax.sql.DataSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.annotation.EnableTransactionManagement;

/** The wiring of a shop that embeds the inventory; the data source comes from elsewhere. */
@Configuration
@EnableTransactionManagement
class SpringShop {
    private static final int ATTEMPTS_MAX = 3;

    // docs: spring-beans
    @Bean
    JdbiInventory inventory(DataSource dataSource) {
        Schema.migrate(dataSource); // or have your deployment do it
        return JdbiInventory.on(dataSource); // Spring closes it, before the data source
    }

    @Bean
    ReservationExpiry reservationExpiry(JdbiInventory inventory) {
        return ReservationExpiry.start(inventory); // only where orders are reserved
    }
    // docs: end

    @Bean
    PlatformTransactionManager transactionManager(DataSource dataSource) {
        return new JdbcTransactionManager(dataSource);
    }

    @Bean
    Checkout checkout(DataSource dataSource, JdbiInventory inventory) {
        return new Checkout(dataSource, inventory);
    }

    // docs: spring-retry
    /** Outside of the transaction: it has been aborted when the exception comes here. */
    static void placeWithRetries(Checkout checkout, OrderId orderId, String customer, List<OrderLine> lines) {
        for (int attempt = 1; ; attempt++)
            try {
                checkout.place(orderId, customer, lines);
                return;
            } catch (InventoryException e) {
                if (!e.isRetryable() || attempt == ATTEMPTS_MAX) throw e;
            }
    }
    // docs: end
}
