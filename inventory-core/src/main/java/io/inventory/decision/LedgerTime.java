package io.inventory.decision;

import io.inventory.AsOf;
import io.inventory.RefusedException;
import io.inventory.Sku;
import java.time.Instant;
import java.util.function.LongFunction;

/**
 * Finds a time in a ledger. Per SKU the versions run without a gap and the times never go back, so that bisection by the
 * primary key does what an index by time would, at no cost to those who write.
 */
public final class LedgerTime {
    private LedgerTime() {}

    /**
     * The version of the newest entry that was written at a time or before it; 0 if there is none.
     *
     * @param newest the version of the SKU's newest entry
     * @param createdAt when the entry of a version was written; asked some 2 log2 {@code newest} times at most
     */
    public static long versionAt(Instant time, long newest, LongFunction<Instant> createdAt) {
        long low = 0;
        long high = newest;
        while (low < high) {
            long middle = low + (high - low + 1) / 2;
            if (createdAt.apply(middle).isAfter(time)) high = middle - 1;
            else low = middle;
        }
        return low;
    }

    /** The same for those written before it. */
    public static long versionBefore(Instant time, long newest, LongFunction<Instant> createdAt) {
        return versionAt(time.minusNanos(1_000), newest, createdAt);
    }

    /**
     * The version whose balance is meant.
     *
     * @throws RefusedException if there is none yet, or was none
     */
    public static long version(Sku sku, AsOf asOf, long newest, Instant now, LongFunction<Instant> createdAt) {
        if (asOf instanceof AsOf.Version wanted) {
            if (wanted.version() > newest) throw RefusedException.asOfInTheFuture(sku, wanted.version(), newest);
            return wanted.version();
        }
        Instant time = ((AsOf.Time) asOf).time();
        requirePast(time, now);
        long version = versionAt(time, newest, createdAt);
        if (version == 0) throw RefusedException.asOfBeforeFirstEntry(sku, time);
        return version;
    }

    /**
     * Requires a time that the store's clock has come to.
     *
     * @throws RefusedException if it is still to come
     */
    public static void requirePast(Instant time, Instant now) {
        if (time.isAfter(now)) throw RefusedException.asOfInTheFuture(time, now);
    }
}
