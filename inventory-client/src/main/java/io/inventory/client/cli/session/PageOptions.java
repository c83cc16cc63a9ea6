package io.inventory.client.cli.session;

import io.inventory.Page;
import io.inventory.PageToken;
import io.inventory.client.cli.output.Column;
import io.inventory.client.cli.output.Rows;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import picocli.CommandLine.Option;

/** How much of a listing is read. */
public final class PageOptions {
    private static final int LIMIT_DEFAULT = 100;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "" + LIMIT_DEFAULT,
            description = "Prints so many at most, and says if there are more. Default: ${DEFAULT-VALUE}")
    private long limit;

    @Option(names = "--all", description = "Prints all there are.")
    private boolean all;

    /**
     * Reads pages and prints what is wanted of them, each as soon as it is there.
     *
     * @param read reads a page of so many, after a token
     */
    public <T> void print(
            Session session,
            List<Column<T>> columns,
            Predicate<T> wanted,
            BiFunction<Integer, Optional<PageToken>, Page<T>> read) {
        if (limit < 1) throw new UsageException("--limit must be 1 or more; --all prints all there are");
        long left = all ? Long.MAX_VALUE : limit;
        try (Rows<T> rows = session.output().rows(columns)) {
            Optional<PageToken> next = Optional.empty();
            // one more than is printed tells whether there are more
            int size = limit < Page.SIZE_MAX && !all ? (int) limit + 1 : Page.SIZE_MAX;
            do {
                Page<T> page = read.apply(size, next);
                for (T item : page.items()) {
                    if (!wanted.test(item)) continue;
                    if (left == 0) {
                        rows.flush();
                        session.note("There are more: --limit=N prints so many, --all prints all.");
                        return;
                    }
                    rows.add(item);
                    left--;
                }
                rows.flush();
                next = page.next();
                size = Page.SIZE_MAX;
            } while (next.isPresent());
        }
    }
}
