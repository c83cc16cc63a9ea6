package io.inventory.grpc;

import io.inventory.Actor;
import io.inventory.Inventory;
import io.inventory.OperatorCommand;
import io.inventory.contract.InventoryContract;
import io.inventory.memory.InMemoryInventory;
import java.io.IOException;
import java.time.Clock;

class ServedMemoryInventoryTest extends InventoryContract {
    @Override
    protected Inventory open(Clock clock) throws IOException {
        return new ServedInventory(new InMemoryInventory(clock));
    }

    @Override
    protected <A> A executeAs(Actor actor, OperatorCommand<A> command) {
        return ((ServedInventory) inventory()).executeAs(actor, command);
    }
}
