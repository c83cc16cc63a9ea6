package io.inventory.decision;

import io.inventory.InternalErrorException;
import io.inventory.OrderId;
import io.inventory.RefusedException;
import io.inventory.Sku;
import io.inventory.StockBalance;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What commands are decided against: the orders, stocks and requests that they name, as far as these exist. A store
 * fills it with what it has locked; {@link #apply} then brings it forward from decision to decision. Not thread-safe.
 */
public final class WorkingSet {
    private final Map<OrderId, OrderRecord> orders = new HashMap<>();
    private final Map<Sku, StockLevel> stocks = new HashMap<>();
    private final Map<RequestKey, RequestRecord> requests = new HashMap<>();
    private final Map<BalanceKey, StockBalance> balances = new HashMap<>();
    private final Map<BalanceKey, Instant> archived = new HashMap<>();

    /** Adds an order that is recorded. */
    public void add(OrderRecord order) {
        orders.put(order.id(), order);
    }

    /** Adds a stock that exists. */
    public void add(StockLevel stock) {
        stocks.put(stock.sku(), stock);
    }

    /** Adds an operator's request that is recorded. */
    public void add(RequestRecord request) {
        requests.put(request.key(), request);
    }

    /** Forgets the balances: they are for one command, or for one batch of them. */
    public void clearBalances() {
        balances.clear();
        archived.clear();
    }

    /** Adds what the ledger has for a time in the past, if the SKU existed then. */
    public void add(BalanceKey key, StockBalance balance) {
        balances.put(key, balance);
    }

    /** Adds that the ledger of that time is not kept any more, but archived up to another. */
    public void addArchived(BalanceKey key, Instant until) {
        archived.put(key, until);
    }

    /** The order of that id, if it is recorded. */
    public @Nullable OrderRecord order(OrderId id) {
        return orders.get(id);
    }

    /** The orders, in no order. */
    public Collection<OrderRecord> orders() {
        return Collections.unmodifiableCollection(orders.values());
    }

    /** The stock of that SKU, if it exists. */
    public @Nullable StockLevel stock(Sku sku) {
        return stocks.get(sku);
    }

    /** The stocks, in no order. */
    public Collection<StockLevel> stocks() {
        return Collections.unmodifiableCollection(stocks.values());
    }

    /** The request of that key, if it is recorded. */
    public @Nullable RequestRecord request(RequestKey key) {
        return requests.get(key);
    }

    /**
     * What the ledger has for that time, if the SKU existed then.
     *
     * @throws RefusedException if that is archived
     */
    @Nullable
    StockBalance balance(BalanceKey key) {
        Instant until = archived.get(key);
        if (until != null) throw RefusedException.ledgerArchived(key.sku(), until);
        return balances.get(key);
    }

    /**
     * The stock of a SKU that a recorded order took units of, and which therefore exists.
     *
     * @throws InternalErrorException if it does not, as in a store that was restored in part
     */
    StockLevel stockOfOrder(Sku sku) {
        StockLevel stock = stocks.get(sku);
        if (stock == null)
            throw new InternalErrorException("an order holds units of SKU " + sku + ", which has no stock");
        return stock;
    }

    /** Makes the changes of a decision the state that the next one meets. */
    public void apply(Changes changes) {
        if (changes.order() != null) add(changes.order());
        if (changes.request() != null) add(changes.request());
        for (Movement movement : changes.movements()) add(movement.after());
    }
}
