package io.inventory.jdbi.sql;

import io.inventory.AsOf;
import io.inventory.BatchGetStock;
import io.inventory.BatchGetStockAsOf;
import io.inventory.CheckStock;
import io.inventory.ExplainStock;
import io.inventory.GetOrder;
import io.inventory.GetStock;
import io.inventory.GetStockAsOf;
import io.inventory.LedgerEntry;
import io.inventory.ListOrderLedger;
import io.inventory.ListSignals;
import io.inventory.ListSkuLedger;
import io.inventory.ListStocks;
import io.inventory.NotFoundException;
import io.inventory.Order;
import io.inventory.OrderId;
import io.inventory.OrderLine;
import io.inventory.Page;
import io.inventory.Query;
import io.inventory.RefusedException;
import io.inventory.Sku;
import io.inventory.Stock;
import io.inventory.StockBalance;
import io.inventory.StockBalances;
import io.inventory.StockCheck;
import io.inventory.Stocks;
import io.inventory.TimeRange;
import io.inventory.decision.Availability;
import io.inventory.decision.LedgerKey;
import io.inventory.decision.LedgerTime;
import io.inventory.decision.OrderLedger;
import io.inventory.decision.OrderRecord;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Answers queries, each from one statement on committed rows, without locks; what was in the past takes some more, on rows
 * that never change, and signals are put in order before. A stock is explained within a snapshot. A query that reads a row which this version
 * can't understand fails with an {@link UnreadableRowException}: nothing is left out of an answer.
 */
public final class Queries {
    private final Dialect dialect;
    private final @Nullable Clock testClock;
    private final SignalFeed signals;
    private final Checkpoints checkpoints;
    private final LedgerExplanations explanations;

    /**
     * @param testClock what is the future; null for the store's time
     * @param signalRetention for how long signals are kept
     */
    public Queries(Dialect dialect, @Nullable Clock testClock, Duration signalRetention) {
        this.dialect = dialect;
        this.testClock = testClock;
        signals = new SignalFeed(dialect, this::now, signalRetention);
        checkpoints = new Checkpoints(dialect);
        explanations = new LedgerExplanations(dialect);
    }

    /** The query's type parameter is that of its kind's answer. */
    @SuppressWarnings("unchecked")
    public <A> A answer(Handle handle, Query<A> query) {
        if (query instanceof GetStock get) return (A) stock(handle, get.sku());
        if (query instanceof GetStockAsOf get) return (A) balance(handle, get);
        if (query instanceof BatchGetStockAsOf batch) return (A) balances(handle, batch);
        if (query instanceof BatchGetStock batch) return (A) stocks(handle, batch.skus());
        if (query instanceof CheckStock check) return (A) check(handle, check.lines());
        if (query instanceof GetOrder get) return (A) order(handle, get.orderId());
        if (query instanceof ListStocks list) return (A) list(handle, list);
        if (query instanceof ExplainStock explain)
            return (A) dialect.inSnapshot(handle, snapshot -> explanations.explain(snapshot, explain));
        if (query instanceof ListSkuLedger list) return (A) ledger(handle, list);
        if (query instanceof ListSignals list) return (A) signals.list(handle, list);
        return (A) ledger(handle, (ListOrderLedger) query);
    }

    /**
     * To be done before signals are listed, and committed: a list that fails must not take it back.
     *
     * @return whether {@link #pruneSignals} is to be done as well
     */
    public boolean numberSignals(Handle handle) {
        signals.numberAll(handle);
        return signals.isPruneDue(handle);
    }

    /** Deletes the signals that were kept for long enough. */
    public void pruneSignals(Handle handle) {
        signals.prune(handle);
    }

    /** To be done before a stock is explained, and committed: the next one begins there. */
    public boolean addUp(Handle handle, Sku sku) {
        checkpoints.addUp(handle, sku.value());
        return true;
    }

    /** What has to be done from time to time, whether somebody asks or not; returns whether there is more. */
    public boolean upkeep(Handle handle) {
        boolean more = signals.upkeep(handle);
        return checkpoints.upkeep(handle) || more;
    }

    private Stock stock(Handle handle, Sku sku) {
        List<Stock> found = dialect.findStocks(handle, List.of(sku));
        if (found.isEmpty()) throw NotFoundException.sku(sku);
        return found.get(0);
    }

    private Stocks stocks(Handle handle, List<Sku> skus) {
        Map<Sku, Stock> found = find(handle, skus);
        List<Stock> stocks = new ArrayList<>(found.size());
        List<Sku> unknown = new ArrayList<>();
        for (Sku sku : skus) {
            Stock stock = found.get(sku);
            if (stock == null) unknown.add(sku);
            else stocks.add(stock);
        }
        return new Stocks(stocks, unknown);
    }

    private StockCheck check(Handle handle, List<OrderLine> lines) {
        Map<Sku, Stock> found = find(handle, lines.stream().map(OrderLine::sku).toList());
        List<StockCheck.Line> checks = new ArrayList<>(lines.size());
        for (OrderLine line : lines) {
            Stock stock = found.get(line.sku());
            checks.add(Availability.check(line, stock == null ? null : stock.sellable()));
        }
        return new StockCheck(checks);
    }

    private Map<Sku, Stock> find(Handle handle, List<Sku> skus) {
        Map<Sku, Stock> found = new HashMap<>();
        for (Stock stock : dialect.findStocks(handle, skus)) found.put(stock.sku(), stock);
        return found;
    }

    private static Order order(Handle handle, OrderId orderId) {
        return record(handle, orderId)
                .orElseThrow(() -> NotFoundException.order(orderId))
                .view();
    }

    private static Optional<OrderRecord> record(Handle handle, OrderId orderId) {
        return handle.attach(OrdersTable.class).find(orderId.value()).stream()
                .findFirst()
                .map(LoadedOrder::order);
    }

    private Page<Stock> list(Handle handle, ListStocks list) {
        String after = list.afterSku().map(Sku::value).orElse("");
        return list.page(dialect.pageStocks(handle, after, list.pageSize() + 1));
    }

    private StockBalance balance(Handle handle, GetStockAsOf query) {
        long newest = stock(handle, query.sku()).version();
        if (query.asOf() instanceof AsOf.Version wanted) {
            if (wanted.version() > newest)
                throw RefusedException.asOfInTheFuture(query.sku(), wanted.version(), newest);
            return dialect.findEntries(handle, List.of(new LedgerKey(query.sku(), wanted.version()))).stream()
                    .findFirst()
                    .map(StockBalance::after)
                    .orElseGet(() -> new ArchivedLedgers(handle).balance(query.sku(), wanted.version()));
        }
        Instant time = ((AsOf.Time) query.asOf()).time();
        LedgerTime.requirePast(time, now(handle));
        StockBalance balance = new LedgerTimes(dialect, handle)
                .balances(Map.of(query.sku(), newest), time)
                .get(query.sku());
        if (balance == null) throw RefusedException.asOfBeforeFirstEntry(query.sku(), time);
        return balance;
    }

    private StockBalances balances(Handle handle, BatchGetStockAsOf query) {
        LedgerTime.requirePast(query.asOf(), now(handle));
        Map<Sku, Long> newest = new HashMap<>();
        find(handle, query.skus()).forEach((sku, stock) -> newest.put(sku, stock.version()));
        Map<Sku, StockBalance> found = new LedgerTimes(dialect, handle).balances(newest, query.asOf());
        List<Sku> unknown =
                query.skus().stream().filter(sku -> !found.containsKey(sku)).toList();
        return new StockBalances(List.copyOf(found.values()), unknown);
    }

    private Instant now(Handle handle) {
        return testClock == null ? dialect.now(handle) : testClock.instant();
    }

    private Page<LedgerEntry> ledger(Handle handle, ListSkuLedger list) {
        long after = 0;
        long before = list.beforeVersion();
        if (!list.range().equals(TimeRange.ALWAYS)) {
            List<Stock> stock = dialect.findStocks(handle, List.of(list.sku()));
            if (stock.isEmpty()) return list.page(List.of());
            LedgerTimes times = new LedgerTimes(dialect, handle);
            long newest = stock.get(0).version();
            // from the begin on is what is kept, and not a time that would have to be found
            if (list.range().from().isAfter(stock.get(0).createdAt()))
                after = times.versionBefore(list.sku(), newest, list.range().from());
            before = Math.min(
                    before, times.versionBefore(list.sku(), newest, list.range().until()) + 1);
        }
        List<LedgerEntry> found =
                handle.attach(LogsTable.class).page(list.sku().value(), after, before, list.pageSize() + 1);
        Page<LedgerEntry> page =
                after == 0 && found.size() <= list.pageSize() ? lastPage(handle, list, found) : list.page(found);
        // the first version of the schema was written with times that may go back by milliseconds
        List<LedgerEntry> within = page.items().stream()
                .filter(entry -> list.range().contains(entry.createdAt()))
                .toList();
        return new Page<>(within, page.next());
    }

    /** The page with the oldest entries that are kept. */
    private static Page<LedgerEntry> lastPage(Handle handle, ListSkuLedger list, List<LedgerEntry> found) {
        boolean isWhole = !found.isEmpty() && found.get(found.size() - 1).version() == 1;
        if (isWhole || list.beforeVersion() == 1) return list.page(found);
        Optional<Checkpoint> archived =
                new ArchivedLedgers(handle).of(list.sku().value());
        if (archived.isEmpty()) return list.page(found);
        if (found.isEmpty())
            throw RefusedException.ledgerArchived(list.sku(), archived.get().createdAt());
        return list.lastPageKept(found);
    }

    private Page<LedgerEntry> ledger(Handle handle, ListOrderLedger list) {
        List<LedgerKey> keys =
                record(handle, list.orderId()).map(OrderLedger::keys).orElse(List.of());
        List<LedgerEntry> found = keys.isEmpty() ? List.of() : dialect.findEntries(handle, keys);
        if (found.size() < keys.size()) requireNoneArchived(handle, keys, found);
        return OrderLedger.page(list, found);
    }

    private static void requireNoneArchived(Handle handle, List<LedgerKey> keys, List<LedgerEntry> found) {
        Set<LedgerKey> missing = new HashSet<>(keys);
        for (LedgerEntry entry : found) missing.remove(new LedgerKey(entry.sku(), entry.version()));
        ArchivedLedgers archived = new ArchivedLedgers(handle);
        for (LedgerKey key : missing)
            archived.of(key.sku().value())
                    .filter(last -> last.version() >= key.version())
                    .ifPresent(last -> {
                        throw RefusedException.ledgerArchived(key.sku(), last.createdAt());
                    });
    }
}
