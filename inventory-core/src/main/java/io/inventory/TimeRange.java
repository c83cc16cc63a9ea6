package io.inventory;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * A range of time, by the store's clock, in whole microseconds.
 *
 * @param from its begin
 * @param until its end, which is not a part of it
 */
public record TimeRange(Instant from, Instant until) {
    /** The latest time there may be. */
    static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999999Z");

    /** All of it. */
    public static final TimeRange ALWAYS = new TimeRange(Instant.EPOCH, LATEST);

    /** @throws InvalidRequestException naming {@code from} or {@code until} */
    public TimeRange {
        requireTime("from", from);
        requireTime("until", until);
        if (until.isBefore(from)) throw new InvalidRequestException("until", "must not be before from, is " + until);
        from = from.truncatedTo(ChronoUnit.MICROS);
        until = until.truncatedTo(ChronoUnit.MICROS);
    }

    /** Whether it has that time in it. */
    public boolean contains(Instant time) {
        return !time.isBefore(from) && time.isBefore(until);
    }

    /** What a page token of that listing is about, in this range. */
    List<String> listing(String kind, String id) {
        return equals(ALWAYS) ? List.of(kind, id) : List.of(kind, id, from.toString(), until.toString());
    }

    private static void requireTime(String field, Instant time) {
        if (time.isBefore(Instant.EPOCH) || time.isAfter(LATEST))
            throw new InvalidRequestException(field, "must be from 1970 to 9999, is " + time);
    }
}
