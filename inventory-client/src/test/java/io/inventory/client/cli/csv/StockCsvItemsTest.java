package io.inventory.client.cli.csv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.inventory.ImportId;
import io.inventory.ImportItem;
import io.inventory.ImportSummary;
import io.inventory.Inventory;
import io.inventory.RequestId;
import io.inventory.Sku;
import io.inventory.client.cli.csv.StockDrift.Finding;
import io.inventory.memory.InMemoryInventory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is sent of a file that was found good: all of it, once, and nothing of another content. */
class StockCsvItemsTest {
    /** Names that are good, however they look. */
    private static final List<String> ODD_NAMES = List.of(
            "a,b",
            "a\"b",
            "\"",
            "\"\"",
            "=1+1",
            "=\"x\"",
            "+1",
            "-1",
            "@x",
            "'x",
            "#x",
            "a;b",
            "a|b",
            "x\u00e9",
            "\u4e00",
            "\uD83D\uDE00",
            "\uFFFD",
            "a  b",
            "1.2E+5",
            "00123",
            "null",
            "sku_id",
            "\\n",
            "a'b",
            "\uFEFFx",
            "x\u200Dy",
            "x".repeat(128),
            "\"".repeat(128),
            "\uD83D\uDE00".repeat(128));

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    private final Inventory inventory = new InMemoryInventory();

    @Test
    void whatIsExportedCanBeImportedAgainAndIsTheSame() throws IOException {
        for (String name : ODD_NAMES) inventory.create(new Sku(name), name.length(), new RequestId("r"));
        inventory.setPolicy(new Sku("=1+1"), 1, 2, new RequestId("p"));
        Path exported = files().export(inventory);
        Inventory other = new InMemoryInventory();

        assertThat(CsvFiles.run(other, files().check(exported, StockCsvFormat.of(ImportMode.CREATE))))
                .isEqualTo(new ImportSummary(ODD_NAMES.size(), 0, 0));

        assertThat(other.stocks().map(stock -> stock.sku() + " " + stock.available()))
                .containsExactlyElementsOf(inventory
                        .stocks()
                        .map(stock -> stock.sku() + " " + stock.available())
                        .toList());
        StockCsvFormat set = new StockCsvFormat(ImportMode.SET, ',', Optional.of("restored"), Optional.empty());
        List<StockDrift> drifts = CsvFiles.drifts(inventory, files().check(exported, set));
        assertThat(drifts).hasSize(ODD_NAMES.size()).allMatch(drift -> drift.finding() == Finding.SAME);
    }

    @Test
    void theSameFileAgainIsTheSameImportAndAnyOtherIsAnother() throws IOException {
        String text = "sku_id,delta\nmug,5\n";
        StockCsvFormat format = new StockCsvFormat(ImportMode.ADJUST, ',', Optional.of("delivered"), Optional.empty());
        inventory.create(new Sku("mug"), 10, new RequestId("r"));
        StockCsvFile file = files().check(text, format);
        ImportId id = file.importId(Optional.empty());

        assertThat(CsvFiles.run(inventory, file)).isEqualTo(new ImportSummary(1, 0, 0));
        assertThat(CsvFiles.run(inventory, files().check(text, format))).isEqualTo(new ImportSummary(0, 1, 0));

        assertThat(inventory.stock(new Sku("mug")).available()).isEqualTo(15);
        assertThat(files().check(text + "cup,1\n", format).importId(Optional.empty()))
                .isNotEqualTo(id);
        assertThat(files().check(
                                text,
                                new StockCsvFormat(ImportMode.ADJUST, ',', Optional.of("found"), Optional.empty()))
                        .importId(Optional.empty()))
                .isNotEqualTo(id);
        assertThat(file.importId(Optional.of("x".repeat(60)))).isNotEqualTo(id);
    }

    @Test
    void anImportGoesOnFromALine() throws IOException {
        StockCsvFile file = files().check(
                        "sku_id,available_stock\n"
                                + String.join(
                                        "\n",
                                        IntStream.range(0, 1_000)
                                                .mapToObj(i -> "s" + i + ",1")
                                                .toList()),
                        StockCsvFormat.of(ImportMode.CREATE));
        for (long from : new long[] {0, 1, 2, 3, 500, 1_001, 1_002}) {
            try (StockCsvItems items = file.items(from)) {
                List<Long> numbers = new ArrayList<>();
                items.forEachRemaining(item -> numbers.add(item.number()));
                assertThat(numbers).hasSize((int) (1_001 - Math.max(2, from) + 1));
                if (!numbers.isEmpty()) assertThat(numbers.get(0)).isEqualTo(Math.max(2, from));
            }
        }
    }

    @Test
    void ofAFileThatIsChangedAfterItsCheckNothingOfAnotherContentIsSent() throws IOException {
        Path path = files().write("sku_id,available_stock\nmug,1\ncup,1\n".getBytes(StandardCharsets.UTF_8));
        StockCsvFile file = files().check(path, StockCsvFormat.of(ImportMode.CREATE));
        for (String other : List.of(
                "mug,1\ncup,2\n", "mug,1\n", "mug,1\ncup,x\n", "mug,1\ncup,1\npot,1\n", "mug,1\n\ncup,1\n", "")) {
            Files.writeString(path, "sku_id,available_stock\n" + other);
            assertThatThrownBy(() -> file.items(1))
                    .as(other)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("was changed after it had been checked");
        }
        Files.writeString(path, "sku_id,available_stock\r\nmug,1\r\ncup,1");
        assertThat(CsvFiles.items(file)).as("the same with other line ends").hasSize(2);
    }

    @Test
    void whatIsChangedWhileItIsSentEndsItAtTheBlockBefore() throws IOException {
        int lines = 2 * StockCsvItems.BLOCK_ROWS + 500;
        String text = "sku_id,available_stock\n"
                + IntStream.range(0, lines).mapToObj(i -> "s" + i + ",1\n").collect(Collectors.joining());
        for (int changed : new int[] {StockCsvItems.BLOCK_ROWS, 2 * StockCsvItems.BLOCK_ROWS - 1, lines - 1}) {
            Path path = files().write(text.getBytes(StandardCharsets.UTF_8));
            StockCsvFile file = files().check(path, StockCsvFormat.of(ImportMode.CREATE));
            Files.writeString(path, text.replace("\ns" + changed + ",1", "\ns" + changed + ",2"));
            List<ImportItem> sent = new ArrayList<>();
            try (StockCsvItems items = file.items(1)) {
                assertThatThrownBy(() -> items.forEachRemaining(sent::add)).isInstanceOf(UncheckedIOException.class);
                assertThatThrownBy(items::hasNext).isInstanceOf(UncheckedIOException.class);
            }
            assertThat(sent).hasSize(changed / StockCsvItems.BLOCK_ROWS * StockCsvItems.BLOCK_ROWS);
        }
    }

    @Test
    void aFileOfWholeBlocksIsReadToItsEnd() throws IOException {
        for (int lines : new int[] {StockCsvItems.BLOCK_ROWS, 2 * StockCsvItems.BLOCK_ROWS, 1}) {
            String text = "sku_id,available_stock\n"
                    + IntStream.range(0, lines).mapToObj(i -> "s" + i + ",1\n").collect(Collectors.joining());
            assertThat(CsvFiles.items(files().check(text, StockCsvFormat.of(ImportMode.CREATE))))
                    .hasSize(lines);
            assertThat(CsvFiles.items(files().check(text + "\n\n", StockCsvFormat.of(ImportMode.CREATE))))
                    .hasSize(lines);
        }
    }

    private CsvFiles files() {
        return new CsvFiles(folder);
    }
}
