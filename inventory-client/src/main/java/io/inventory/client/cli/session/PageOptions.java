package io.inventory.client.cli.session;

import io.inventory.ErrorReason;
import io.inventory.Page;
import io.inventory.PageToken;
import io.inventory.RefusedException;
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
                Optional<Page<T>> page = page(session, read, size, next);
                if (page.isEmpty()) return;
                for (T item : page.get().items()) {
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
                next = page.get().next();
                size = Page.SIZE_MAX;
            } while (next.isPresent());
        }
    }

    /** Empty if what comes after the first ones is not kept any more: whoever does not ask for all has what there is. */
    private <T> Optional<Page<T>> page(
            Session session,
            BiFunction<Integer, Optional<PageToken>, Page<T>> read,
            int size,
            Optional<PageToken> after) {
        try {
            return Optional.of(read.apply(size, after));
        } catch (RefusedException e) {
            if (all || after.isEmpty() || e.reason() != ErrorReason.HISTORY_PRUNED) throw e;
            session.note("There are more, but " + e.getMessage() + ".");
            return Optional.empty();
        }
    }
}
