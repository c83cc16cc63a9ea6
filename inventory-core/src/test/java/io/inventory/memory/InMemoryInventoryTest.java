package io.inventory.memory;

import io.inventory.Inventory;
import io.inventory.contract.InventoryContract;
import java.time.Clock;

class InMemoryInventoryTest extends InventoryContract {
    @Override
    protected Inventory open(Clock clock) {
        return new InMemoryInventory(clock);
    }
}
