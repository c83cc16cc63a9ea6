package io.inventory.client.cli.csv;

import static org.assertj.core.api.Assertions.assertThat;

import io.inventory.ImportItem;
import io.inventory.ImportResult;
import io.inventory.ImportSummary;
import io.inventory.Inventory;
import io.inventory.Stock;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Files of stocks in a folder of a test. */
record CsvFiles(Path folder) {
    /** A file of all stocks. */
    Path export(Inventory from) throws IOException {
        StringWriter text = new StringWriter();
        try (Stream<Stock> stocks = from.exportStocks()) {
            StockCsvWriter.write(stocks.iterator(), text, count -> {});
        }
        return write(text.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** What differs. */
    static List<StockDrift> drifts(Inventory inventory, StockCsvFile file) throws IOException {
        List<StockDrift> drifts = new ArrayList<>();
        try (StockCsvItems items = file.items(1)) {
            StockDrift.compare(inventory, items, drifts::add);
        }
        return drifts;
    }

    /** Imports it, and says what came of it. */
    static ImportSummary run(Inventory into, StockCsvFile file) throws IOException {
        List<ImportResult> results = new ArrayList<>();
        try (StockCsvItems items = file.items(1)) {
            return into.importStocks(file.importId(Optional.empty()), items, results::add);
        }
    }

    /** Its items, when it has been found good. */
    static List<ImportItem> items(StockCsvFile file) throws IOException {
        assertThat(file.bad()).isEmpty();
        List<ImportItem> read = new ArrayList<>();
        try (StockCsvItems items = file.items(1)) {
            items.forEachRemaining(read::add);
        }
        return read;
    }

    StockCsvFile check(String text, StockCsvFormat format) throws IOException {
        return check(text.getBytes(StandardCharsets.UTF_8), format);
    }

    StockCsvFile check(byte[] bytes, StockCsvFormat format) throws IOException {
        return check(write(bytes), format);
    }

    StockCsvFile check(Path file, StockCsvFormat format) throws IOException {
        return StockCsvFile.check(file, format, bytes -> {});
    }

    Path write(byte[] bytes) throws IOException {
        return Files.write(Files.createTempFile(folder, "stocks", ".csv"), bytes);
    }
}
