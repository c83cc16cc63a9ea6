package io.inventory.jdbi;

import java.time.Duration;

/**
 * How overdue reservations are expired.
 *
 * @param interval from one look for them to the next, 10 ms to 1 hour
 * @param batchOrdersMax how many in one transaction, 1 to 1,000
 * @param ordersPerSecondMax how many a second, 1 to 100,000
 */
public record ExpiryLimits(Duration interval, int batchOrdersMax, int ordersPerSecondMax) {
    // above the constant that is checked against them
    private static final Duration INTERVAL_MIN = Duration.ofMillis(10);
    private static final Duration INTERVAL_MAX = Duration.ofHours(1);

    /** A look every second, 100 in a transaction, 2,000 a second: what orders beside it hardly notice. */
    public static final ExpiryLimits DEFAULT = new ExpiryLimits(Duration.ofSeconds(1), 100, 2_000);

    /** @throws IllegalArgumentException if one is out of range */
    public ExpiryLimits {
        if (interval.compareTo(INTERVAL_MIN) < 0 || interval.compareTo(INTERVAL_MAX) > 0)
            throw new IllegalArgumentException("the interval must be 10 ms to 1 h, is " + interval);
        if (batchOrdersMax < 1 || batchOrdersMax > 1_000)
            throw new IllegalArgumentException("the orders of a batch must be 1 to 1,000, are " + batchOrdersMax);
        if (ordersPerSecondMax < 1 || ordersPerSecondMax > 100_000)
            throw new IllegalArgumentException("the orders a second must be 1 to 100,000, are " + ordersPerSecondMax);
    }
}
