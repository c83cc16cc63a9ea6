package io.inventory.client.cli.csv;

import io.inventory.ImportItem;
import io.inventory.client.cli.csv.StockCsvReader.Row;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Queue;

/**
 * The changes of a file that was checked. It is read once more, in blocks, and nothing of a block is given before all of it has been
 * found to be what was checked: so a file that is written meanwhile ends it, and no line of another content is sent. Not
 * thread-safe.
 */
public final class StockCsvItems implements Iterator<ImportItem>, AutoCloseable {
    /** How many lines are read ahead; all that is held. */
    static final int BLOCK_ROWS = 1_000;

    private final StockCsvReader reader;
    private final List<String> digests;
    private final Queue<ImportItem> block = new ArrayDeque<>(BLOCK_ROWS);
    private int blocks;
    private long skipped;

    /** @param digests of all that is read up to the end of each block, the last of the whole file */
    StockCsvItems(Path file, StockCsvFormat format, List<String> digests) throws IOException {
        this.reader = new StockCsvReader(file, format);
        this.digests = digests;
    }

    /**
     * Passes over the lines before that one.
     *
     * @throws UncheckedIOException as {@link #hasNext}
     */
    StockCsvItems skipTo(long line) {
        while (hasNext()) {
            ImportItem first = block.element();
            if (first.number() >= line) break;
            block.remove();
            skipped++;
        }
        return this;
    }

    /** How many changes were passed over. */
    public long skipped() {
        return skipped;
    }

    /** @throws UncheckedIOException if it cannot be read any more, or is not what was checked */
    @Override
    public boolean hasNext() {
        while (block.isEmpty() && blocks < digests.size()) readBlock();
        return !block.isEmpty();
    }

    @Override
    public ImportItem next() {
        if (!hasNext()) throw new NoSuchElementException("the file is over");
        return block.remove();
    }

    private void readBlock() {
        try {
            for (int rows = 0; rows < BLOCK_ROWS; rows++) {
                Row row = reader.next();
                if (!reader.takeBad().isEmpty()) throw changed();
                if (row == null) break;
                block.add(row.item().orElseThrow());
            }
            if (!reader.digest().equals(digests.get(blocks))) throw changed();
            blocks++;
        } catch (IOException e) {
            block.clear();
            throw new UncheckedIOException(e);
        }
    }

    private static IOException changed() {
        return new IOException("it was changed after it had been checked; nothing of it is sent any more");
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}
