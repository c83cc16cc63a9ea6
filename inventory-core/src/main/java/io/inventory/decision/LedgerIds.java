package io.inventory.decision;

import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Makes the ids of ledger entries: UUIDs of version 7 (RFC 9562, method 1: the 12 bits after the milliseconds count), so
 * that ids of one process rise strictly and those of many rise with time. Thread-safe.
 */
public final class LedgerIds {
    private static final int COUNTER_BITS = 12;
    private final AtomicLong last = new AtomicLong();

    /** The next id, of about the time given. */
    public UUID next(long epochMillis) {
        long tick = last.accumulateAndGet(epochMillis << COUNTER_BITS, (before, now) -> Math.max(before + 1, now));
        long millis = tick >>> COUNTER_BITS;
        long counter = tick & ((1 << COUNTER_BITS) - 1);
        long random = ThreadLocalRandom.current().nextLong() >>> 2;
        return new UUID((millis << 16) | 0x7000 | counter, 0x8000_0000_0000_0000L | random);
    }

    /** The order of ids by time, which is that of their unsigned bytes; UUID.compareTo compares signed. */
    public static int compare(UUID a, UUID b) {
        int high = Long.compareUnsigned(a.getMostSignificantBits(), b.getMostSignificantBits());
        return high != 0 ? high : Long.compareUnsigned(a.getLeastSignificantBits(), b.getLeastSignificantBits());
    }
}
