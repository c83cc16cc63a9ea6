package io.inventory;

import java.time.Duration;

/**
 * Gives a reservation more time: it then holds for {@code timeToLive} from now, unless it holds for longer already. Moves no
 * unit and writes no ledger entry; repeating it is harmless, because time only goes forward.
 *
 * <p>Refused with {@link ErrorReason#ORDER_NOT_FOUND} if the order is not known, and with {@link
 * ErrorReason#EXTENSION_EXCEEDS_LIMIT} if the reservation would then hold for longer, counted from the order's creation, than
 * the inventory allows ({@link #TOTAL_MAX_DEFAULT} unless it is set up otherwise); nothing changes then.
 *
 * @param orderId the reservation
 * @param timeToLive how long from now, {@link Reserve#TIME_TO_LIVE_MIN} to {@link Reserve#TIME_TO_LIVE_MAX}; kept in whole
 *     microseconds, rounded up
 */
public record Extend(OrderId orderId, Duration timeToLive) implements OrderCommand<ExtendOutcome> {
    /** For how long a reservation may be extended in all, counted from the order's creation, unless it is set otherwise. */
    public static final Duration TOTAL_MAX_DEFAULT = Duration.ofHours(24);

    /** @throws InvalidRequestException naming {@code time_to_live} */
    public Extend {
        timeToLive = Reserve.requireTimeToLive(timeToLive);
    }
}
