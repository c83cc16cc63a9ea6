package io.inventory.decision;

import io.inventory.Actor;
import io.inventory.LedgerReason;
import io.inventory.OrderId;
import java.time.Instant;

/**
 * What a stock is moved for.
 *
 * @param reason why
 * @param note the operator's own words, else empty
 * @param refId the order id or request id
 * @param actor who gave the command, if it is an operator's
 * @param now when
 */
record Cause(LedgerReason reason, String note, String refId, Actor actor, Instant now) {
    static Cause order(LedgerReason reason, OrderId orderId, Instant now) {
        return order(reason, orderId, Actor.NOBODY, now);
    }

    static Cause order(LedgerReason reason, OrderId orderId, Actor actor, Instant now) {
        return new Cause(reason, "", orderId.value(), actor, now);
    }
}
