package io.inventory.contract;

import io.inventory.Actor;
import io.inventory.Inventory;
import io.inventory.OperatorCommand;
import java.time.Clock;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.TestInstance;

/**
 * What every {@link Inventory} must do. A subclass says how one is opened, and inherits all of it:
 *
 * <pre>{@code
 * class PostgresInventoryTest extends InventoryContract {
 *     @RegisterExtension static final TestDatabase database = TestDatabase.postgresql();
 *
 *     @Override protected Inventory open(Clock clock) {
 *         return JdbiInventory.builder(database.dataSource()).clock(clock).build();
 *     }
 *
 *     @Override protected void compactOrders() {
 *         database.compactOrders(clock());
 *     }
 * }
 * }</pre>
 *
 * <p>{@link #open} is called once a class, and what it returned is closed at the end. All tests use that one inventory, each
 * with names of its own ({@link Names}), so the store may hold whatever it held before. The clock given stands still
 * between the tests and is moved on by some of them; it must be the one that the implementation decides by (a client
 * hands it to the server that it starts for the test). The instance lives for the whole class ({@link
 * TestInstance.Lifecycle#PER_CLASS}), so a subclass may keep a server in a field and stop it in an {@code @AfterAll} method,
 * which runs before the inventory is closed, or in the {@code close} of what it returns.
 *
 * <p>Many threads call at once, and none of them may be turned away: give the inventory time limits of many seconds, a queue
 * for hundreds of calls, and the tests pass on a small machine with much to do, too.
 *
 * <p>The tests are grouped by concept, one class a concept. Run one of them by {@code
 * -Dtest='PostgresInventoryTest,InventoryContract$Semantics#*'}: Surefire asks for the subclass as well as for the class
 * that has the methods, and without {@code #*} it runs them all. {@code -Dinventory.test.steps} is the length of the random
 * sequences, {@code -Dinventory.test.seed} repeats one.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class InventoryContract {
    private final MutableClock clock = new MutableClock();
    private Inventory inventory;

    /** Opens the inventory to test, once; it must take the time from {@code clock}. */
    protected abstract Inventory open(Clock clock) throws Exception;

    /**
     * Has an operator's command carried out in the name of {@code actor}. Over a wire a command carries nobody's name: there
     * the subclass sees to it that the server takes its caller for that actor.
     */
    protected <A> A executeAs(Actor actor, OperatorCommand<A> command) {
        return inventory.execute(command.by(actor));
    }

    /**
     * Compacts all orders that are closed, as is done by itself to those which were closed long ago. Unless a subclass says how,
     * nothing is asked of compacted orders.
     */
    protected void compactOrders() {
        Assumptions.abort("nobody says how orders are compacted here");
    }

    /** The inventory under test. */
    protected final Inventory inventory() {
        return inventory;
    }

    /** The clock by which it decides. */
    protected final MutableClock clock() {
        return clock;
    }

    @BeforeAll
    final void openInventory() throws Exception {
        inventory = open(clock);
    }

    @AfterAll
    final void closeInventory() {
        inventory.close();
    }

    @Nested
    class Semantics extends SemanticsContract {
        @Override
        InventoryContract contract() {
            return InventoryContract.this;
        }
    }

    @Nested
    class Orders extends OrdersContract {
        @Override
        InventoryContract contract() {
            return InventoryContract.this;
        }
    }

    @Nested
    class Rollbacks extends RollbackContract {
        @Override
        InventoryContract contract() {
            return InventoryContract.this;
        }
    }

    @Nested
    class Expiries extends ExpiryContract {
        @Override
        InventoryContract contract() {
            return InventoryContract.this;
        }
    }

    @Nested
    class CompactedOrders extends CompactedOrdersContract {
        @Override
        InventoryContract contract() {
            return InventoryContract.this;
        }
    }

    @Nested
    class Operators extends OperatorsContract {
        @Override
        InventoryContract contract() {
            return InventoryContract.this;
        }
    }

    @Nested
    class Actors extends ActorsContract {
        @Override
        InventoryContract contract() {
            return InventoryContract.this;
        }
    }

    @Nested
    class Policies extends PolicyContract {
        @Override
        InventoryContract contract() {
            return InventoryContract.this;
        }
    }

    @Nested
    class Stocktakes extends StocktakeContract {
        @Override
        InventoryContract contract() {
            return InventoryContract.this;
        }
    }

    @Nested
    class Explanations extends ExplanationContract {
        @Override
        InventoryContract contract() {
            return InventoryContract.this;
        }
    }

    @Nested
    class Verifications extends VerificationContract {
        @Override
        InventoryContract contract() {
            return InventoryContract.this;
        }
    }

    @Nested
    class Past extends PastContract {
        @Override
        InventoryContract contract() {
            return InventoryContract.this;
        }
    }

    @Nested
    class Signals extends SignalsContract {
        @Override
        InventoryContract contract() {
            return InventoryContract.this;
        }
    }

    @Nested
    class Values extends ValuesContract {
        @Override
        InventoryContract contract() {
            return InventoryContract.this;
        }
    }

    @Nested
    class Queries extends QueriesContract {
        @Override
        InventoryContract contract() {
            return InventoryContract.this;
        }
    }

    @Nested
    class Listings extends ListingsContract {
        @Override
        InventoryContract contract() {
            return InventoryContract.this;
        }
    }

    @Nested
    class Exports extends ExportsContract {
        @Override
        InventoryContract contract() {
            return InventoryContract.this;
        }
    }

    @Nested
    class Imports extends ImportsContract {
        @Override
        InventoryContract contract() {
            return InventoryContract.this;
        }
    }

    @Nested
    class Concurrency extends ConcurrencyContract {
        @Override
        InventoryContract contract() {
            return InventoryContract.this;
        }
    }

    @Nested
    class RandomSequence extends RandomCommandsContract {
        @Override
        InventoryContract contract() {
            return InventoryContract.this;
        }
    }
}
