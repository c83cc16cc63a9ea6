package io.inventory;

/**
 * The caller's id of an order: the idempotency key of all that happens to it.
 *
 * <p>1 to 128 code points, case-sensitive, without white space at the ends, control characters, line separators or
 * unpaired surrogates. Ordered by code point.
 */
public record OrderId(String value) implements Comparable<OrderId> {
    /** @throws InvalidRequestException naming {@code order_id}, if the value breaks a rule above */
    public OrderId {
        Identifiers.requireValid("order_id", value);
    }

    @Override
    public int compareTo(OrderId other) {
        return Characters.compareByCodePoint(value, other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
