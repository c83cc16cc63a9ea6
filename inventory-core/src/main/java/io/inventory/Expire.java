package io.inventory;

/**
 * Gives back what a reservation holds whose time is over. That happens by itself too; this command is how. A reservation
 * whose time is not over, and any other order, stays as it is.
 *
 * <p>Refused with {@link ErrorReason#ORDER_NOT_FOUND} if the order is not known.
 *
 * @param orderId the reservation
 * @param actor who gave it, if it did not happen by itself
 */
public record Expire(OrderId orderId, Actor actor)
        implements OrderCommand<ExpireOutcome>, OperatorCommand<ExpireOutcome> {
    /** By nobody in particular. */
    public Expire(OrderId orderId) {
        this(orderId, Actor.NOBODY);
    }

    @Override
    public Expire by(Actor actor) {
        return new Expire(orderId, actor);
    }
}
