package io.inventory.grpc;

import io.inventory.Actor;
import io.inventory.Inventory;
import io.inventory.OperatorCommand;
import io.inventory.Request;
import io.inventory.client.InventoryClient;
import io.inventory.contract.InventoryContract;
import io.inventory.jdbi.BatchLimits;
import io.inventory.jdbi.JdbiInventory;
import io.inventory.jdbi.StorePool;
import io.inventory.jdbi.TestDatabase;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Two servers on one PostgreSQL, each with connections and a group commit of its own; the client asks them in turn. */
class TwoServersInventoryTest extends InventoryContract {
    @RegisterExtension
    static final TestDatabase DATABASE = TestDatabase.postgresql();

    @SuppressWarnings("NullAway.Init")
    private NamedOperators operators;

    @Override
    protected Inventory open(Clock clock) throws IOException {
        Server first = Server.start(clock);
        Server second = Server.start(clock);
        InventoryClient client = InventoryClient.builder(first.address(), second.address())
                .deadline(Duration.ofSeconds(20))
                .build();
        operators = new NamedOperators(second.inventory());
        return new Inventory() {
            @Override
            public <A> A execute(Request<A> request) {
                return client.execute(request);
            }

            @Override
            public <A> CompletableFuture<A> submit(Request<A> request) {
                return client.submit(request);
            }

            @Override
            public void close() {
                client.close();
                operators.close();
                first.close();
                second.close();
            }
        };
    }

    @Override
    protected void compactOrders() {
        DATABASE.compactOrders(clock());
    }

    @Override
    protected <A> A executeAs(Actor actor, OperatorCommand<A> command) {
        return operators.execute(actor, command);
    }

    private record Server(Inventory inventory, InventoryEndpoint endpoint) {
        static Server start(Clock clock) throws IOException {
            StorePool pool = StorePool.open(DATABASE.settings());
            Inventory inventory = JdbiInventory.builder(pool)
                    .clock(clock)
                    .groupCommit(BatchLimits.DEFAULT)
                    .timeLimit(Duration.ofSeconds(10))
                    .owning(pool)
                    .build();
            EndpointSettings settings =
                    new EndpointSettings("127.0.0.1", 0, Duration.ofSeconds(20), Duration.ofSeconds(5), 1_000, false);
            return new Server(inventory, InventoryEndpoint.start(inventory, settings));
        }

        String address() {
            return "127.0.0.1:" + endpoint.port();
        }

        void close() {
            endpoint.close();
            inventory.close();
        }
    }
}
