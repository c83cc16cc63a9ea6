package io.inventory.client.cli.csv;

import io.inventory.client.cli.csv.StockCsvReader.Row;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;

/** Reads a file to its end and finds all that is wrong with it. Not thread-safe. */
final class StockCsvCheck {
    private static final int PROGRESS_ROWS = 1_000;

    final List<BadLine> bad = new ArrayList<>();
    final List<String> digests = new ArrayList<>();
    final SeenSkus skus = new SeenSkus();
    long badCount;
    long changes;
    private long rows;

    private StockCsvCheck() {}

    static StockCsvCheck of(Path file, StockCsvFormat format, LongConsumer progress) throws IOException {
        StockCsvCheck check = new StockCsvCheck();
        try (StockCsvReader reader = new StockCsvReader(file, format)) {
            check.add(reader.takeBad());
            if (check.badCount == 0) check.readRows(reader, progress);
        }
        return check;
    }

    private void readRows(StockCsvReader reader, LongConsumer progress) throws IOException {
        for (Row row = reader.next(); row != null; row = reader.next()) {
            add(reader.takeBad());
            if (++rows > StockCsvFile.LINES_MAX) {
                add(new BadLine(
                        row.line(), "", "is one too many: a file may have " + StockCsvFile.LINES_MAX + "; divide it"));
                return;
            }
            add(row);
            if (rows % StockCsvItems.BLOCK_ROWS == 0) digests.add(reader.digest());
            if (rows % PROGRESS_ROWS == 0) progress.accept(reader.bytesRead());
        }
        digests.add(reader.digest());
        progress.accept(reader.bytesRead());
        if (rows == 0) add(new BadLine(2, "", "is missing: there is nothing behind the header"));
    }

    private void add(Row row) {
        row.item().ifPresent(item -> {
            long before = skus.add(item.sku(), row.line());
            if (before == 0) changes++;
            else
                add(new BadLine(
                        row.line(),
                        Columns.SKU,
                        "is that of line " + before + " too; a file has one line for each SKU"));
        });
    }

    private void add(List<BadLine> found) {
        found.forEach(this::add);
    }

    private void add(BadLine each) {
        badCount++;
        if (bad.size() < StockCsvFile.BAD_MAX) bad.add(each);
    }
}
