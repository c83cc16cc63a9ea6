package io.inventory.client.cli.csv;

import java.util.List;
import java.util.Set;

/** The names of columns: those of the wire. */
final class Columns {
    static final String SKU = "sku_id";
    static final String AVAILABLE = "available_stock";
    static final String DELTA = "delta";
    static final String COUNTED = "counted";
    static final String REASON = "reason";
    static final String AS_OF = "as_of";

    /** What an export has, in this order. */
    static final List<String> OF_EXPORT = List.of(
            SKU, AVAILABLE, "reserved_stock", "safety_stock", "low_threshold", "version", "created_at", "updated_at");

    /** What may be in a file, and means nothing to an import: what exports and listings have besides. */
    static final Set<String> IGNORED = Set.of(
            AVAILABLE,
            "sellable",
            "reserved_stock",
            "safety_stock",
            "low_threshold",
            "version",
            "created_at",
            "updated_at");

    private Columns() {}
}
