package io.inventory;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Records a stock-taking: how many units of a SKU were found at a time in the past. The difference to what the ledger says of
 * that time is applied to what is available now, so that what was sold between counting and typing is not lost.
 *
 * <p>Refused with {@link ErrorReason#SKU_NOT_FOUND}, {@link ErrorReason#AS_OF_IN_THE_FUTURE}, {@link
 * ErrorReason#AS_OF_BEFORE_FIRST_ENTRY}, {@link ErrorReason#COUNT_BELOW_ZERO} or {@link ErrorReason#OUT_OF_RANGE}; a refusal
 * is not recorded.
 *
 * @param sku what
 * @param counted the units found that are not sold: those available and those reserved, 0 or more
 * @param asOf when they were counted, by the store's clock; kept in whole microseconds
 * @param reason the operator's own words, kept in the ledger's note: 1 to {@link Notes#CODE_POINTS_MAX} code points
 * @param requestId the idempotency key within the SKU
 * @param actor who gave it
 */
public record CountStock(Sku sku, long counted, Instant asOf, String reason, RequestId requestId, Actor actor)
        implements StockCommand<StockCounted> {
    /** @throws InvalidRequestException naming {@code counted}, {@code as_of} or {@code reason} */
    public CountStock {
        if (counted < 0) throw new InvalidRequestException("counted", "must not be negative, is " + counted);
        AsOf.requireTime(asOf);
        Notes.requireValid("reason", reason);
        asOf = asOf.truncatedTo(ChronoUnit.MICROS);
    }

    /** By nobody in particular. */
    public CountStock(Sku sku, long counted, Instant asOf, String reason, RequestId requestId) {
        this(sku, counted, asOf, reason, requestId, Actor.NOBODY);
    }

    @Override
    public CountStock by(Actor actor) {
        return new CountStock(sku, counted, asOf, reason, requestId, actor);
    }
}
