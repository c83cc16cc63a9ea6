package io.inventory;

/**
 * Which edge the sellable units of a SKU crossed. Of sold out and back, and of low and recovered, the two take turns, and the
 * last one says how it is. A change that crosses two edges gives two signals, in the order of these constants.
 */
public enum StockSignalKind {
    /** They left 0. */
    BACK,
    /** They fell to the threshold or below, or a policy set the threshold above them. */
    LOW,
    /** They rose above the threshold, or a policy set it below them. */
    RECOVERED,
    /** They reached 0. */
    SOLD_OUT
}
