package io.inventory;

/**
 * Something that contradicts something else. Ids are as they are stored, which may be no valid ones.
 *
 * @param kind what is wrong
 * @param skuId of which SKU; empty if it is about no single one
 * @param version of which ledger entry; 0 if it is about no single one
 * @param refId of which order, or operator's request; empty if it is about none
 * @param expected what there should be, by what else is stored
 * @param found what there is
 */
public record LedgerFinding(Kind kind, String skuId, long version, String refId, String expected, String found) {
    /** What is wrong. */
    public enum Kind {
        /** A ledger has a gap, or lacks the entry that left the stock. */
        ENTRY_MISSING,
        /** A balance is not the one before plus the change. */
        BALANCE_DIFFERS,
        /** A SKU has a ledger but no stock. */
        STOCK_MISSING,
        /** A stock is not what its newest entry left. */
        STOCK_DIFFERS,
        /** The order that an entry was made for is not there. */
        ORDER_MISSING,
        /** An order does not know an entry that was made for it: its units were taken, or given back, once too often. */
        ORDER_LACKS_ENTRY,
        /** An entry that an order has made is not there, or is another's. */
        ORDER_ENTRY_MISSING,
        /** An order's entries do not add up to what it still has, as reserved or as sold units. */
        ORDER_DIFFERS,
        /** The operator's request that an entry was made for is not there. */
        REQUEST_MISSING,
        /** The entry that an operator's request has made is not there, or is another's. */
        REQUEST_ENTRY_MISSING,
        /** A recorded answer to an operator's request is not what its entry left. */
        REQUEST_DIFFERS,
        /** A row that leads to a reservation is not what its order holds, or its order is not there. */
        RESERVATION_DIFFERS,
        /** A checkpoint is not what the entries add up to. */
        CHECKPOINT_DIFFERS,
        /** A row can't be read: a newer version wrote it, or somebody other than the inventory. */
        UNREADABLE
    }

    /** In one line, for people. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        if (!skuId.isEmpty()) text.append("SKU ").append(skuId);
        if (version > 0) text.append(", version ").append(version);
        if (!refId.isEmpty()) text.append(text.isEmpty() ? "order " : ", of ").append(refId);
        return text.append(": ")
                .append(kind)
                .append(": expected ")
                .append(expected)
                .append(", found ")
                .append(found)
                .toString();
    }
}
