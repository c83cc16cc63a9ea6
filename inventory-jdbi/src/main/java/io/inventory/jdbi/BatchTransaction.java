package io.inventory.jdbi;

import io.inventory.Command;
import io.inventory.OrderCommand;
import io.inventory.OrderId;
import io.inventory.OrderStatus;
import io.inventory.Sku;
import io.inventory.StockCommand;
import io.inventory.TakeCommand;
import io.inventory.decision.Decider;
import io.inventory.decision.LedgerIds;
import io.inventory.decision.LineRecord;
import io.inventory.decision.OrderRecord;
import io.inventory.decision.RequestKey;
import io.inventory.decision.RequestRecord;
import io.inventory.decision.Verdict;
import io.inventory.decision.WorkingSet;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;

/**
 * What happens to a list of commands between begin and commit: lock, read the time, load, decide one after another, write.
 * Order locks come before stock locks, both in sorted order, so that transactions can't wait for each other in a circle.
 */
final class BatchTransaction {
    private final Dialect dialect;
    private final Function<Handle, Instant> clock;
    private final LedgerIds ids = new LedgerIds();

    BatchTransaction(Dialect dialect, Function<Handle, Instant> clock) {
        this.dialect = dialect;
        this.clock = clock;
    }

    /**
     * Decides the commands in the order given and writes what they change; begins and commits nothing.
     *
     * @return a verdict for each command, in the same order; they hold once the transaction is committed
     * @throws TwinCommittedException if the transaction must be aborted and run again
     */
    List<Verdict<?>> run(Handle handle, List<? extends Command<?>> commands) {
        WorkingSet state = new WorkingSet();
        lockOrders(handle, commands, state);
        // read after the locks were waited for: an order that expired during the wait is overdue
        Instant now = clock.apply(handle).truncatedTo(ChronoUnit.MICROS);
        lockStocks(handle, commands, state);
        // read after the locks were waited for: whoever meets the stock as its twin left it must meet the twin's answer
        loadRequests(handle, commands, state);
        Writes writes = new Writes(state, now, ids);
        List<Verdict<?>> verdicts = new ArrayList<>(commands.size());
        for (Command<?> command : commands) verdicts.add(Decider.decide(command, state, now, writes::add));
        writes.flush(handle, dialect);
        return verdicts;
    }

    private void lockOrders(Handle handle, List<? extends Command<?>> commands, WorkingSet state) {
        Set<OrderId> orderIds = new TreeSet<>();
        for (Command<?> command : commands)
            if (command instanceof OrderCommand<?> orderCommand) orderIds.add(orderCommand.orderId());
        if (orderIds.isEmpty()) return;
        for (OrderRecord order : dialect.lockOrders(handle, List.copyOf(orderIds))) state.add(order);
    }

    private static void loadRequests(Handle handle, List<? extends Command<?>> commands, WorkingSet state) {
        Set<RequestKey> keys = new LinkedHashSet<>();
        for (Command<?> command : commands)
            if (command instanceof StockCommand stockCommand) keys.add(RequestKey.of(stockCommand));
        if (keys.isEmpty()) return;
        RequestsTable table = handle.attach(RequestsTable.class);
        for (RequestKey key : keys)
            for (RequestRecord request :
                    table.find(key.sku().value(), key.requestId().value())) state.add(request);
    }

    private void lockStocks(Handle handle, List<? extends Command<?>> commands, WorkingSet state) {
        Set<Sku> skus = new TreeSet<>();
        for (Command<?> command : commands) {
            if (command instanceof StockCommand stockCommand) skus.add(stockCommand.sku());
            if (command instanceof TakeCommand<?> take && state.order(take.orderId()) == null)
                take.lines().forEach(line -> skus.add(line.sku()));
        }
        for (OrderRecord order : state.orders())
            if (mayMoveUnits(order)) for (LineRecord line : order.lines()) skus.add(line.sku());
        if (skus.isEmpty()) return;
        dialect.lockStocks(handle, List.copyOf(skus)).forEach(state::add);
    }

    /** An order that is over is answered from its row alone. */
    private static boolean mayMoveUnits(OrderRecord order) {
        return order.status() == OrderStatus.DEDUCTED || order.status() == OrderStatus.RESERVED;
    }
}
