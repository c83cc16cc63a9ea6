package io.inventory.client.cli.csv;

import java.time.Instant;
import java.util.Optional;

/**
 * What the lines of a file mean.
 *
 * @param mode what is done with their numbers
 * @param separator what stands between two columns, one of {@link #SEPARATORS}
 * @param reason for the ledger, where a line has none of its own
 * @param asOf when was counted, where a line does not say it itself
 */
public record StockCsvFormat(ImportMode mode, char separator, Optional<String> reason, Optional<Instant> asOf) {
    /** What may stand between two columns. */
    public static final String SEPARATORS = ",;|\t";

    /** @throws IllegalArgumentException if the separator is another */
    public StockCsvFormat {
        if (SEPARATORS.indexOf(separator) < 0) throw new IllegalArgumentException("no separator: " + separator);
    }

    /** With commas. */
    public static StockCsvFormat of(ImportMode mode) {
        return new StockCsvFormat(mode, ',', Optional.empty(), Optional.empty());
    }

    /** All but the file that decides what an import does. */
    String description() {
        return mode + "\n" + separator + "\n" + reason.orElse("") + "\n"
                + asOf.map(Instant::toString).orElse("");
    }
}
