package io.inventory;

/**
 * A line of an order and what became of its units.
 *
 * @param sku what
 * @param requested the units that the order asked for
 * @param taken the units that it took: all that it asked for, or 0 if it was rejected
 * @param returned the units of these that it gave back
 */
public record LineBalance(Sku sku, long requested, long taken, long returned) {
    /** The units that the order still has. */
    public long outstanding() {
        return taken - returned;
    }
}
