package io.inventory.client.cli.csv;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import io.inventory.Stock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.Iterator;
import java.util.function.LongConsumer;

/**
 * Writes stocks as a file that can be imported again, with {@link ImportMode#CREATE} elsewhere or {@link ImportMode#SET} where it
 * came from. Names are written as they are: one that begins with {@code =} is a name, and a spreadsheet that is to show it must
 * be told that the column is text.
 */
public final class StockCsvWriter {
    private StockCsvWriter() {}

    /**
     * Writes a header and a line for each stock; does not close {@code out}.
     *
     * @param progress is told now and then how many were written
     * @return how many were
     * @throws IOException if they cannot be written; what reading them throws is thrown on
     */
    public static long write(Iterator<Stock> stocks, Writer out, LongConsumer progress) throws IOException {
        CsvWriter csv = CsvWriter.builder().lineDelimiter(LineDelimiter.LF).build(out);
        long count = 0;
        try {
            csv.writeRecord(Columns.OF_EXPORT);
            while (stocks.hasNext()) {
                Stock stock = stocks.next();
                csv.writeRecord(
                        stock.sku().value(),
                        Long.toString(stock.available()),
                        Long.toString(stock.reserved()),
                        Long.toString(stock.safetyStock()),
                        Long.toString(stock.lowThreshold()),
                        Long.toString(stock.version()),
                        stock.createdAt().toString(),
                        stock.updatedAt().toString());
                if (++count % 1_000 == 0) progress.accept(count);
            }
            csv.flush();
            progress.accept(count);
            return count;
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
