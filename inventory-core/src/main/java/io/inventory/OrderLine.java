package io.inventory;

/**
 * One SKU and how many units of it an order takes or gives back.
 *
 * @param sku what
 * @param quantity how many units, 1 to {@link #QUANTITY_MAX}
 */
public record OrderLine(Sku sku, long quantity) {
    /** The most units of one SKU in one order, also after its lines were merged. */
    public static final long QUANTITY_MAX = 1_000_000_000;

    /** @throws InvalidRequestException naming {@code quantity}, if it is out of range */
    public OrderLine {
        if (quantity < 1 || quantity > QUANTITY_MAX)
            throw new InvalidRequestException("quantity", "must be 1 to " + QUANTITY_MAX + ", is " + quantity);
    }

    /** The same as the constructors, from a SKU's text. */
    public static OrderLine of(String sku, long quantity) {
        return new OrderLine(new Sku(sku), quantity);
    }
}
