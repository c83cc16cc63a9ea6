package io.inventory;

/**
 * A command about one order.
 *
 * @param <A> the outcome's type
 */
public sealed interface OrderCommand<A> extends Command<A> permits AllocateCommand, Confirm, Extend, Expire, Rollback {
    /** The order that it is about. */
    OrderId orderId();
}
