package io.inventory;

import java.util.List;
import java.util.Optional;

/**
 * One page of a listing.
 *
 * @param items what it holds
 * @param next the token of the page after it; empty on the last
 */
public record Page<T>(List<T> items, Optional<PageToken> next) {
    /** What holds where the caller names no page size. */
    public static final int SIZE_DEFAULT = 100;
    /** The largest page. */
    public static final int SIZE_MAX = 1_000;

    /** Copies the list. */
    public Page {
        items = List.copyOf(items);
    }

    static void requireSize(int pageSize) {
        if (pageSize < 1 || pageSize > SIZE_MAX)
            throw new InvalidRequestException("page_size", "must be 1 to " + SIZE_MAX + ", is " + pageSize);
    }
}
