package io.inventory;

/**
 * Which edge the sellable units of a SKU crossed. Of each pair the two alternate, and the last one says how it is. A change
 * that crosses two edges gives two signals, in the order of these constants.
 */
public enum StockSignalKind {
    /** They fell to the threshold or below, or a policy set the threshold above them. */
    LOW,
    /** They reached 0. */
    SOLD_OUT,
    /** They left 0. */
    BACK,
    /** They rose above the threshold, or a policy set it below them. */
    RECOVERED
}
