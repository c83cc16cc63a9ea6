package io.inventory.examples.howto;

import static org.assertj.core.api.Assertions.assertThat;

import io.inventory.Inventory;
import io.inventory.OrderId;
import io.inventory.OrderLine;
import io.inventory.OrderStatus;
import io.inventory.RequestId;
import io.inventory.Sku;
import io.inventory.contract.MutableClock;
import io.inventory.jdbi.JdbiInventory;
import io.inventory.memory.InMemoryInventory;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How a shop tests its own code with an inventory that needs nothing around it. */
class CartTest {
    private static final Sku MUG = new Sku("mug");

    // docs: test-in-memory
    @Test
    void anUnpaidOrderGivesItsUnitsBack() {
        MutableClock clock = new MutableClock();
        try (Inventory inventory = new InMemoryInventory(clock)) {
            inventory.create(MUG, 3, new RequestId("opening"));
            OrderId order = new OrderId("order-1");
            inventory.reserve(order, List.of(new OrderLine(MUG, 3)), Duration.ofMinutes(15));
            assertThat(inventory.stock(MUG).available()).isZero();

            clock.advance(Duration.ofMinutes(16));
            inventory.confirm(order); // too late, and the first that anybody says to the order since then

            assertThat(inventory.order(order).status()).isEqualTo(OrderStatus.EXPIRED);
            assertThat(inventory.stock(MUG).available()).isEqualTo(3);
        }
    }
    // docs: end

    // docs: test-h2
    @Test
    void theSameOnRealTables() {
        try (Inventory inventory = JdbiInventory.inMemory()) {
            inventory.create(MUG, 3, new RequestId("opening"));
            inventory.deduct(new OrderId("order-1"), List.of(new OrderLine(MUG, 2)));
            assertThat(inventory.stock(MUG).available()).isOne();
        }
    }
    // docs: end
}
