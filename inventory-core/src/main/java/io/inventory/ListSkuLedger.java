package io.inventory;

import java.util.Optional;

/**
 * Lists the ledger of one SKU, newest first; empty for a SKU that does not exist.
 *
 * @param sku whose
 * @param pageSize 1 to {@link Page#SIZE_MAX}
 * @param after the token of the page before, or empty for the first page
 */
public record ListSkuLedger(Sku sku, int pageSize, Optional<PageToken> after) implements Query<Page<LedgerEntry>> {
    /** @throws InvalidRequestException naming {@code page_size} or {@code page_token} */
    public ListSkuLedger {
        Page.requireSize(pageSize);
        after.ifPresent(PageToken::version);
    }
}
