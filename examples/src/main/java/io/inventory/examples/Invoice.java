package io.inventory.examples;

import io.inventory.Sku;
import java.util.List;

/**
 * An invoice of the shop, as its records have it.
 *
 * @param number its number; that of a credit note begins with C
 * @param lines its lines in the shop's order; a SKU may come more than once
 */
record Invoice(String number, List<Line> lines) {
    /** What an invoice means for the stock. */
    enum Kind {
        /** Goods were sold. */
        ORDER,
        /** Goods came back. */
        CREDIT_NOTE,
        /** Goods were found to be missing, broken or lost. */
        CORRECTION
    }

    Invoice {
        lines = List.copyOf(lines);
    }

    Kind kind() {
        if (number.startsWith("C")) return Kind.CREDIT_NOTE;
        return lines.stream().anyMatch(line -> line.quantity() < 0) ? Kind.CORRECTION : Kind.ORDER;
    }

    /**
     * A line of an invoice.
     *
     * @param sku what
     * @param quantity the units; negative on credit notes and corrections
     */
    record Line(Sku sku, long quantity) {}
}
