package io.inventory.jdbi.sql;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/**
 * What waits in the store to be done by somebody, by queries that are bounded however much that is.
 *
 * @param expiryLag for how long the reservation is over that ran out first and still holds its units
 * @param unnumberedSignals how many signals have no position, because nobody has listed them yet; {@link #SIGNALS_MAX} at most
 * @param signalsPosition the position of the newest signal that has one
 */
public record Backlog(Duration expiryLag, long unnumberedSignals, long signalsPosition) {
    /** How far signals are counted. */
    public static final int SIGNALS_MAX = 10_000;

    private static final OverdueOrder BEGIN = new OverdueOrder("", Instant.EPOCH, 0);

    /** Nothing waits. */
    public static final Backlog NONE = new Backlog(Duration.ZERO, 0, 0);

    /** Reads it. */
    public static Backlog read(Handle handle, Dialect dialect, Instant now) {
        List<OverdueOrder> overdue = dialect.findOverdue(handle, now, BEGIN, 1);
        Map<String, Long> positions = handle.attach(LeasesTable.class).positions();
        return new Backlog(
                overdue.isEmpty()
                        ? Duration.ZERO
                        : Duration.between(overdue.get(0).expiresAt(), now),
                handle.attach(SignalsTable.class).countUnnumbered(SIGNALS_MAX),
                positions.getOrDefault(LeasesTable.NUMBERED, 0L));
    }
}
