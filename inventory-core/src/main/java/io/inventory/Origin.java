package io.inventory;

/** How an order took its units; part of the order's content. */
public enum Origin {
    /** Sold at once. */
    DEDUCT,
    /** Held until confirmed, rolled back or expired. */
    RESERVE
}
