package io.inventory;

import java.util.Optional;

/**
 * Lists all stocks, sorted by SKU.
 *
 * @param pageSize 1 to {@link Page#SIZE_MAX}
 * @param after the token of the page before, or empty for the first page
 */
public record ListStocks(int pageSize, Optional<PageToken> after) implements Query<Page<Stock>> {
    /** @throws InvalidRequestException naming {@code page_size} or {@code page_token} */
    public ListStocks {
        Page.requireSize(pageSize);
        after.ifPresent(PageToken::sku);
    }
}
