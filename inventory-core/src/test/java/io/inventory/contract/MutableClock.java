package io.inventory.contract;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

/** A clock that starts at the present and stands still until it is moved on; Thread-safe. */
public final class MutableClock extends Clock {
    private Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);

    /** Moves on by {@code duration}, which must not be negative. */
    public synchronized void advance(Duration duration) {
        if (duration.isNegative()) throw new IllegalArgumentException("a clock does not go back: " + duration);
        now = now.plus(duration);
    }

    /** Goes back by {@code duration}, as the clock of a machine does that was wrong. */
    public synchronized void setBack(Duration duration) {
        now = now.minus(duration);
    }

    @Override
    public synchronized Instant instant() {
        return now;
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }
}
