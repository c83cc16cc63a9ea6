package io.inventory.memory;

import io.inventory.Command;
import io.inventory.Inventory;
import io.inventory.InventoryException;
import io.inventory.Query;
import io.inventory.Request;
import io.inventory.UnavailableException;
import io.inventory.decision.Decider;
import io.inventory.decision.Verdict;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.CompletableFuture;

/**
 * An inventory that lives in memory: the same decisions, answers and ledger as on a database, gone with the process. For
 * the tests of programs that use an {@link Inventory}. Thread-safe; requests are answered one after another on the
 * caller's thread.
 */
public final class InMemoryInventory implements Inventory {
    private final Clock clock;
    private final Tables tables = new Tables();
    private boolean closed;

    /** With the system's clock. */
    public InMemoryInventory() {
        this(Clock.systemUTC());
    }

    /** With a clock of the caller's, for tests of what expires. */
    public InMemoryInventory(Clock clock) {
        this.clock = clock;
    }

    @Override
    public synchronized <A> A execute(Request<A> request) {
        if (closed) throw UnavailableException.unavailable("it was closed");
        return request instanceof Command<A> command ? decide(command) : tables.answer((Query<A>) request);
    }

    private <A> A decide(Command<A> command) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        Verdict<A> verdict =
                Decider.decide(command, tables.state(), now, changes -> tables.store(changes.movements(), now));
        return verdict.outcomeOrThrow();
    }

    @Override
    public <A> CompletableFuture<A> submit(Request<A> request) {
        try {
            return CompletableFuture.completedFuture(execute(request));
        } catch (InventoryException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
    }
}
