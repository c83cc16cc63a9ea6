package io.inventory.jdbi.transaction;

import io.inventory.AllocateCommand;
import io.inventory.Command;
import io.inventory.Confirm;
import io.inventory.OrderCommand;
import io.inventory.OrderId;
import io.inventory.OrderLine;
import io.inventory.OrderStatus;
import io.inventory.Rollback;
import io.inventory.Sku;
import io.inventory.StockCommand;
import io.inventory.decision.LineRecord;
import io.inventory.decision.OrderRecord;
import io.inventory.decision.StockLevel;
import io.inventory.decision.Verdict;
import io.inventory.decision.WorkingSet;
import io.inventory.jdbi.fault.Fault;
import io.inventory.jdbi.known.KnownStocks;
import io.inventory.jdbi.known.KnownStocks.Loan;
import io.inventory.jdbi.known.RecentOrders;
import io.inventory.jdbi.sql.Dialect.Locked;
import io.inventory.jdbi.sql.Dialect.Rows;
import io.inventory.jdbi.sql.LoadedOrder;
import io.inventory.jdbi.transaction.BatchTransaction.Parts;
import io.inventory.jdbi.transaction.LedgerCheck.Ahead;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jdbi.v3.core.Handle;

/**
 * Orders of known stocks, decided without a lock on these: new ones at once, written in one round trip; cancellations,
 * confirmations and orders that are sent again once the orders are locked and read. Stocks that are not known are read first, and
 * not locked either. The proof is in the statements that write.
 * A stock has the version and the units that it was known with, or the transaction fails; versions are gapless, so that nothing
 * was changed meanwhile. The key of an order proves that it is new. A rejection changes no stock: where there is one, all stocks
 * are compared, locked, before anything is written. Stocks are written before new orders, as they are locked before new orders
 * are inserted elsewhere, so that transactions of both kinds don't wait for each other in a circle.
 *
 * <p>All else is for {@link BatchTransaction}. Thread-safe.
 */
final class KnownStockTransaction {
    private final Parts parts;
    private final KnownStocks stocks;
    private final RecentOrders recentOrders = new RecentOrders();

    KnownStockTransaction(Parts parts, KnownStocks stocks) {
        this.parts = parts;
        this.stocks = stocks;
    }

    /** Borrows the stocks that the commands name: for this transaction or, if it can't be tried, another. */
    Loan lend(List<? extends Command<?>> commands) {
        if (stocks.isOff()) return stocks.lend(List.of());
        Set<Sku> skus = new TreeSet<>();
        for (Command<?> command : commands) {
            if (command instanceof StockCommand<?> stockCommand) skus.add(stockCommand.sku());
            if (command instanceof AllocateCommand<?> allocate)
                for (OrderLine line : allocate.lines()) skus.add(line.sku());
        }
        return stocks.lend(skus);
    }

    /** Whether {@link #run} can be tried at all. */
    boolean isFor(List<? extends Command<?>> commands, Loan loan) {
        if (!loan.isUsable() || parts.ledgerCheck().isDue()) return false;
        for (Command<?> command : commands)
            if (!(command instanceof AllocateCommand<?> || command instanceof Rollback || command instanceof Confirm))
                return false;
        return true;
    }

    /** To be called when a transaction is committed, of whichever kind. */
    void remember(List<? extends Command<?>> commands, Decided decided, Loan loan) {
        if (stocks.isOff()) return;
        loan.found(decided.found());
        loan.settle(decided.left(), decided.fromKnown());
        for (Command<?> command : commands)
            if (command instanceof OrderCommand<?> onOrder) recentOrders.add(onOrder.orderId());
    }

    /**
     * Decides, writes and commits.
     *
     * @throws NotKnownException if it needs what is not known; the transaction must be aborted
     * @throws NotAsKnownException if something is not as it is known; the transaction must be aborted, and what it was lent can't
     *     be relied on
     */
    Decided run(Handle handle, List<? extends Command<?>> commands, Loan loan) {
        LookedUp lookedUp = lookUp(handle, commands, loan);
        WorkingSet state = new WorkingSet();
        for (LoadedOrder loaded : lookedUp.orders) {
            if (loaded instanceof LoadedOrder.Unreadable || loaded.order().isOverdue(lookedUp.now))
                throw new NotKnownException();
            state.add(loaded.order());
        }
        Set<Sku> skus = skus(commands, state);
        if (!loan.extend(skus)) throw new NotKnownException();
        if (!loan.unknown().isEmpty()) lock(handle, List.of(), loan);
        List<StockLevel> known = loan.stocks(skus);
        known.forEach(state::add);
        UnitOfWork unitOfWork = new UnitOfWork(state, lookedUp.now, parts.ids(), Ahead.NOTHING);
        List<Verdict<?>> verdicts = decide(commands, state, unitOfWork);
        if (!BatchTransaction.shortfall(commands, verdicts, state).skus().isEmpty()) throw new NotKnownException();
        Rows rows = unitOfWork.rows();
        if (!rows.newOrders().isEmpty() || !rows.changedOrders().isEmpty())
            write(handle, rows, rejects(rows) ? known : List.of(), lookedUp.isEstimated);
        return new Decided(verdicts, true, List.of(), state.stocks());
    }

    /** Orders that may be there already are locked and read, and unknown stocks read; the time is read after that, or estimated. */
    private LookedUp lookUp(Handle handle, List<? extends Command<?>> commands, Loan loan) {
        Set<OrderId> recent = new TreeSet<>();
        for (Command<?> command : commands)
            if (command instanceof OrderCommand<?> onOrder
                    && (!(command instanceof AllocateCommand<?>) || recentOrders.mayContain(onOrder.orderId())))
                recent.add(onOrder.orderId());
        if (recent.isEmpty() && loan.unknown().isEmpty()) {
            Instant estimate = parts.storeClock().now();
            if (estimate == null) throw new NotKnownException();
            return new LookedUp(List.of(), now(estimate), parts.testClock() == null);
        }
        Locked locked = lock(handle, List.copyOf(recent), loan);
        return new LookedUp(locked.orders(), now(locked.now()), false);
    }

    private Locked lock(Handle handle, List<OrderId> orderIds, Loan loan) {
        long askedNanos = parts.storeClock().ask();
        Locked locked = parts.dialect().lockOrders(handle, orderIds, loan.unknown());
        parts.storeClock().read(locked.now(), askedNanos);
        loan.read(locked.stocks());
        return locked;
    }

    private Instant now(Instant storeTime) {
        return (parts.testClock() == null ? storeTime : parts.testClock().instant()).truncatedTo(ChronoUnit.MICROS);
    }

    /** Of new orders, and of those that were read and that commands may move units of. */
    private static Set<Sku> skus(List<? extends Command<?>> commands, WorkingSet state) {
        Set<Sku> skus = new TreeSet<>();
        for (Command<?> command : commands) {
            OrderRecord order = command instanceof OrderCommand<?> onOrder ? state.order(onOrder.orderId()) : null;
            if (command instanceof AllocateCommand<?> allocate) {
                if (order == null) for (OrderLine line : allocate.lines()) skus.add(line.sku());
            } else if (order != null && BatchTransaction.mayMoveUnits(order))
                for (LineRecord line : order.lines()) skus.add(line.sku());
        }
        return skus;
    }

    /** @throws NotKnownException if one of the commands is refused: that may rest on what is known, and no write proves it */
    private List<Verdict<?>> decide(List<? extends Command<?>> commands, WorkingSet state, UnitOfWork unitOfWork) {
        List<Verdict<?>> verdicts = new ArrayList<>(commands.size());
        for (Command<?> command : commands) {
            Verdict<?> verdict;
            try {
                verdict = parts.decider().decide(command, state, unitOfWork.now(), unitOfWork::add);
            } catch (RuntimeException e) {
                // with what is locked it may go well; if not, that command alone is refused, and why is logged
                throw new NotKnownException();
            }
            if (verdict instanceof Verdict.Refusal<?>) throw new NotKnownException();
            verdicts.add(verdict);
        }
        return verdicts;
    }

    private static boolean rejects(Rows rows) {
        return rows.newOrders().stream().anyMatch(order -> order.status() == OrderStatus.REJECTED);
    }

    private void write(Handle handle, Rows rows, List<StockLevel> compared, boolean isEstimatedTime) {
        long askedNanos = parts.storeClock().ask();
        try {
            Instant storeTime = parts.dialect().writeKnown(handle, rows, compared, isEstimatedTime);
            parts.storeClock().read(storeTime, askedNanos);
        } catch (RuntimeException e) {
            if (Fault.isNotAsKnown(e)) throw new NotAsKnownException(e);
            throw e;
        }
    }

    /** @param isEstimated whether the time was not read in this transaction */
    private record LookedUp(List<LoadedOrder> orders, Instant now, boolean isEstimated) {}
}
