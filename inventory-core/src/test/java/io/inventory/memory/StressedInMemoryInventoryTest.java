package io.inventory.memory;

import io.inventory.Inventory;
import io.inventory.contract.InventoryContract;
import io.inventory.contract.stress.UnderStress;
import java.time.Clock;

class StressedInMemoryInventoryTest extends InventoryContract {
    @Override
    protected Inventory open(Clock clock) {
        return UnderStress.of(new InMemoryInventory(clock));
    }
}
