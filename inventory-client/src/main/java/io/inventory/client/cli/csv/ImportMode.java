package io.inventory.client.cli.csv;

import io.inventory.ImportItem;
import io.inventory.Sku;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** What is done with the number of each line of a file. */
public enum ImportMode {
    /** Begins to stock the SKU, with that many units. */
    CREATE(Columns.AVAILABLE),
    /** Sets the available units. */
    SET(Columns.AVAILABLE),
    /** Adds units or, with a minus, takes them off. */
    ADJUST(Columns.DELTA),
    /** Records what was counted at a time, and corrects by the difference. */
    COUNT(Columns.COUNTED);

    private final String column;

    ImportMode(String column) {
        this.column = column;
    }

    /** The column that has the number. */
    public String column() {
        return column;
    }

    /** The columns that may be there besides, and mean something. */
    Set<String> others() {
        return switch (this) {
            case CREATE -> Set.of();
            case SET, ADJUST -> Set.of(Columns.REASON);
            case COUNT -> Set.of(Columns.REASON, Columns.AS_OF);
        };
    }

    /** Whether each change needs somebody's words. */
    public boolean needsReason() {
        return this != CREATE;
    }

    /**
     * The change of a line.
     *
     * @throws io.inventory.InvalidRequestException naming what is wrong with a value, in the words of the wire
     */
    ImportItem item(long line, Values values) {
        return switch (this) {
            case CREATE -> new ImportItem.Create(line, values.sku(), values.number());
            case SET -> new ImportItem.Set(line, values.sku(), values.number(), values.reason());
            case ADJUST -> new ImportItem.Adjust(line, values.sku(), values.number(), values.reason());
            case COUNT ->
                new ImportItem.Count(
                        line, values.sku(), values.number(), values.asOf().orElseThrow(), values.reason());
        };
    }

    /** What a line says. */
    record Values(Sku sku, long number, String reason, Optional<Instant> asOf) {}
}
