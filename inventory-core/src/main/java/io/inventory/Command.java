package io.inventory;

/**
 * A request that may change stock. Every command carries its idempotency key (order id, rollback id or request id):
 * repeating it is always safe and gives the recorded answer.
 *
 * @param <A> the outcome's type
 */
public sealed interface Command<A> extends Request<A> permits OrderCommand, OperatorCommand {}
