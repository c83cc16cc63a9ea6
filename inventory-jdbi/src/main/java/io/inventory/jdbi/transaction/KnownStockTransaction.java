package io.inventory.jdbi.transaction;

import io.inventory.AllocateCommand;
import io.inventory.Command;
import io.inventory.OrderCommand;
import io.inventory.OrderId;
import io.inventory.OrderLine;
import io.inventory.Sku;
import io.inventory.StockCommand;
import io.inventory.decision.Decider;
import io.inventory.decision.LedgerIds;
import io.inventory.decision.StockLevel;
import io.inventory.decision.Verdict;
import io.inventory.decision.WorkingSet;
import io.inventory.jdbi.known.KnownStocks;
import io.inventory.jdbi.known.KnownStocks.Loan;
import io.inventory.jdbi.known.RecentOrders;
import io.inventory.jdbi.known.StoreClock;
import io.inventory.jdbi.sql.Dialect;
import io.inventory.jdbi.sql.Dialect.Locked;
import io.inventory.jdbi.sql.Dialect.Rows;
import io.inventory.jdbi.sql.LoadedOrder;
import io.inventory.jdbi.transaction.LedgerCheck.Ahead;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * New orders of known stocks, decided at once and written in one round trip: nothing is locked or read before. The proof is in
 * the statements that write. A stock has the version and the units that it was known with, or the transaction fails; versions
 * are gapless, so that nothing was changed meanwhile. The key of an order proves that it is new. A refusal changes no stock:
 * where there is one, all stocks are compared, locked, before anything is written. Stocks are written before orders, as they are
 * locked before new orders are inserted elsewhere, so that transactions of both kinds don't wait for each other in a circle.
 *
 * <p>All else is for {@link BatchTransaction}. Thread-safe.
 */
final class KnownStockTransaction {
    private final Dialect dialect;
    private final Decider decider;
    private final @Nullable Clock testClock;
    private final LedgerIds ids;
    private final KnownStocks stocks;
    private final RecentOrders recentOrders = new RecentOrders();
    private final StoreClock storeClock = new StoreClock();

    KnownStockTransaction(
            Dialect dialect, Decider decider, @Nullable Clock testClock, LedgerIds ids, KnownStocks stocks) {
        this.dialect = dialect;
        this.decider = decider;
        this.testClock = testClock;
        this.ids = ids;
        this.stocks = stocks;
    }

    /** Borrows the stocks that the commands name, as far as they are known: for this transaction or, if not all are, another. */
    Loan lend(List<? extends Command<?>> commands) {
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
        if (!loan.isComplete()) return false;
        for (Command<?> command : commands) if (!(command instanceof AllocateCommand<?>)) return false;
        return true;
    }

    /** To be called when a transaction is committed, of whichever kind. */
    void remember(List<? extends Command<?>> commands, Decided decided, Loan loan) {
        storeClock.read(decided.storeTime());
        loan.found(decided.found());
        loan.settle(decided.left());
        for (Command<?> command : commands)
            if (command instanceof OrderCommand<?> onOrder) recentOrders.add(onOrder.orderId());
    }

    /**
     * Decides, writes and commits.
     *
     * @return null if it needs what is not known; nothing is written then, and no stock is locked
     * @throws NotAsKnownException if something is not as it is known; the transaction must be aborted, and what it was lent can't
     *     be relied on
     */
    @Nullable
    Decided run(Handle handle, List<? extends Command<?>> commands, Loan loan) {
        Instant estimate = storeClock.now();
        if (estimate == null) return null;
        Locked recent = lockRecentOrders(handle, commands, estimate);
        Instant now = (testClock == null ? recent.now() : testClock.instant()).truncatedTo(ChronoUnit.MICROS);
        WorkingSet state = new WorkingSet();
        for (LoadedOrder loaded : recent.orders()) {
            if (loaded instanceof LoadedOrder.Unreadable || loaded.order().isOverdue(now)) return null;
            state.add(loaded.order());
        }
        Set<Sku> skus = skusOfNewOrders(commands, state);
        List<StockLevel> known = loan.rely(skus);
        known.forEach(state::add);
        UnitOfWork unitOfWork = new UnitOfWork(state, now, ids, Ahead.NOTHING);
        List<Verdict<?>> verdicts = decide(commands, state, unitOfWork);
        if (verdicts == null) return null;
        if (!BatchTransaction.shortfall(commands, verdicts, state).skus().isEmpty()) return null;
        Instant storeTime = skus.isEmpty() ? recent.now() : write(handle, unitOfWork.rows(), known);
        return new Decided(verdicts, true, List.of(), state.stocks(), storeTime);
    }

    /** Orders that are sent again are looked up. */
    private Locked lockRecentOrders(Handle handle, List<? extends Command<?>> commands, Instant estimate) {
        Set<OrderId> recent = new TreeSet<>();
        for (Command<?> command : commands)
            if (command instanceof OrderCommand<?> onOrder && recentOrders.mayContain(onOrder.orderId()))
                recent.add(onOrder.orderId());
        return recent.isEmpty()
                ? new Locked(List.of(), estimate, List.of())
                : dialect.lock(handle, List.copyOf(recent), List.of());
    }

    private static Set<Sku> skusOfNewOrders(List<? extends Command<?>> commands, WorkingSet state) {
        Set<Sku> skus = new TreeSet<>();
        for (Command<?> command : commands)
            if (command instanceof AllocateCommand<?> allocate && state.order(allocate.orderId()) == null)
                for (OrderLine line : allocate.lines()) skus.add(line.sku());
        return skus;
    }

    /** Null if one of the commands is refused: that may rest on what is known, and is proved by nothing that is written. */
    private @Nullable List<Verdict<?>> decide(
            List<? extends Command<?>> commands, WorkingSet state, UnitOfWork unitOfWork) {
        List<Verdict<?>> verdicts = new ArrayList<>(commands.size());
        for (Command<?> command : commands) {
            Verdict<?> verdict;
            try {
                verdict = decider.decide(command, state, unitOfWork.now(), unitOfWork::add);
            } catch (RuntimeException e) {
                // with what is locked it may go well; if not, that command alone is refused, and why is logged
                return null;
            }
            if (verdict instanceof Verdict.Refusal<?>) return null;
            verdicts.add(verdict);
        }
        return verdicts;
    }

    /** A stock that is changed is proved by that; where one is not, all are compared. */
    private Instant write(Handle handle, Rows rows, List<StockLevel> known) {
        try {
            return dialect.writeKnown(handle, rows, rows.stocks().size() < known.size() ? known : List.of());
        } catch (RuntimeException e) {
            if (Fault.isNotAsKnown(e)) throw new NotAsKnownException(e);
            throw e;
        }
    }
}
