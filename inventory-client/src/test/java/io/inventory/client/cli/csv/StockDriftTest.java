package io.inventory.client.cli.csv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.inventory.ImportSummary;
import io.inventory.Inventory;
import io.inventory.OrderId;
import io.inventory.OrderLine;
import io.inventory.RequestId;
import io.inventory.Sku;
import io.inventory.Stock;
import io.inventory.client.cli.csv.StockDrift.Finding;
import io.inventory.memory.InMemoryInventory;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What differs between a file and the inventory, of which nothing is changed. */
class StockDriftTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    private final Inventory inventory = new InMemoryInventory();

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
        StockCsvFile file = files().check("sku_id," + number + "\nsame,10\nmore,4\nunknown,3\n", format);

        List<StockDrift> drifts = CsvFiles.drifts(inventory, file);

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
        assertThat(CsvFiles.run(inventory, file).refused()).isEqualTo(refused);
    }

    @Test
    void whatTheFileDoesNotHaveIsFoundToo() throws IOException {
        for (String name : List.of("a", "b", "c")) inventory.create(new Sku(name), 10, new RequestId("r"));
        inventory.reserve(new OrderId("o"), List.of(new OrderLine(new Sku("c"), 4)));
        Instant then = Instant.now();
        List<StockDrift> drifts = new ArrayList<>();
        StockCsvFormat set = new StockCsvFormat(ImportMode.SET, ',', Optional.of("r"), Optional.empty());
        StockDrift.notInFile(inventory, files().check("sku_id,available_stock\nb,1\nx,1\n", set), drifts::add);
        StockCsvFormat count = new StockCsvFormat(ImportMode.COUNT, ',', Optional.of("r"), Optional.of(then));
        StockDrift.notInFile(inventory, files().check("sku_id,counted\na,1\nb,1\n", count), drifts::add);
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
        StockCsvFile file = files().check("sku_id,delta\na,-11\nb,1\n", format);
        assertThat(CsvFiles.drifts(inventory, file))
                .extracting(StockDrift::finding)
                .containsOnly(Finding.OUT_OF_RANGE);
        assertThat(CsvFiles.run(inventory, file)).isEqualTo(new ImportSummary(0, 0, 2));
    }

    @Test
    void aCountOfATimeThatIsStillToComeIsFoundAndTheOthersAreComparedAllTheSame() throws IOException {
        inventory.create(new Sku("a"), 10, new RequestId("r"));
        inventory.create(new Sku("b"), 10, new RequestId("r"));
        StockCsvFormat format = new StockCsvFormat(ImportMode.COUNT, ',', Optional.of("r"), Optional.empty());
        StockCsvFile file =
                files().check("sku_id,counted,as_of\na,9," + Instant.now() + "\nb,9,2999-01-01T00:00:00Z\n", format);
        assertThat(CsvFiles.drifts(inventory, file))
                .extracting(StockDrift::line, StockDrift::finding)
                .containsExactly(tuple(2L, Finding.DIFFERS), tuple(3L, Finding.TIME_REFUSED));
        assertThat(CsvFiles.run(inventory, file)).isEqualTo(new ImportSummary(1, 0, 1));
    }

    private CsvFiles files() {
        return new CsvFiles(folder);
    }
}
