package io.inventory.grpc;

import io.inventory.Inventory;
import io.inventory.contract.InventoryContract;
import io.inventory.memory.InMemoryInventory;
import java.io.IOException;
import java.time.Clock;

class ServedMemoryInventoryTest extends InventoryContract {
    @Override
    protected Inventory open(Clock clock) throws IOException {
        return new ServedInventory(new InMemoryInventory(clock));
    }
}
