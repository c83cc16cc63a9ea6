package io.inventory.memory;

import io.inventory.AllocateCommand;
import io.inventory.Command;
import io.inventory.Expire;
import io.inventory.Extend;
import io.inventory.Inventory;
import io.inventory.InventoryException;
import io.inventory.OrderId;
import io.inventory.Query;
import io.inventory.Request;
import io.inventory.UnavailableException;
import io.inventory.decision.Availability;
import io.inventory.decision.Decider;
import io.inventory.decision.ExpiryChoice;
import io.inventory.decision.OrderRecord;
import io.inventory.decision.Shortfall;
import io.inventory.decision.Verdict;
import io.inventory.decision.WorkingSet;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * An inventory that lives in memory: the same decisions, answers and ledger as on a database, gone with the process. For
 * the tests of programs that use an {@link Inventory}. Thread-safe; requests are answered one after another on the
 * caller's thread.
 */
public final class InMemoryInventory implements Inventory {
    private final Clock clock;
    private final Decider decider;
    private final Tables tables = new Tables();
    private boolean closed;

    /** With the system's clock. */
    public InMemoryInventory() {
        this(Clock.systemUTC());
    }

    /** With a clock of the caller's, for tests of what expires. */
    public InMemoryInventory(Clock clock) {
        this(clock, Extend.TOTAL_MAX_DEFAULT);
    }

    /**
     * With a limit of the caller's too.
     *
     * @param reservationMax for how long a reservation may be held by extensions, counted from the order's creation
     */
    public InMemoryInventory(Clock clock, Duration reservationMax) {
        this.clock = clock;
        decider = new Decider(reservationMax);
    }

    @Override
    public synchronized <A> A execute(Request<A> request) {
        if (closed) throw UnavailableException.unavailable("it was closed");
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        if (!(request instanceof Command<A> command)) return tables.answer((Query<A>) request, now);
        if (command instanceof AllocateCommand<?> allocate) expireFor(allocate, now);
        return decide(command, now).outcomeOrThrow();
    }

    /** Lets overdue reservations go that hold what the order would be short of. */
    private void expireFor(AllocateCommand<?> command, Instant now) {
        WorkingSet state = tables.state();
        if (state.order(command.orderId()) != null || !Availability.isShort(command.lines(), state)) return;
        Shortfall shortfall = shortfall(command, state);
        // no matter how large they are: nobody waits for a transaction
        ExpiryChoice choice = new ExpiryChoice(tables.reservations().overdue(shortfall.skus(), now), Map.of());
        while (choice.choose(shortfall)) {
            for (OrderId overdue : choice.orders()) decide(new Expire(overdue), now);
            shortfall = shortfall(command, state);
        }
    }

    private static Shortfall shortfall(AllocateCommand<?> command, WorkingSet state) {
        Shortfall shortfall = new Shortfall();
        shortfall.add(command, state);
        return shortfall;
    }

    private <A> Verdict<A> decide(Command<A> command, Instant now) {
        return decider.decide(command, tables.stateFor(command), now, tables::store);
    }

    /**
     * Expires reservations whose time is over, those that ran out first. Until then they hold their units, but for orders
     * that would be short of them.
     *
     * @param ordersMax how many at most, 1 or more
     * @return how many
     */
    public synchronized int expireOverdue(int ordersMax) {
        if (closed) throw UnavailableException.unavailable("it was closed");
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        List<OrderId> overdue = tables.reservations().overdue(now, ordersMax);
        for (OrderId orderId : overdue) decide(new Expire(orderId), now);
        return overdue.size();
    }

    /**
     * Compacts the orders that were closed at least that long ago, as a database does by itself (docs/retention.md): rejected, rolled
     * back and expired ones lose their lines, and answer as before.
     *
     * @return how many
     */
    public synchronized int compactOrders(Duration closedFor) {
        if (closed) throw UnavailableException.unavailable("it was closed");
        Instant before = clock.instant().minus(closedFor);
        List<OrderRecord> old = tables.state().orders().stream()
                .filter(OrderRecord::canBeCompacted)
                .filter(order -> order.closedAt() != null && !order.closedAt().isAfter(before))
                .toList();
        for (OrderRecord order : old) tables.state().add(order.compacted());
        return old.size();
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
