package io.inventory;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Which balance of a ledger is meant: that at a time, or that of a version. */
public sealed interface AsOf {
    /** The balance at that time, by the store's clock. */
    static AsOf time(Instant time) {
        return new Time(time);
    }

    /** The balance that the ledger entry of that version left. */
    static AsOf version(long version) {
        return new Version(version);
    }

    /**
     * At a time.
     *
     * @param time by the store's clock, in whole microseconds; an entry of that very microsecond counts
     */
    record Time(Instant time) implements AsOf {
        /** @throws InvalidRequestException naming {@code as_of} */
        public Time {
            requireTime(time);
            time = time.truncatedTo(ChronoUnit.MICROS);
        }
    }

    /**
     * After the entry of a version.
     *
     * @param version 1 or more
     */
    record Version(long version) implements AsOf {
        /** @throws InvalidRequestException naming {@code as_of} */
        public Version {
            if (version < 1) throw new InvalidRequestException("as_of", "must be version 1 or more, is " + version);
        }
    }

    /** What every store can represent. */
    static void requireTime(Instant time) {
        if (time.isBefore(Instant.EPOCH) || time.isAfter(TimeRange.LATEST))
            throw new InvalidRequestException("as_of", "must be from 1970 to 9999, is " + time);
    }
}
