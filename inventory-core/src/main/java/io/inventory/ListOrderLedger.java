package io.inventory;

import java.util.Optional;

/**
 * Lists the ledger entries that one order made, newest first; empty for an order that is not known.
 *
 * @param orderId whose
 * @param pageSize 1 to {@link Page#SIZE_MAX}
 * @param after the token of the page before, or empty for the first page
 */
public record ListOrderLedger(OrderId orderId, int pageSize, Optional<PageToken> after)
        implements Query<Page<LedgerEntry>> {
    /** @throws InvalidRequestException naming {@code page_size} or {@code page_token} */
    public ListOrderLedger {
        Page.requireSize(pageSize);
        after.ifPresent(PageToken::entryId);
    }
}
