package io.inventory;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Lists the ledger entries that one order made, newest first; empty for an order that is not known. What is written while
 * the pages are read does not move them.
 *
 * @param orderId whose
 * @param pageSize 1 to {@link Page#SIZE_MAX}
 * @param after the token of the page before, or empty for the first page; of the same range
 * @param range when the entries were written
 */
public record ListOrderLedger(OrderId orderId, int pageSize, Optional<PageToken> after, TimeRange range)
        implements Query<Page<LedgerEntry>> {
    /** @throws InvalidRequestException naming {@code page_size} */
    public ListOrderLedger {
        Page.requireSize(pageSize);
    }

    /** Of all times. */
    public ListOrderLedger(OrderId orderId, int pageSize, Optional<PageToken> after) {
        this(orderId, pageSize, after, TimeRange.ALWAYS);
    }

    /**
     * For a store: the id of the entry that the page begins after, on the way to older ones; empty for the first page.
     *
     * @throws InvalidRequestException naming {@code page_token}, if it is not one of this listing
     */
    public Optional<UUID> beforeEntry() {
        return after.map(token -> {
            try {
                return UUID.fromString(token.position(listing()));
            } catch (IllegalArgumentException e) {
                throw PageToken.invalid();
            }
        });
    }

    /**
     * For a store: the page that its findings make.
     *
     * @param found the order's entries before {@link #beforeEntry()}, newest first, up to one more than the page holds
     */
    public Page<LedgerEntry> page(List<LedgerEntry> found) {
        return Page.of(
                found, pageSize, last -> PageToken.of(listing(), last.id().toString()));
    }

    private List<String> listing() {
        return range.listing("order-ledger", orderId.value());
    }
}
