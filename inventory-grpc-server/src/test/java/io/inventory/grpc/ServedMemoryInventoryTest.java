package io.inventory.grpc;

import io.inventory.Actor;
import io.inventory.Inventory;
import io.inventory.OperatorCommand;
import io.inventory.contract.InventoryContract;
import io.inventory.memory.InMemoryInventory;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;

class ServedMemoryInventoryTest extends InventoryContract {
    @SuppressWarnings("NullAway.Init")
    private InMemoryInventory memory;

    @Override
    protected Inventory open(Clock clock) throws IOException {
        memory = new InMemoryInventory(clock);
        return new ServedInventory(memory);
    }

    @Override
    protected void compactOrders() {
        memory.compactOrders(Duration.ZERO);
    }

    @Override
    protected <A> A executeAs(Actor actor, OperatorCommand<A> command) {
        return ((ServedInventory) inventory()).executeAs(actor, command);
    }
}
