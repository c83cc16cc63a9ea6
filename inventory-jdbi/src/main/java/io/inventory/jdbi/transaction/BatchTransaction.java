package io.inventory.jdbi.transaction;

import io.inventory.AllocateCommand;
import io.inventory.Command;
import io.inventory.CountStock;
import io.inventory.Expire;
import io.inventory.InventoryException;
import io.inventory.OrderCommand;
import io.inventory.OrderId;
import io.inventory.OrderStatus;
import io.inventory.Rejected;
import io.inventory.Rejection;
import io.inventory.Sku;
import io.inventory.StockCommand;
import io.inventory.decision.BalanceKey;
import io.inventory.decision.Decider;
import io.inventory.decision.ExpiryChoice;
import io.inventory.decision.LedgerIds;
import io.inventory.decision.LineRecord;
import io.inventory.decision.OrderRecord;
import io.inventory.decision.RequestKey;
import io.inventory.decision.Shortfall;
import io.inventory.decision.StockLevel;
import io.inventory.decision.Verdict;
import io.inventory.decision.WorkingSet;
import io.inventory.jdbi.fault.Failures;
import io.inventory.jdbi.known.KnownStocks;
import io.inventory.jdbi.known.StoreClock;
import io.inventory.jdbi.sql.ConcurrentInsertException;
import io.inventory.jdbi.sql.Dialect;
import io.inventory.jdbi.sql.Dialect.Locked;
import io.inventory.jdbi.sql.Dialect.OverdueUnits;
import io.inventory.jdbi.sql.LedgerTimes;
import io.inventory.jdbi.sql.LoadedOrder;
import io.inventory.jdbi.transaction.LedgerCheck.Ahead;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * What happens to a list of commands between begin and commit: lock, read the time, load, decide one after another, write.
 * Order locks come before stock locks, both in sorted order, so that transactions can't wait for each other in a circle.
 * Thread-safe.
 */
public final class BatchTransaction {
    private final Dialect dialect;
    private final Decider decider;
    private final @Nullable Clock testClock;
    private final LedgerIds ids = new LedgerIds();
    private final StoreClock storeClock = new StoreClock();
    private final Failures failures = new Failures();
    private final LedgerCheck ledgerCheck;

    /** @param testClock the time to decide by; null for the store's, which it is given together with the locks */
    public BatchTransaction(Dialect dialect, Decider decider, @Nullable Clock testClock) {
        this.dialect = dialect;
        this.decider = decider;
        this.testClock = testClock;
        ledgerCheck = new LedgerCheck(dialect);
    }

    /**
     * Decides the commands in the order given and writes what they change. A command that needs a row which can't be read,
     * or rows that contradict each other, is refused and changes nothing; the others are carried out.
     *
     * @param thenCommit as of {@link Dialect#write}
     * @return a verdict for each command, in the same order; they hold once the transaction is committed
     * @throws ConcurrentInsertException if the transaction must be aborted and run again
     */
    public List<Verdict<?>> run(Handle handle, List<? extends Command<?>> commands, boolean thenCommit) {
        OverdueReservations overdue = null;
        while (true) {
            try {
                return run(handle, commands, overdue, thenCommit).verdicts();
            } catch (OverdueReservationsException e) {
                // nothing is written yet, and what is locked stays locked: more orders are locked out of order, and the
                // database detects a deadlock
                overdue = e.reservations();
            }
        }
    }

    /**
     * The same in steps, for a transaction that can be run again.
     *
     * @param overdue what an attempt before found and chose to expire first; null before the first look for it
     * @throws OverdueReservationsException if there are more that hold what orders are short of; a few times at most
     */
    Decided run(
            Handle handle,
            List<? extends Command<?>> commands,
            @Nullable OverdueReservations overdue,
            boolean thenCommit) {
        WorkingSet state = new WorkingSet();
        boolean skusKnown = overdue == null && commands.stream().allMatch(BatchTransaction::namesItsSkus);
        long askedNanos = storeClock.ask();
        Locked locked =
                dialect.lock(handle, orderIds(commands, overdue), skusKnown ? skus(commands, state) : List.of());
        storeClock.read(locked.now(), askedNanos);
        Map<OrderId, InventoryException> unreadable = addOrders(locked.orders(), state);
        List<StockLevel> stocks = new ArrayList<>(locked.stocks());
        locked.stocks().forEach(state::add);
        // read after the order locks were acquired: a reservation that expired during the wait is overdue
        Instant now = (testClock == null ? locked.now() : testClock.instant()).truncatedTo(ChronoUnit.MICROS);
        List<Sku> others = skusKnown ? skusOfOverdue(state, now) : skus(commands, state);
        if (!others.isEmpty()) stocks.addAll(dialect.lockStocks(handle, others));
        stocks.forEach(state::add);
        // read after the stock locks were acquired: this transaction sees the answers to all requests that changed the
        // stocks
        dialect.findRequests(handle, requestKeys(commands)).forEach(state::add);
        addBalances(handle, commands, state);
        UnitOfWork unitOfWork = new UnitOfWork(state, now, ids, ledgersAhead(handle, stocks, commands));
        if (overdue != null) {
            for (OrderId orderId : overdue.expiring())
                if (!unreadable.containsKey(orderId)) decide(new Expire(orderId), state, unitOfWork);
            unitOfWork.addStale(overdue.rows().stream()
                    .filter(row -> !unreadable.containsKey(row.orderId()))
                    .toList());
        }
        List<Verdict<?>> verdicts = new ArrayList<>(commands.size());
        for (Command<?> command : commands) {
            InventoryException refusal =
                    command instanceof OrderCommand<?> onOrder ? unreadable.get(onOrder.orderId()) : null;
            verdicts.add(refusal == null ? decide(command, state, unitOfWork) : new Verdict.Refusal<>(refusal));
        }
        Shortfall shortfall = shortfall(commands, verdicts, state);
        if (!shortfall.skus().isEmpty()) requireNoneOverdue(handle, shortfall, now, overdue);
        dialect.write(handle, unitOfWork.rows(), thenCommit);
        return new Decided(verdicts, false, stocks, state.stocks());
    }

    /** The same for orders of known stocks. */
    KnownStockTransaction ofKnown(KnownStocks known) {
        return new KnownStockTransaction(new Parts(dialect, decider, testClock, storeClock, ids, ledgerCheck), known);
    }

    /** What it has in common with one of known stocks. */
    record Parts(
            Dialect dialect,
            Decider decider,
            @Nullable Clock testClock,
            StoreClock storeClock,
            LedgerIds ids,
            LedgerCheck ledgerCheck) {}

    /**
     * The database is looked into once; after that, what was found is chosen from again.
     *
     * @throws OverdueReservationsException if there are more that hold what orders are short of
     */
    private void requireNoneOverdue(
            Handle handle, Shortfall shortfall, Instant now, @Nullable OverdueReservations before) {
        OverdueReservations overdue = before == null ? look(handle, shortfall, now) : before;
        boolean more = overdue.choose(shortfall);
        if (more || (before == null && overdue.hasStale())) throw new OverdueReservationsException(overdue);
    }

    /** What can't be read goes to the log, and is passed over. */
    private OverdueReservations look(Handle handle, Shortfall shortfall, Instant now) {
        OverdueUnits found = dialect.findOverdue(handle, shortfall.skus(), now, ExpiryChoice.RESERVATIONS_MAX);
        found.unreadable().forEach(failures::exception);
        return new OverdueReservations(found);
    }

    /** Of the orders that were refused just now for units that are not there. */
    static Shortfall shortfall(List<? extends Command<?>> commands, List<Verdict<?>> verdicts, WorkingSet state) {
        Shortfall shortfall = new Shortfall();
        for (int i = 0; i < verdicts.size(); i++)
            if (commands.get(i) instanceof AllocateCommand<?> command
                    && verdicts.get(i) instanceof Verdict.Outcome<?> outcome
                    && outcome.outcome() instanceof Rejected rejected
                    && !rejected.replayed()
                    && rejected.rejection() instanceof Rejection.InsufficientStock) shortfall.add(command, state);
        return shortfall;
    }

    /** Adds what stock-takings are held against, where it is in the past. */
    private void addBalances(Handle handle, List<? extends Command<?>> commands, WorkingSet state) {
        Map<BalanceKey, Long> past = new HashMap<>();
        for (Command<?> command : commands) {
            if (!(command instanceof CountStock count)) continue;
            StockLevel stock = state.stock(count.sku());
            if (stock == null) continue;
            if (stock.updatedAt().isAfter(count.asOf())) past.put(BalanceKey.of(count), stock.version());
            // added even if it is that of the stock, which commands before this one may change
            else state.add(BalanceKey.of(count), stock.balance());
        }
        if (!past.isEmpty())
            new LedgerTimes(dialect, handle).balances(past, state::addArchived).forEach(state::add);
    }

    /** Adds those that can be read; returns what the commands on the others are refused with. */
    private Map<OrderId, InventoryException> addOrders(List<LoadedOrder> orders, WorkingSet state) {
        Map<OrderId, InventoryException> unreadable = new HashMap<>();
        for (LoadedOrder order : orders) {
            if (order instanceof LoadedOrder.Unreadable row) unreadable.put(row.id(), failures.exception(row.reason()));
            else state.add(order.order());
        }
        return unreadable;
    }

    /** A decision that throws has changed nothing, so that its command alone is refused. */
    private Verdict<?> decide(Command<?> command, WorkingSet state, UnitOfWork unitOfWork) {
        try {
            return decider.decide(command, state, unitOfWork.now(), unitOfWork::add);
        } catch (RuntimeException e) {
            return new Verdict.Refusal<>(failures.exception(e));
        }
    }

    private Ahead ledgersAhead(Handle handle, List<StockLevel> stocks, List<? extends Command<?>> commands) {
        if (!ledgerCheck.isDue()) return Ahead.NOTHING;
        Map<Sku, Long> versions = new TreeMap<>();
        // a SKU that may be created here has no stock yet
        for (Command<?> command : commands)
            if (command instanceof StockCommand<?> stockCommand) versions.put(stockCommand.sku(), 0L);
        for (StockLevel stock : stocks) versions.put(stock.sku(), stock.version());
        return ledgerCheck.ahead(handle, versions);
    }

    /**
     * To be called when a transaction failed for a duplicate key: for a while, the commands are refused that would write to
     * a ledger, or tell a signal, which is ahead of its stock.
     */
    public void suspectLedgers() {
        ledgerCheck.suspect();
    }

    /** Turns failures of this transaction into exceptions for callers. */
    public Failures failures() {
        return failures;
    }

    private static List<OrderId> orderIds(List<? extends Command<?>> commands, @Nullable OverdueReservations overdue) {
        Set<OrderId> orderIds = overdue == null ? new TreeSet<>() : overdue.orderIds();
        for (Command<?> command : commands)
            if (command instanceof OrderCommand<?> orderCommand) orderIds.add(orderCommand.orderId());
        return List.copyOf(orderIds);
    }

    private static Set<RequestKey> requestKeys(List<? extends Command<?>> commands) {
        Set<RequestKey> keys = new LinkedHashSet<>();
        for (Command<?> command : commands)
            if (command instanceof StockCommand<?> stockCommand) keys.add(RequestKey.of(stockCommand));
        return keys;
    }

    /** A rollback or a confirmation does not: which stocks it moves is known once its order has been read. */
    private static boolean namesItsSkus(Command<?> command) {
        return command instanceof AllocateCommand<?> || command instanceof StockCommand<?>;
    }

    /** The SKUs whose stock the commands may move, given the orders that have been read. */
    private static List<Sku> skus(List<? extends Command<?>> commands, WorkingSet state) {
        Set<Sku> skus = new TreeSet<>();
        for (Command<?> command : commands) {
            if (command instanceof StockCommand<?> stockCommand) skus.add(stockCommand.sku());
            if (command instanceof AllocateCommand<?> take && state.order(take.orderId()) == null)
                take.lines().forEach(line -> skus.add(line.sku()));
        }
        for (OrderRecord order : state.orders())
            if (mayMoveUnits(order)) for (LineRecord line : order.lines()) skus.add(line.sku());
        return List.copyOf(skus);
    }

    /**
     * The SKUs, not locked yet, of overdue reservations whose order was sent again with other lines. They are locked out of
     * order, so that a deadlock is possible: the database detects it, and the transaction is run again.
     */
    private static List<Sku> skusOfOverdue(WorkingSet state, Instant now) {
        Set<Sku> skus = new TreeSet<>();
        for (OrderRecord order : state.orders())
            if (order.isOverdue(now))
                for (LineRecord line : order.lines()) if (state.stock(line.sku()) == null) skus.add(line.sku());
        return List.copyOf(skus);
    }

    /** A closed order needs no stock: its row has all that can be answered. */
    static boolean mayMoveUnits(OrderRecord order) {
        return order.status() == OrderStatus.DEDUCTED || order.status() == OrderStatus.RESERVED;
    }
}
