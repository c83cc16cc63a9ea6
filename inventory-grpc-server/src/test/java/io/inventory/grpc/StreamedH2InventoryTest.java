package io.inventory.grpc;

import io.inventory.Actor;
import io.inventory.Inventory;
import io.inventory.OperatorCommand;
import io.inventory.contract.InventoryContract;
import io.inventory.jdbi.BatchLimits;
import io.inventory.jdbi.JdbiInventory;
import io.inventory.jdbi.TestDatabase;
import java.io.IOException;
import java.time.Clock;
import org.junit.jupiter.api.extension.RegisterExtension;

class StreamedH2InventoryTest extends InventoryContract {
    @RegisterExtension
    static final TestDatabase DATABASE = TestDatabase.h2();

    @Override
    protected Inventory open(Clock clock) throws IOException {
        return ServedInventory.streamed(JdbiInventory.builder(DATABASE.pool())
                .clock(clock)
                .groupCommit(BatchLimits.DEFAULT)
                .build());
    }

    @Override
    protected void compactOrders() {
        DATABASE.compactOrders(clock());
    }

    @Override
    protected <A> A executeAs(Actor actor, OperatorCommand<A> command) {
        return ((ServedInventory) inventory()).executeAs(actor, command);
    }
}
