package io.inventory.client.cli.csv;

import static org.assertj.core.api.Assertions.assertThat;

import io.inventory.ImportItem;
import io.inventory.fuzz.Fuzz;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file of stocks is read, and the same when it is written again; or every bad line is named, and nothing is sent. */
class StockCsvFuzzTest {
    private static final List<String> EXAMPLES = List.of(
            """
            sku_id,counted,as_of,reason
            A,3,2026-01-02T03:04:05Z,shelf
            "B ""x""\",0,2026-01-02T03:04:05+01:00,"a, b"
            """,
            "\ufeffsku_id,available_stock,reason\r\nA,10,r\r\n\r\nB,9223372036854775807,r\r\n",
            "sku_id,available_stock\nA,1\nB,2\nC,3\n",
            "sku_id,delta,reason,version\nA,-1,r,1\nB,1,r,2\n",
            """
            sku_id,available_stock,reserved_stock,safety_stock,low_threshold,version,created_at,updated_at
            =A,1,0,0,0,1,2026-01-01T00:00:00Z,2026-01-01T00:00:00Z
            """);

    private static final List<String> WORDS = List.of(
            ",",
            "\n",
            "\r\n",
            "\"",
            "\"\"",
            ";",
            "\t",
            "sku_id",
            "counted",
            "as_of",
            "reason",
            "delta",
            "2026-01-01T00:00:00Z",
            "A,1",
            "\nA,1",
            "=1+1",
            "@x");

    /** Writing a file takes longer than reading it. */
    private static final int COST = 10;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    private static List<ImportItem> items(StockCsvFile checked) throws IOException {
        List<ImportItem> items = new ArrayList<>();
        try (StockCsvItems all = checked.items(1)) {
            all.forEachRemaining(items::add);
        }
        return items;
    }

    private boolean isRead(Path file, ImportMode mode) throws IOException {
        StockCsvFormat format = StockCsvFormat.of(mode);
        StockCsvFile checked = StockCsvFile.check(file, format, bytes -> {});
        assertThat(checked.badCount()).isGreaterThanOrEqualTo(checked.bad().size());
        if (checked.badCount() > 0) {
            assertThat(checked.bad()).isNotEmpty().allSatisfy(bad -> {
                assertThat(bad.line()).isPositive();
                assertThat(bad.why()).isNotBlank();
            });
            return false;
        }
        List<ImportItem> items = items(checked);
        assertThat(items).hasSize((int) checked.changes()).isNotEmpty();
        Path again = Files.writeString(folder.resolve("again.csv"), csv(mode, items));
        List<ImportItem> itemsAgain = items(StockCsvFile.check(again, format, bytes -> {}));
        assertThat(itemsAgain).hasSameSizeAs(items);
        for (int i = 0; i < items.size(); i++)
            assertThat(fields(itemsAgain.get(i))).isEqualTo(fields(items.get(i)));
        return true;
    }

    private static String csv(ImportMode mode, List<ImportItem> items) {
        String header = switch (mode) {
            case CREATE -> "sku_id,available_stock";
            case SET -> "sku_id,available_stock,reason";
            case ADJUST -> "sku_id,delta,reason";
            case COUNT -> "sku_id,counted,as_of,reason";
        };
        StringBuilder csv = new StringBuilder(header);
        for (ImportItem item : items)
            csv.append('\n')
                    .append(String.join(
                            ",",
                            fields(item).stream()
                                    .map(field -> '"' + field.replace("\"", "\"\"") + '"')
                                    .toList()));
        return csv.toString();
    }

    private static List<String> fields(ImportItem item) {
        String sku = item.sku().value();
        if (item instanceof ImportItem.Create create) return List.of(sku, "" + create.available());
        if (item instanceof ImportItem.Set set) return List.of(sku, "" + set.available(), set.reason());
        if (item instanceof ImportItem.Adjust adjust) return List.of(sku, "" + adjust.delta(), adjust.reason());
        ImportItem.Count count = (ImportItem.Count) item;
        return List.of(sku, "" + count.counted(), count.asOf().toString(), count.reason());
    }

    @Test
    void filesAreReadOrEveryBadLineIsNamed() throws InterruptedException {
        Fuzz.bytes("files of stocks", EXAMPLES, WORDS).cost(COST).run(bytes -> {
            Path file = Files.write(folder.resolve("stocks.csv"), bytes);
            boolean read = false;
            for (ImportMode mode : ImportMode.values()) read |= isRead(file, mode);
            return read;
        });
    }
}
