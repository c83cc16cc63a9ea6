package io.inventory.client.cli.csv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.tuple;

import io.inventory.ImportItem;
import io.inventory.Sku;
import io.inventory.client.cli.csv.HostileLines.Hostile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files of stocks: what they mean, and that nothing is sent of one with anything wrong in it. */
class StockCsvFileTest {
    @TempDir
    private Path folder;

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
        StockCsvFile file = files().check(bytes.toByteArray(), StockCsvFormat.of(ImportMode.COUNT));

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
        StockCsvFile file = files().check(header + lines, StockCsvFormat.of(ImportMode.COUNT));
        assertThat(file.bad()).isNotEmpty().allSatisfy(bad -> {
            assertThat(bad.line()).isBetween(1L, 2L);
            assertThat(bad.why()).isNotBlank();
        });
        assertThatIllegalStateException().isThrownBy(() -> file.items(1));
    }

    @Test
    void whoSeparatesBySemicolonsIsToldSo() throws IOException {
        String text = "sku_id;available_stock\nmug;10\n";
        assertThat(files().check(text, StockCsvFormat.of(ImportMode.SET)).bad())
                .extracting(BadLine::why)
                .anyMatch(why -> why.contains("separated by ';'"));
        StockCsvFormat semicolons = new StockCsvFormat(ImportMode.SET, ';', Optional.of("counted"), Optional.empty());
        assertThat(CsvFiles.items(files().check(text, semicolons)))
                .containsExactly(new ImportItem.Set(2, new Sku("mug"), 10, "counted"));
    }

    @Test
    void aFileOfUtf16IsRefusedAsAWhole() throws IOException {
        for (String charset : List.of("UTF-16", "UTF-16LE", "UTF-16BE")) {
            String bom = charset.equals("UTF-16") ? "" : "\uFEFF";
            StockCsvFile file = files().check(
                            (bom + "sku_id,available_stock\nmug,10\n").getBytes(charset),
                            StockCsvFormat.of(ImportMode.CREATE));
            assertThat(file.bad()).containsExactly(new BadLine(1, "", "is UTF-16; save the file as UTF-8"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n", "\r"})
    void aByteOrderMarkAndEveryKindOfLineEndAreRead(String end) throws IOException {
        String text = "\uFEFFsku_id,available_stock" + end + "mug,10" + end + end + "\"cup\",\"0\"" + end;
        for (String each : List.of(text, text.substring(0, text.length() - end.length())))
            assertThat(CsvFiles.items(files().check(each, StockCsvFormat.of(ImportMode.CREATE))))
                    .containsExactly(
                            new ImportItem.Create(2, new Sku("mug"), 10), new ImportItem.Create(4, new Sku("cup"), 0));
    }

    @Test
    void everyModeReadsItsOwnColumnAndALinesOwnWordsComeFirst() throws IOException {
        Instant asOf = Instant.parse("2026-01-01T00:00:00Z");
        StockCsvFormat count = new StockCsvFormat(ImportMode.COUNT, ',', Optional.of("year's end"), Optional.of(asOf));
        assertThat(CsvFiles.items(files().check(
                                "reason,sku_id,counted,as_of\n,mug,5,\nlate,cup,6,2026-01-02T01:00:00+01:00\n", count)))
                .containsExactly(
                        new ImportItem.Count(2, new Sku("mug"), 5, asOf, "year's end"),
                        new ImportItem.Count(3, new Sku("cup"), 6, Instant.parse("2026-01-02T00:00:00Z"), "late"));
        StockCsvFormat adjust = new StockCsvFormat(ImportMode.ADJUST, ',', Optional.of("delivered"), Optional.empty());
        assertThat(CsvFiles.items(files().check("sku_id,delta,available_stock\nmug,-5,99\n", adjust)))
                .containsExactly(new ImportItem.Adjust(2, new Sku("mug"), -5, "delivered"));
        assertThat(files().check("sku_id,delta\nmug,0\n", StockCsvFormat.of(ImportMode.ADJUST))
                        .bad())
                .extracting(BadLine::line, BadLine::column)
                .containsExactly(tuple(1L, "reason"));
    }

    @Test
    void ofAHundredThousandSkusTheOneThatIsThereTwiceIsFound() throws IOException {
        int lines = 100_000;
        String text = "sku_id,available_stock\n"
                + IntStream.range(0, lines).mapToObj(i -> "s" + i + ",1\n").collect(Collectors.joining());
        StockCsvFile good = files().check(text, StockCsvFormat.of(ImportMode.CREATE));
        assertThat(good.bad()).isEmpty();
        assertThat(good.has(new Sku("s99999"))).isTrue();
        assertThat(good.has(new Sku("S99999"))).isFalse();
        assertThat(files().check(text + "s777,1\n", StockCsvFormat.of(ImportMode.CREATE))
                        .bad())
                .containsExactly(
                        new BadLine(lines + 2, "sku_id", "is that of line 779 too; a file has one line for each SKU"));
    }

    @Test
    void thousandsOfBadLinesAreCountedAndTheFirstAreKept() throws IOException {
        StockCsvFile file = files().check(
                        "sku_id,available_stock\n" + "mug,x\n".repeat(5_000), StockCsvFormat.of(ImportMode.CREATE));
        assertThat(file.bad()).hasSize(StockCsvFile.BAD_MAX);
        assertThat(file.badCount()).isEqualTo(5_000);
    }

    private CsvFiles files() {
        return new CsvFiles(folder);
    }
}
