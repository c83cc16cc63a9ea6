package io.inventory;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * Holds the units of an order until it is confirmed, rolled back or its time is over: all lines or none.
 *
 * <p>Idempotent like {@link Deduct}; the time to live is not part of the order's content, the first one counts.
 *
 * @param orderId the order to make
 * @param lines what it holds, 1 to {@link OrderLines#LINES_MAX} lines; kept merged and sorted by SKU
 * @param timeToLive how long, {@link #TIME_TO_LIVE_MIN} to {@link #TIME_TO_LIVE_MAX}; kept in whole microseconds, which is
 *     what a store keeps, rounded up
 */
public record Reserve(OrderId orderId, List<OrderLine> lines, Duration timeToLive)
        implements AllocateCommand<ReserveOutcome> {
    /** What holds where the caller names none. */
    public static final Duration TIME_TO_LIVE_DEFAULT = Duration.ofMinutes(15);
    /** The shortest time to live. */
    public static final Duration TIME_TO_LIVE_MIN = Duration.ofSeconds(1);
    /** The longest time to live. */
    public static final Duration TIME_TO_LIVE_MAX = Duration.ofDays(30);

    /** @throws InvalidRequestException naming {@code items} or {@code time_to_live} */
    public Reserve {
        lines = OrderLines.canonicalAndNotEmpty(lines);
        timeToLive = requireTimeToLive(timeToLive);
    }

    /** With {@link #TIME_TO_LIVE_DEFAULT}. */
    public Reserve(OrderId orderId, List<OrderLine> lines) {
        this(orderId, lines, TIME_TO_LIVE_DEFAULT);
    }

    /** In whole microseconds. */
    static Duration requireTimeToLive(Duration timeToLive) {
        if (timeToLive.compareTo(TIME_TO_LIVE_MIN) < 0 || timeToLive.compareTo(TIME_TO_LIVE_MAX) > 0)
            throw new InvalidRequestException(
                    "time_to_live",
                    "must be " + TIME_TO_LIVE_MIN.toSeconds() + " s to " + TIME_TO_LIVE_MAX.toDays() + " days, is "
                            + timeToLive);
        return inMicros(timeToLive);
    }

    private static Duration inMicros(Duration duration) {
        Duration down = duration.truncatedTo(ChronoUnit.MICROS);
        return down.equals(duration) ? down : down.plus(1, ChronoUnit.MICROS);
    }

    @Override
    public Origin origin() {
        return Origin.RESERVE;
    }
}
