package io.inventory.jdbi.sql;

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
import io.inventory.OrderLine;
import io.inventory.Page;
import io.inventory.Query;
import io.inventory.Sku;
import io.inventory.Stock;
import io.inventory.StockCheck;
import io.inventory.Stocks;
import io.inventory.decision.Availability;
import io.inventory.decision.LedgerKey;
import io.inventory.decision.OrderLedger;
import io.inventory.decision.OrderRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * Answers queries, each from one statement on committed rows, without locks. A query that reads a row which this version
 * can't understand fails with an {@link UnreadableRowException}: nothing is left out of an answer.
 */
public final class Queries {
    private final Dialect dialect;

    public Queries(Dialect dialect) {
        this.dialect = dialect;
    }

    /** The query's type parameter is that of its kind's answer. */
    @SuppressWarnings("unchecked")
    public <A> A answer(Handle handle, Query<A> query) {
        if (query instanceof GetStock get) return (A) stock(handle, get.sku());
        if (query instanceof BatchGetStock batch) return (A) stocks(handle, batch.skus());
        if (query instanceof CheckStock check) return (A) check(handle, check.lines());
        if (query instanceof GetOrder get) return (A) order(handle, get.orderId());
        if (query instanceof ListStocks list) return (A) list(handle, list);
        if (query instanceof ListSkuLedger list) return (A) ledger(handle, list);
        return (A) ledger(handle, (ListOrderLedger) query);
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
            checks.add(Availability.check(line, stock == null ? null : stock.available()));
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

    private static Page<LedgerEntry> ledger(Handle handle, ListSkuLedger list) {
        return list.page(
                handle.attach(LogsTable.class).page(list.sku().value(), list.beforeVersion(), list.pageSize() + 1));
    }

    private Page<LedgerEntry> ledger(Handle handle, ListOrderLedger list) {
        List<LedgerKey> keys =
                record(handle, list.orderId()).map(OrderLedger::keys).orElse(List.of());
        return OrderLedger.page(list, keys.isEmpty() ? List.of() : dialect.findEntries(handle, keys));
    }
}
