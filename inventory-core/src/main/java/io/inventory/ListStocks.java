package io.inventory;

import java.util.List;
import java.util.Optional;

/**
 * Lists all stocks, sorted by SKU. What is created or changed while the pages are read may or may not show; nothing shows
 * twice.
 *
 * @param pageSize 1 to {@link Page#SIZE_MAX}
 * @param after the token of the page before, or empty for the first page
 */
public record ListStocks(int pageSize, Optional<PageToken> after) implements Query<Page<Stock>> {
    private static final List<String> LISTING = List.of("stocks");

    /** @throws InvalidRequestException naming {@code page_size} */
    public ListStocks {
        Page.requireSize(pageSize);
    }

    /** Begins after a SKU, whether there is one of that name or not: so a listing can begin anywhere. */
    public static ListStocks after(int pageSize, Sku sku) {
        return new ListStocks(pageSize, Optional.of(PageToken.of(LISTING, sku.value())));
    }

    /**
     * For a store: the SKU that the page begins after; empty for the first page.
     *
     * @throws InvalidRequestException naming {@code page_token}, if it is not one of this listing
     */
    public Optional<Sku> afterSku() {
        return after.map(token -> {
            try {
                return new Sku(token.position(LISTING));
            } catch (InvalidRequestException e) {
                throw PageToken.invalid();
            }
        });
    }

    /**
     * For a store: the page that its findings make.
     *
     * @param found the stocks after {@link #afterSku()}, sorted, up to one more than the page holds
     */
    public Page<Stock> page(List<Stock> found) {
        return Page.of(found, pageSize, last -> PageToken.of(LISTING, last.sku().value()));
    }
}
