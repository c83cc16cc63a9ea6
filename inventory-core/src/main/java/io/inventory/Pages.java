package io.inventory;

import java.util.Collections;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The items of a listing one after another: reads a page when the one before is used up, and keeps no more than one. */
final class Pages<T> implements Iterator<T> {
    private final Function<Optional<PageToken>, Page<T>> read;
    private Iterator<T> items = Collections.emptyIterator();
    private Optional<PageToken> next = Optional.empty();
    private boolean readOne;

    private Pages(Function<Optional<PageToken>, Page<T>> read) {
        this.read = read;
    }

    /** @param read reads the page after a token */
    static <T> Stream<T> stream(Function<Optional<PageToken>, Page<T>> read) {
        int characteristics = Spliterator.ORDERED | Spliterator.NONNULL;
        return StreamSupport.stream(Spliterators.spliteratorUnknownSize(new Pages<>(read), characteristics), false);
    }

    @Override
    public boolean hasNext() {
        while (!items.hasNext()) {
            if (readOne && next.isEmpty()) return false;
            Page<T> page = read.apply(next);
            readOne = true;
            items = page.items().iterator();
            next = page.next();
        }
        return true;
    }

    @Override
    public T next() {
        if (!hasNext()) throw new NoSuchElementException("the listing is over");
        return items.next();
    }
}
