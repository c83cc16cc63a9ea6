package io.inventory;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

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

    /** Makes a page of the first {@code size} of {@code found}; what is beyond them shows that another page follows. */
    static <T> Page<T> of(List<T> found, int size, Function<T, PageToken> tokenOfLast) {
        if (found.size() <= size) return new Page<>(found, Optional.empty());
        List<T> items = found.subList(0, size);
        return new Page<>(items, Optional.of(tokenOfLast.apply(items.get(size - 1))));
    }

    static void requireSize(int pageSize) {
        if (pageSize < 1 || pageSize > SIZE_MAX)
            throw new InvalidRequestException("page_size", "must be 1 to " + SIZE_MAX + ", is " + pageSize);
    }
}
