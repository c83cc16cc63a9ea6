package io.inventory;

import java.util.List;

/**
 * Lists the signals after a position, in one order that is the same for everybody: per SKU that in which they happened, and
 * what was listed once is never followed by something that belongs before it. Who keeps the position of the last signal that
 * was dealt with, and goes on after it, misses none, and deals with some twice after a fault.
 *
 * <p>Signals are kept for a time, {@link Signal#RETENTION_DEFAULT} unless the inventory says otherwise, whether they were
 * listed or not. Fails with {@link ErrorReason#SIGNALS_PRUNED} if some after that position are not kept any more: go on with
 * {@link #OLDEST}, and read the stocks.
 *
 * @param after the position of the last one that was listed, 0 if there was none yet; or {@link #OLDEST}, or {@link #NEWEST}
 * @param pageSize how many at most, 1 to {@link Page#SIZE_MAX}; those of expiries with very many lines make a shorter page
 */
public record ListSignals(long after, int pageSize) implements Query<SignalPage> {
    /** In place of a position: begins with the oldest that is kept, whatever was there before. */
    public static final long OLDEST = -1;

    /** In place of a position: a page without signals, which tells where to go on with what is still to happen. */
    public static final long NEWEST = -2;

    /** @throws InvalidRequestException naming {@code resume_token} or {@code page_size} */
    public ListSignals {
        if (after < NEWEST) throw new InvalidRequestException("resume_token", "must be 0 or more, is " + after);
        Page.requireSize(pageSize);
    }

    /**
     * For a store: where to read after.
     *
     * @param pruned the position of the newest signal that is not kept any more; 0 if all are
     * @param newest the position of the newest signal; 0 if there was none yet
     * @throws RefusedException if signals in between are not kept any more
     * @throws InvalidRequestException naming {@code resume_token}, if there is no such position yet
     */
    public long begin(long pruned, long newest) {
        if (after > newest)
            throw new InvalidRequestException(
                    "resume_token",
                    "must be one of this inventory, whose newest signal is " + newest + ", is " + after);
        if (after == NEWEST) return newest;
        if (after == OLDEST) return pruned;
        if (after < pruned) throw RefusedException.signalsPruned(after, pruned);
        return after;
    }

    /**
     * For a store: the page that its findings make. What is behind a gap is not shown yet: of a distributed store one server
     * may be ahead of another.
     *
     * @param found those after {@code begin}, sorted
     */
    public static SignalPage page(List<SignalEntry> found, long begin, long newest) {
        int gapless = 0;
        while (gapless < found.size() && found.get(gapless).position() == begin + gapless + 1) gapless++;
        return new SignalPage(found.subList(0, gapless), begin, newest);
    }
}
