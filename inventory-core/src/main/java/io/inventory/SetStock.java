package io.inventory;

import java.util.OptionalLong;

/**
 * Sets the available units of a SKU to an absolute value, for example after a stock-taking. What is reserved stays.
 *
 * <p>Refused with {@link ErrorReason#SKU_NOT_FOUND} or {@link ErrorReason#VERSION_MISMATCH}; a refusal is not recorded.
 *
 * @param sku what
 * @param available the units that may be sold from now on, 0 or more
 * @param reason the operator's own words, kept in the ledger's note: 1 to {@link Notes#CODE_POINTS_MAX} code points
 * @param requestId the idempotency key within the SKU
 * @param expectedVersion if given, the stock must still have this version
 * @param actor who gave it
 */
public record SetStock(
        Sku sku, long available, String reason, RequestId requestId, OptionalLong expectedVersion, Actor actor)
        implements StockCommand<StockChanged> {
    /** @throws InvalidRequestException naming {@code available_stock}, {@code reason} or {@code expected_version} */
    public SetStock {
        if (available < 0)
            throw new InvalidRequestException("available_stock", "must not be negative, is " + available);
        Notes.requireValid("reason", reason);
        requireExpectedVersion(expectedVersion);
    }

    /** Whatever version the stock has; by nobody in particular. */
    public SetStock(Sku sku, long available, String reason, RequestId requestId) {
        this(sku, available, reason, requestId, OptionalLong.empty());
    }

    /** By nobody in particular. */
    public SetStock(Sku sku, long available, String reason, RequestId requestId, OptionalLong expectedVersion) {
        this(sku, available, reason, requestId, expectedVersion, Actor.NOBODY);
    }

    static void requireExpectedVersion(OptionalLong expectedVersion) {
        if (expectedVersion.isPresent() && expectedVersion.getAsLong() < 1)
            throw new InvalidRequestException(
                    "expected_version", "must be 1 or more, is " + expectedVersion.getAsLong());
    }

    @Override
    public SetStock by(Actor actor) {
        return new SetStock(sku, available, reason, requestId, expectedVersion, actor);
    }
}
