package io.inventory.jdbi.sql;

import io.inventory.OrderId;
import java.util.Map;

/**
 * A row that this version can't read: a newer version wrote it, or somebody other than the inventory. The message, one
 * line, names the row and the value.
 */
public final class UnreadableRowException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String idName;
    private final String id;

    private UnreadableRowException(String row, String idName, String id, UnreadableValueException value) {
        super(row + " has " + value.getMessage(), null, false, false);
        this.idName = idName;
        this.id = id;
    }

    static UnreadableRowException order(OrderId orderId, UnreadableValueException value) {
        return new UnreadableRowException("order " + orderId, "order_id", orderId.value(), value);
    }

    /** An order whose id breaks the rules for one. */
    public static UnreadableRowException orderId(String orderId) {
        UnreadableValueException value =
                UnreadableValueException.malformed("an order_id", "'" + UnreadableValueException.shown(orderId) + "'");
        return new UnreadableRowException("an overdue reservation", "order_id", orderId, value);
    }

    static UnreadableRowException stock(String sku, UnreadableValueException value) {
        return new UnreadableRowException("a stock", "sku_id", sku, value);
    }

    static UnreadableRowException ledgerEntry(String sku, long version, UnreadableValueException value) {
        String row = "ledger entry " + version + " of SKU " + UnreadableValueException.shown(sku);
        return new UnreadableRowException(row, "sku_id", sku, value);
    }

    static UnreadableRowException ledgerEntries(String sku, UnreadableValueException value) {
        String row = "a ledger entry of SKU " + UnreadableValueException.shown(sku);
        return new UnreadableRowException(row, "sku_id", sku, value);
    }

    static UnreadableRowException checkpoint(String sku, long version, UnreadableValueException value) {
        String row = "the checkpoint of version " + version + " of SKU " + UnreadableValueException.shown(sku);
        return new UnreadableRowException(row, "sku_id", sku, value);
    }

    static UnreadableRowException signal(String sku, long version, UnreadableValueException value) {
        String row = "the signal of version " + version + " of SKU " + UnreadableValueException.shown(sku);
        return new UnreadableRowException(row, "sku_id", sku, value);
    }

    /** Identifies the order or SKU, in the form of {@link io.inventory.InventoryException#ids()}. */
    public Map<String, String> ids() {
        return Map.of(idName, id);
    }
}
