package io.inventory.decision;

import io.inventory.Expire;
import io.inventory.ExpireOutcome;
import io.inventory.NotFoundException;
import io.inventory.OrderStatus;
import org.jspecify.annotations.Nullable;

/** Answers commands to expire an order that is not overdue; what is overdue expires whatever the command. */
final class ExpireDecision {
    private ExpireDecision() {}

    static Decision<ExpireOutcome> decide(Expire command, @Nullable OrderRecord order) {
        if (order == null) return Decision.refused(NotFoundException.order(command.orderId()));
        return Decision.unchanged(
                order.status() == OrderStatus.EXPIRED
                        ? new ExpireOutcome.Expired(order.id(), true)
                        : new ExpireOutcome.NotOverdue(order.id(), order.status()));
    }
}
