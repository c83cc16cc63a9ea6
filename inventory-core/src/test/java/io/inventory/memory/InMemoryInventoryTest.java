package io.inventory.memory;

import io.inventory.Inventory;
import io.inventory.contract.InventoryContract;
import java.time.Clock;
import java.time.Duration;

class InMemoryInventoryTest extends InventoryContract {
    @SuppressWarnings("NullAway.Init")
    private InMemoryInventory memory;

    @Override
    protected Inventory open(Clock clock) {
        memory = new InMemoryInventory(clock);
        return memory;
    }

    @Override
    protected void compactOrders() {
        memory.compactOrders(Duration.ZERO);
    }
}
