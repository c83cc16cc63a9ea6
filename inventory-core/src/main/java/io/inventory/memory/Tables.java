package io.inventory.memory;

import io.inventory.BatchGetStock;
import io.inventory.CheckStock;
import io.inventory.GetOrder;
import io.inventory.GetStock;
import io.inventory.LedgerEntry;
import io.inventory.ListOrderLedger;
import io.inventory.ListSkuLedger;
import io.inventory.ListStocks;
import io.inventory.NotFoundException;
import io.inventory.Order;
import io.inventory.OrderId;
import io.inventory.Page;
import io.inventory.Query;
import io.inventory.Sku;
import io.inventory.Stock;
import io.inventory.StockCheck;
import io.inventory.Stocks;
import io.inventory.decision.Availability;
import io.inventory.decision.LedgerIds;
import io.inventory.decision.LedgerKey;
import io.inventory.decision.Movement;
import io.inventory.decision.OrderLedger;
import io.inventory.decision.OrderRecord;
import io.inventory.decision.StockLevel;
import io.inventory.decision.WorkingSet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/** What a database would hold, and the queries on it. Not thread-safe. */
final class Tables {
    private final WorkingSet state = new WorkingSet();
    private final NavigableMap<Sku, List<LedgerEntry>> ledgers = new TreeMap<>();
    private final LedgerIds ids = new LedgerIds();

    WorkingSet state() {
        return state;
    }

    /** Writes the ledger entries of a decision; the state itself it has applied already. */
    void store(List<Movement> movements, Instant now) {
        for (Movement movement : movements)
            ledgers.computeIfAbsent(movement.sku(), sku -> new ArrayList<>())
                    .add(new LedgerEntry(
                            ids.next(now.toEpochMilli()),
                            movement.sku(),
                            movement.version(),
                            movement.change(),
                            movement.reservedChange(),
                            movement.availableAfter(),
                            movement.reservedAfter(),
                            movement.reason(),
                            movement.note(),
                            movement.refId(),
                            now));
    }

    /** The query's type parameter is that of its kind's answer. */
    @SuppressWarnings("unchecked")
    <A> A answer(Query<A> query) {
        if (query instanceof GetStock get) return (A) stock(get.sku());
        if (query instanceof BatchGetStock batch) return (A) stocks(batch.skus());
        if (query instanceof CheckStock check) return (A) check(check);
        if (query instanceof GetOrder get) return (A) order(get.orderId());
        if (query instanceof ListStocks list) return (A) list(list);
        if (query instanceof ListSkuLedger list) return (A) ledger(list);
        return (A) ledger((ListOrderLedger) query);
    }

    private Stock stock(Sku sku) {
        List<LedgerEntry> ledger = ledgers.get(sku);
        if (ledger == null) throw NotFoundException.sku(sku);
        LedgerEntry newest = ledger.get(ledger.size() - 1);
        return new Stock(
                sku,
                newest.availableAfter(),
                newest.reservedAfter(),
                newest.version(),
                ledger.get(0).createdAt(),
                newest.createdAt());
    }

    private Stocks stocks(List<Sku> skus) {
        List<Stock> known =
                skus.stream().filter(ledgers::containsKey).map(this::stock).toList();
        return new Stocks(
                known, skus.stream().filter(sku -> !ledgers.containsKey(sku)).toList());
    }

    private StockCheck check(CheckStock check) {
        return new StockCheck(check.lines().stream()
                .map(line -> {
                    StockLevel stock = state.stock(line.sku());
                    return Availability.check(line, stock == null ? null : stock.available());
                })
                .toList());
    }

    private Order order(OrderId orderId) {
        OrderRecord order = state.order(orderId);
        if (order == null) throw NotFoundException.order(orderId);
        return order.view();
    }

    private Page<Stock> list(ListStocks list) {
        Collection<Sku> skus = list.afterSku()
                .map(after -> ledgers.tailMap(after, false))
                .orElse(ledgers)
                .keySet();
        return list.page(
                skus.stream().limit(list.pageSize() + 1L).map(this::stock).toList());
    }

    private Page<LedgerEntry> ledger(ListSkuLedger list) {
        List<LedgerEntry> ledger = ledger(list.sku());
        long before = list.beforeVersion();
        List<LedgerEntry> newestFirst = new ArrayList<>();
        for (int i = ledger.size() - 1; i >= 0 && newestFirst.size() <= list.pageSize(); i--)
            if (ledger.get(i).version() < before) newestFirst.add(ledger.get(i));
        return list.page(newestFirst);
    }

    private Page<LedgerEntry> ledger(ListOrderLedger list) {
        OrderRecord order = state.order(list.orderId());
        List<LedgerKey> keys = order == null ? List.of() : OrderLedger.keys(order);
        return OrderLedger.page(
                list,
                keys.stream()
                        .map(key -> ledger(key.sku()).get((int) (key.version() - 1)))
                        .toList());
    }

    private List<LedgerEntry> ledger(Sku sku) {
        return ledgers.getOrDefault(sku, List.of());
    }
}
