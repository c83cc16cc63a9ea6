package io.inventory.examples.faults.check;

/**
 * Something that should not be.
 *
 * @param property which promise is broken
 * @param subject the order, SKU, request or message
 * @param detail what was found, and what was expected
 * @param effect whether something is missing, or there too often
 */
public record Finding(Property property, String subject, String detail, Effect effect) {
    /** What it means for the one whose order it is. */
    public enum Effect {
        LOST,
        DOUBLED,
        OTHER
    }

    @Override
    public String toString() {
        return property + " " + subject + ": " + detail;
    }
}
