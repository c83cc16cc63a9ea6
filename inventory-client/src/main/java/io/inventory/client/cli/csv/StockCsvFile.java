package io.inventory.client.cli.csv;

import io.inventory.ImportId;
import io.inventory.NamedId;
import io.inventory.Sku;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * A file of changes, all of whose lines were checked: {@link #check} reads it to its end before anything may be sent of it, and
 * what was wrong is in {@link #bad}. Only a file with nothing wrong has {@link #items}, which read it once more, so that no more of
 * it than a block is held. Not thread-safe.
 *
 * <p>The first line names the columns: {@code sku_id}, the number's ({@link ImportMode#column}), and where the mode has them {@code
 * reason} and {@code as_of}. The other columns of an export may be there, and are passed over. Text is UTF-8.
 */
public final class StockCsvFile {
    /** The most lines of a file; the SKUs of all of them are held while it is checked. */
    public static final int LINES_MAX = 2_000_000;
    /** The most code points of a name that tells imports apart. */
    public static final int NAME_MAX = 60;
    /** The most bad lines that are kept; the others are counted. */
    public static final int BAD_MAX = 1_000;

    private final Path file;
    private final StockCsvFormat format;
    private final StockCsvCheck check;

    private StockCsvFile(Path file, StockCsvFormat format, StockCsvCheck check) {
        this.file = file;
        this.format = format;
        this.check = check;
    }

    /**
     * Reads the whole file and finds all that is wrong with it, two lines of one SKU among it.
     *
     * @param progress is told now and then how many bytes were read
     * @throws IOException if it cannot be read
     */
    public static StockCsvFile check(Path file, StockCsvFormat format, LongConsumer progress) throws IOException {
        return new StockCsvFile(file, format, StockCsvCheck.of(file, format, progress));
    }

    /** What is wrong, in the order of the lines, up to {@link #BAD_MAX}. */
    public List<BadLine> bad() {
        return List.copyOf(check.bad);
    }

    /** How much is wrong, also what is beyond {@link #BAD_MAX}. */
    public long badCount() {
        return check.badCount;
    }

    /** How many changes there are in lines with nothing wrong. */
    public long changes() {
        return check.changes;
    }

    /** Whether a line changes that SKU. */
    public boolean has(Sku sku) {
        return check.skus.contains(sku);
    }

    /** What its lines mean. */
    public StockCsvFormat format() {
        return format;
    }

    /**
     * The id under which it is imported: the same for the same lines, mode, reason and time, and another for any other, so that
     * what was applied is not applied again when it is repeated, and a file that was changed is not taken for the rest of
     * it. How lines end makes no difference.
     *
     * @param name tells two imports of the same content apart, up to {@link #NAME_MAX} code points
     * @throws IllegalStateException if something is wrong with the file
     */
    public ImportId importId(Optional<String> name) {
        List<String> digests = digests();
        return new ImportId(
                name.orElse("csv") + "-" + NamedId.of("import", format.description(), digests.get(digests.size() - 1)));
    }

    /**
     * The changes from a line on, each numbered by its line. To be closed.
     *
     * @throws IllegalStateException if something is wrong with the file
     * @throws IOException if it cannot be read; where that happens later, it is an {@link UncheckedIOException}
     */
    public StockCsvItems items(long fromLine) throws IOException {
        StockCsvItems items = new StockCsvItems(file, format, digests());
        try {
            return items.skipTo(fromLine);
        } catch (UncheckedIOException e) {
            items.close();
            throw e.getCause();
        }
    }

    private List<String> digests() {
        if (check.badCount > 0) throw new IllegalStateException("something is wrong with the file");
        return check.digests;
    }
}
