package io.inventory;

import java.util.List;
import java.util.Optional;

/**
 * Lists the ledger of one SKU, newest first; empty for a SKU that does not exist. What is written while the pages are read
 * does not move them.
 *
 * @param sku whose
 * @param pageSize 1 to {@link Page#SIZE_MAX}
 * @param after the token of the page before, or empty for the first page; of the same range
 * @param range when the entries were written
 */
public record ListSkuLedger(Sku sku, int pageSize, Optional<PageToken> after, TimeRange range)
        implements Query<Page<LedgerEntry>> {
    /** @throws InvalidRequestException naming {@code page_size} */
    public ListSkuLedger {
        Page.requireSize(pageSize);
    }

    /** Of all times. */
    public ListSkuLedger(Sku sku, int pageSize, Optional<PageToken> after) {
        this(sku, pageSize, after, TimeRange.ALWAYS);
    }

    /**
     * For a store: the version that the page begins below; {@link Long#MAX_VALUE} for the first page.
     *
     * @throws InvalidRequestException naming {@code page_token}, if it is not one of this listing
     */
    public long beforeVersion() {
        if (after.isEmpty()) return Long.MAX_VALUE;
        try {
            return Long.parseLong(after.get().position(listing()));
        } catch (NumberFormatException e) {
            throw PageToken.invalid();
        }
    }

    /**
     * For a store: the page that its findings make.
     *
     * @param found the SKU's entries of the range below {@link #beforeVersion()}, newest first, up to one more than the page holds
     */
    public Page<LedgerEntry> page(List<LedgerEntry> found) {
        return Page.of(found, pageSize, last -> PageToken.of(listing(), Long.toString(last.version())));
    }

    /**
     * For a store: the same where there were older entries, which are not kept any more. Whoever goes on after it is told so.
     *
     * @param found at least one
     */
    public Page<LedgerEntry> lastPageKept(List<LedgerEntry> found) {
        long last = found.get(found.size() - 1).version();
        return new Page<>(found, Optional.of(PageToken.of(listing(), Long.toString(last))));
    }

    private List<String> listing() {
        return range.listing("sku-ledger", sku.value());
    }
}
