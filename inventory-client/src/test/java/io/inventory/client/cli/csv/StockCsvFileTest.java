package io.inventory.client.cli.csv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.inventory.ImportId;
import io.inventory.ImportItem;
import io.inventory.ImportResult;
import io.inventory.ImportSummary;
import io.inventory.Inventory;
import io.inventory.OrderId;
import io.inventory.OrderLine;
import io.inventory.RequestId;
import io.inventory.Sku;
import io.inventory.Stock;
import io.inventory.client.cli.csv.HostileLines.Hostile;
import io.inventory.client.cli.csv.StockDrift.Finding;
import io.inventory.memory.InMemoryInventory;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files of stocks: what they mean, and that nothing is sent of one with anything wrong in it. */
class StockCsvFileTest {
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
    private Path folder;

    private final Inventory inventory = new InMemoryInventory();

    @Test
    void eachOfTwoHundredHostileLinesIsReportedWithItsLineAndReasonAndNothingIsSent() throws IOException {
        List<Hostile> hostile = HostileLines.all();
        assertThat(hostile.size()).isGreaterThanOrEqualTo(200);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(
                (HostileLines.HEADER + "\nfirst,1,2026-01-02T03:04:05Z,counted\n").getBytes(StandardCharsets.UTF_8));
        for (int i = 0; i < hostile.size(); i++) {
            bytes.writeBytes(hostile.get(i).bytes());
            // a good line behind each: what is broken takes no other with it
            bytes.writeBytes(("\ngood-" + i + ",1,2026-01-02T03:04:05Z,counted\n").getBytes(StandardCharsets.UTF_8));
        }
        StockCsvFile file = check(bytes.toByteArray(), StockCsvFormat.of(ImportMode.COUNT));

        Map<Long, List<BadLine>> byLine = new HashMap<>();
        file.bad()
                .forEach(bad -> byLine.computeIfAbsent(bad.line(), line -> new ArrayList<>())
                        .add(bad));
        for (int i = 0; i < hostile.size(); i++) {
            Hostile each = hostile.get(i);
            long line = 3 + 2L * i;
            assertThat(byLine.getOrDefault(line, List.of()))
                    .as("line %s: %s", line, new String(each.bytes(), StandardCharsets.UTF_8))
                    .anySatisfy(bad -> {
                        assertThat(bad.column()).isEqualTo(each.column());
                        assertThat(bad.why()).contains(each.why()).isNotBlank();
                    });
        }
        assertThat(byLine.size()).isEqualTo(hostile.size());
        assertThat(file.changes()).isEqualTo(hostile.size() + 1);
        assertThatIllegalStateException().isThrownBy(() -> file.items(1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\n",
                "sku_id",
                "sku_id,counted",
                "counted,as_of,reason",
                "sku_id,counted,as_of,reason,sku_id",
                "sku_id;counted;as_of;reason",
                "sku_id\tcounted\tas_of\treason",
                "SKU_ID,COUNTED,as_of,reason",
                "sku_id, counted,as_of,reason",
                "sku_id,counted,as_of,reason,price",
                "sku_id,counted,as_of,reason,",
                "sku_id,delta,as_of,reason",
                "\"sku_id,counted,as_of,reason",
                "sku_id,\"counted\"x,as_of,reason",
                "mug,1,2026-01-02T03:04:05Z,counted",
                "sku_id,counted,as_of,reason",
                "sku_id,counted,as_of,reason\n\n\r\n"
            })
    void aHeaderThatIsNoneIsRefused(String header) throws IOException {
        String lines = header.contains("\n\n") || header.equals(HostileLines.HEADER)
                ? ""
                : "\nmug,1,2026-01-02T03:04:05Z,counted\n";
        StockCsvFile file = check(header + lines, StockCsvFormat.of(ImportMode.COUNT));
        assertThat(file.bad()).isNotEmpty().allSatisfy(bad -> {
            assertThat(bad.line()).isBetween(1L, 2L);
            assertThat(bad.why()).isNotBlank();
        });
        assertThatIllegalStateException().isThrownBy(() -> file.items(1));
    }

    @Test
    void whoSeparatesBySemicolonsIsToldSo() throws IOException {
        String text = "sku_id;available_stock\nmug;10\n";
        assertThat(check(text, StockCsvFormat.of(ImportMode.SET)).bad())
                .extracting(BadLine::why)
                .anyMatch(why -> why.contains("separated by ';'"));
        StockCsvFormat semicolons = new StockCsvFormat(ImportMode.SET, ';', Optional.of("counted"), Optional.empty());
        assertThat(items(check(text, semicolons)))
                .containsExactly(new ImportItem.Set(2, new Sku("mug"), 10, "counted"));
    }

    @Test
    void aFileOfUtf16IsRefusedAsAWhole() throws IOException {
        for (String charset : List.of("UTF-16", "UTF-16LE", "UTF-16BE")) {
            String bom = charset.equals("UTF-16") ? "" : "\uFEFF";
            StockCsvFile file = check(
                    (bom + "sku_id,available_stock\nmug,10\n").getBytes(charset), StockCsvFormat.of(ImportMode.CREATE));
            assertThat(file.bad()).containsExactly(new BadLine(1, "", "is UTF-16; save the file as UTF-8"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n", "\r"})
    void aByteOrderMarkAndEveryKindOfLineEndAreRead(String end) throws IOException {
        String text = "\uFEFFsku_id,available_stock" + end + "mug,10" + end + end + "\"cup\",\"0\"" + end;
        for (String each : List.of(text, text.substring(0, text.length() - end.length())))
            assertThat(items(check(each, StockCsvFormat.of(ImportMode.CREATE))))
                    .containsExactly(
                            new ImportItem.Create(2, new Sku("mug"), 10), new ImportItem.Create(4, new Sku("cup"), 0));
    }

    @Test
    void everyModeReadsItsOwnColumnAndALinesOwnWordsComeFirst() throws IOException {
        Instant asOf = Instant.parse("2026-01-01T00:00:00Z");
        StockCsvFormat count = new StockCsvFormat(ImportMode.COUNT, ',', Optional.of("year's end"), Optional.of(asOf));
        assertThat(items(check("reason,sku_id,counted,as_of\n,mug,5,\nlate,cup,6,2026-01-02T01:00:00+01:00\n", count)))
                .containsExactly(
                        new ImportItem.Count(2, new Sku("mug"), 5, asOf, "year's end"),
                        new ImportItem.Count(3, new Sku("cup"), 6, Instant.parse("2026-01-02T00:00:00Z"), "late"));
        StockCsvFormat adjust = new StockCsvFormat(ImportMode.ADJUST, ',', Optional.of("delivered"), Optional.empty());
        assertThat(items(check("sku_id,delta,available_stock\nmug,-5,99\n", adjust)))
                .containsExactly(new ImportItem.Adjust(2, new Sku("mug"), -5, "delivered"));
        assertThat(check("sku_id,delta\nmug,0\n", StockCsvFormat.of(ImportMode.ADJUST))
                        .bad())
                .extracting(BadLine::line, BadLine::column)
                .containsExactly(tuple(1L, "reason"));
    }

    @Test
    void whatIsExportedCanBeImportedAgainAndIsTheSame() throws IOException {
        for (String name : ODD_NAMES) inventory.create(new Sku(name), name.length(), new RequestId("r"));
        inventory.setPolicy(new Sku("=1+1"), 1, 2, new RequestId("p"));
        Path exported = export(inventory);
        Inventory other = new InMemoryInventory();

        assertThat(run(other, check(exported, StockCsvFormat.of(ImportMode.CREATE))))
                .isEqualTo(new ImportSummary(ODD_NAMES.size(), 0, 0));

        assertThat(other.stocks().map(stock -> stock.sku() + " " + stock.available()))
                .containsExactlyElementsOf(inventory
                        .stocks()
                        .map(stock -> stock.sku() + " " + stock.available())
                        .toList());
        StockCsvFormat set = new StockCsvFormat(ImportMode.SET, ',', Optional.of("restored"), Optional.empty());
        List<StockDrift> drifts = drifts(check(exported, set));
        assertThat(drifts).hasSize(ODD_NAMES.size()).allMatch(drift -> drift.finding() == Finding.SAME);
    }

    @Test
    void theSameFileAgainIsTheSameImportAndAnyOtherIsAnother() throws IOException {
        String text = "sku_id,delta\nmug,5\n";
        StockCsvFormat format = new StockCsvFormat(ImportMode.ADJUST, ',', Optional.of("delivered"), Optional.empty());
        inventory.create(new Sku("mug"), 10, new RequestId("r"));
        StockCsvFile file = check(text, format);
        ImportId id = file.importId(Optional.empty());

        assertThat(run(inventory, file)).isEqualTo(new ImportSummary(1, 0, 0));
        assertThat(run(inventory, check(text, format))).isEqualTo(new ImportSummary(0, 1, 0));

        assertThat(inventory.stock(new Sku("mug")).available()).isEqualTo(15);
        assertThat(check(text + "cup,1\n", format).importId(Optional.empty())).isNotEqualTo(id);
        assertThat(check(text, new StockCsvFormat(ImportMode.ADJUST, ',', Optional.of("found"), Optional.empty()))
                        .importId(Optional.empty()))
                .isNotEqualTo(id);
        assertThat(file.importId(Optional.of("x".repeat(60)))).isNotEqualTo(id);
    }

    @Test
    void anImportGoesOnFromALine() throws IOException {
        StockCsvFile file = check(
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
        Path path = write("sku_id,available_stock\nmug,1\ncup,1\n".getBytes(StandardCharsets.UTF_8));
        StockCsvFile file = check(path, StockCsvFormat.of(ImportMode.CREATE));
        for (String other : List.of(
                "mug,1\ncup,2\n", "mug,1\n", "mug,1\ncup,x\n", "mug,1\ncup,1\npot,1\n", "mug,1\n\ncup,1\n", "")) {
            Files.writeString(path, "sku_id,available_stock\n" + other);
            assertThatThrownBy(() -> file.items(1))
                    .as(other)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("was changed after it had been checked");
        }
        Files.writeString(path, "sku_id,available_stock\r\nmug,1\r\ncup,1");
        assertThat(items(file)).as("the same with other line ends").hasSize(2);
    }

    @Test
    void whatIsChangedWhileItIsSentEndsItAtTheBlockBefore() throws IOException {
        int lines = 2 * StockCsvItems.BLOCK_ROWS + 500;
        String text = "sku_id,available_stock\n"
                + IntStream.range(0, lines).mapToObj(i -> "s" + i + ",1\n").collect(Collectors.joining());
        for (int changed : new int[] {StockCsvItems.BLOCK_ROWS, 2 * StockCsvItems.BLOCK_ROWS - 1, lines - 1}) {
            Path path = write(text.getBytes(StandardCharsets.UTF_8));
            StockCsvFile file = check(path, StockCsvFormat.of(ImportMode.CREATE));
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
            assertThat(items(check(text, StockCsvFormat.of(ImportMode.CREATE)))).hasSize(lines);
            assertThat(items(check(text + "\n\n", StockCsvFormat.of(ImportMode.CREATE))))
                    .hasSize(lines);
        }
    }

    @Test
    void ofAHundredThousandSkusTheOneThatIsThereTwiceIsFound() throws IOException {
        int lines = 100_000;
        String text = "sku_id,available_stock\n"
                + IntStream.range(0, lines).mapToObj(i -> "s" + i + ",1\n").collect(Collectors.joining());
        StockCsvFile good = check(text, StockCsvFormat.of(ImportMode.CREATE));
        assertThat(good.bad()).isEmpty();
        assertThat(good.has(new Sku("s99999"))).isTrue();
        assertThat(good.has(new Sku("S99999"))).isFalse();
        assertThat(check(text + "s777,1\n", StockCsvFormat.of(ImportMode.CREATE))
                        .bad())
                .containsExactly(
                        new BadLine(lines + 2, "sku_id", "is that of line 779 too; a file has one line for each SKU"));
    }

    @Test
    void thousandsOfBadLinesAreCountedAndTheFirstAreKept() throws IOException {
        StockCsvFile file =
                check("sku_id,available_stock\n" + "mug,x\n".repeat(5_000), StockCsvFormat.of(ImportMode.CREATE));
        assertThat(file.bad()).hasSize(StockCsvFile.BAD_MAX);
        assertThat(file.badCount()).isEqualTo(5_000);
    }

    @ParameterizedTest
    @EnumSource
    void theDriftSaysWhatAnImportWouldDoAndChangesNothing(ImportMode mode) throws IOException {
        inventory.create(new Sku("same"), 10, new RequestId("r"));
        inventory.create(new Sku("more"), 10, new RequestId("r"));
        Instant then = Instant.now();
        List<Stock> before = inventory.stocks().toList();
        String number = mode == ImportMode.ADJUST ? "delta" : mode == ImportMode.COUNT ? "counted" : "available_stock";
        StockCsvFormat format = new StockCsvFormat(
                mode,
                ',',
                mode.needsReason() ? Optional.of("r") : Optional.empty(),
                mode == ImportMode.COUNT ? Optional.of(then) : Optional.empty());
        StockCsvFile file = check("sku_id," + number + "\nsame,10\nmore,4\nunknown,3\n", format);

        List<StockDrift> drifts = drifts(file);

        Finding same = switch (mode) {
            case CREATE -> Finding.EXISTS;
            case SET, COUNT -> Finding.SAME;
            case ADJUST -> Finding.DIFFERS;
        };
        Finding more = mode == ImportMode.CREATE ? Finding.EXISTS : Finding.DIFFERS;
        assertThat(drifts)
                .containsExactly(
                        new StockDrift(2, new Sku("same"), same, OptionalLong.of(10), OptionalLong.of(10)),
                        new StockDrift(3, new Sku("more"), more, OptionalLong.of(4), OptionalLong.of(10)),
                        new StockDrift(
                                4, new Sku("unknown"), Finding.UNKNOWN, OptionalLong.of(3), OptionalLong.empty()));
        assertThat(inventory.stocks()).isEqualTo(before);
        long refused = drifts.stream().filter(drift -> drift.isRefused(mode)).count();
        assertThat(run(inventory, file).refused()).isEqualTo(refused);
    }

    @Test
    void whatTheFileDoesNotHaveIsFoundToo() throws IOException {
        for (String name : List.of("a", "b", "c")) inventory.create(new Sku(name), 10, new RequestId("r"));
        inventory.reserve(new OrderId("o"), List.of(new OrderLine(new Sku("c"), 4)));
        Instant then = Instant.now();
        List<StockDrift> drifts = new ArrayList<>();
        StockCsvFormat set = new StockCsvFormat(ImportMode.SET, ',', Optional.of("r"), Optional.empty());
        StockDrift.notInFile(inventory, check("sku_id,available_stock\nb,1\nx,1\n", set), drifts::add);
        StockCsvFormat count = new StockCsvFormat(ImportMode.COUNT, ',', Optional.of("r"), Optional.of(then));
        StockDrift.notInFile(inventory, check("sku_id,counted\na,1\nb,1\n", count), drifts::add);
        assertThat(drifts)
                .extracting(StockDrift::line, StockDrift::sku, StockDrift::inventory)
                .containsExactly(
                        tuple(0L, new Sku("a"), OptionalLong.of(10)),
                        tuple(0L, new Sku("c"), OptionalLong.of(6)),
                        tuple(0L, new Sku("c"), OptionalLong.of(10)));
    }

    @Test
    void whatWouldLeaveLessThanNothingOrMoreThanThereCanBeIsFound() throws IOException {
        inventory.create(new Sku("a"), 10, new RequestId("r"));
        inventory.create(new Sku("b"), Long.MAX_VALUE, new RequestId("r"));
        StockCsvFormat format = new StockCsvFormat(ImportMode.ADJUST, ',', Optional.of("r"), Optional.empty());
        StockCsvFile file = check("sku_id,delta\na,-11\nb,1\n", format);
        assertThat(drifts(file)).extracting(StockDrift::finding).containsOnly(Finding.OUT_OF_RANGE);
        assertThat(run(inventory, file)).isEqualTo(new ImportSummary(0, 0, 2));
    }

    private Path export(Inventory from) throws IOException {
        StringWriter text = new StringWriter();
        try (Stream<Stock> stocks = from.exportStocks()) {
            StockCsvWriter.write(stocks.iterator(), text, count -> {});
        }
        return write(text.toString().getBytes(StandardCharsets.UTF_8));
    }

    private List<StockDrift> drifts(StockCsvFile file) throws IOException {
        List<StockDrift> drifts = new ArrayList<>();
        try (StockCsvItems items = file.items(1)) {
            StockDrift.compare(inventory, items, drifts::add);
        }
        return drifts;
    }

    private static ImportSummary run(Inventory into, StockCsvFile file) throws IOException {
        List<ImportResult> results = new ArrayList<>();
        try (StockCsvItems items = file.items(1)) {
            return into.importStocks(file.importId(Optional.empty()), items, results::add);
        }
    }

    private static List<ImportItem> items(StockCsvFile file) throws IOException {
        assertThat(file.bad()).isEmpty();
        List<ImportItem> read = new ArrayList<>();
        try (StockCsvItems items = file.items(1)) {
            items.forEachRemaining(read::add);
        }
        return read;
    }

    private StockCsvFile check(String text, StockCsvFormat format) throws IOException {
        return check(text.getBytes(StandardCharsets.UTF_8), format);
    }

    private StockCsvFile check(byte[] bytes, StockCsvFormat format) throws IOException {
        return check(write(bytes), format);
    }

    private static StockCsvFile check(Path file, StockCsvFormat format) throws IOException {
        return StockCsvFile.check(file, format, bytes -> {});
    }

    private Path write(byte[] bytes) throws IOException {
        return Files.write(Files.createTempFile(folder, "stocks", ".csv"), bytes);
    }
}
