package io.inventory;

/** Where an order stands. */
public enum OrderStatus {
    /** Its units are sold: it deducted, or its reservation was confirmed. */
    DEDUCTED,
    /** Its units are held until it is confirmed or expires. */
    RESERVED,
    /** It was refused, for good; it never took a unit. */
    REJECTED,
    /** It was rolled back before it was made: a tombstone that keeps it from taking units later. */
    CANCELED,
    /** All its units were given back. */
    ROLLED_BACK,
    /** Its reservation ran out; all its units were given back. */
    EXPIRED
}
