package io.inventory.memory;

import io.inventory.Inventory;
import io.inventory.contract.InventoryContract;
import io.inventory.contract.stress.UnderStress;
import java.time.Clock;
import java.time.Duration;

class StressedInMemoryInventoryTest extends InventoryContract {
    @SuppressWarnings("NullAway.Init")
    private InMemoryInventory memory;

    @Override
    protected Inventory open(Clock clock) {
        memory = new InMemoryInventory(clock);
        return UnderStress.of(memory);
    }

    @Override
    protected void compactOrders() {
        memory.compactOrders(Duration.ZERO);
    }
}
