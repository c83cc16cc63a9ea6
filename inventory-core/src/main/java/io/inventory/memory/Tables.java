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
import io.inventory.PageToken;
import io.inventory.Query;
import io.inventory.Sku;
import io.inventory.Stock;
import io.inventory.StockCheck;
import io.inventory.Stocks;
import io.inventory.decision.Availability;
import io.inventory.decision.LedgerIds;
import io.inventory.decision.Movement;
import io.inventory.decision.OrderRecord;
import io.inventory.decision.StockLevel;
import io.inventory.decision.WorkingSet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

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
        Collection<Sku> skus = list.after()
                .map(token -> ledgers.tailMap(token.sku(), false))
                .orElse(ledgers)
                .keySet();
        List<Stock> stocks =
                skus.stream().limit(list.pageSize() + 1L).map(this::stock).toList();
        return page(stocks, list.pageSize(), stock -> PageToken.of(stock.sku()));
    }

    private Page<LedgerEntry> ledger(ListSkuLedger list) {
        List<LedgerEntry> ledger = ledger(list.sku());
        long end = list.after().map(PageToken::version).orElse(Long.MAX_VALUE);
        List<LedgerEntry> newestFirst = new ArrayList<>();
        for (int i = ledger.size() - 1; i >= 0 && newestFirst.size() <= list.pageSize(); i--)
            if (ledger.get(i).version() < end) newestFirst.add(ledger.get(i));
        return page(newestFirst, list.pageSize(), entry -> PageToken.of(entry.version()));
    }

    private Page<LedgerEntry> ledger(ListOrderLedger list) {
        OrderRecord order = state.order(list.orderId());
        if (order == null) return new Page<>(List.of(), Optional.empty());
        List<LedgerEntry> newestFirst = order.lines().stream()
                .flatMap(line -> line.versions().stream()
                        .map(version -> ledger(line.sku()).get((int) (version - 1))))
                .filter(entry -> list.after()
                        .map(token -> LedgerIds.compare(entry.id(), token.entryId()) < 0)
                        .orElse(true))
                .sorted(Comparator.comparing(LedgerEntry::id, LedgerIds::compare)
                        .reversed())
                .limit(list.pageSize() + 1L)
                .toList();
        return page(newestFirst, list.pageSize(), entry -> PageToken.of(entry.id()));
    }

    private List<LedgerEntry> ledger(Sku sku) {
        return ledgers.getOrDefault(sku, List.of());
    }

    private static <T> Page<T> page(List<T> oneMore, int size, Function<T, PageToken> token) {
        if (oneMore.size() <= size) return new Page<>(oneMore, Optional.empty());
        List<T> items = oneMore.subList(0, size);
        return new Page<>(items, Optional.of(token.apply(items.get(size - 1))));
    }
}
