package io.inventory.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.inventory.ImportChunk;
import io.inventory.ImportId;
import io.inventory.ImportItem;
import io.inventory.ImportItem.Adjust;
import io.inventory.ImportItem.Count;
import io.inventory.ImportItem.Create;
import io.inventory.ImportResult;
import io.inventory.ImportResult.Changed;
import io.inventory.ImportResult.Counted;
import io.inventory.ImportResult.Refused;
import io.inventory.ImportSummary;
import io.inventory.InvalidRequestException;
import io.inventory.InvalidRequestException.FieldViolation;
import io.inventory.LedgerEntry;
import io.inventory.RequestId;
import io.inventory.Sku;
import io.inventory.StockChanged;
import io.inventory.StockCounted;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Many changes at once, each applied once however often and in whatever parts they are sent. */
abstract class ImportsContract extends ContractTest {
    private final ImportId importId = new ImportId(names.prefix() + "import");

    @Test
    void everyKindOfChangeIsAppliedAndAnsweredInItsPlace() {
        Sku adjusted = stocked("adjusted", 10);
        Sku set = stocked("set", 10);
        Sku counted = stocked("counted", 10);
        Sku created = names.sku("created");

        List<ImportResult> results = submit(
                new Create(2, created, 7),
                new Adjust(3, adjusted, -4, "broken"),
                new ImportItem.Set(5, set, 3, "moved"),
                new Count(9, counted, 12, contract().clock().instant(), "year's end"));

        assertThat(results)
                .containsExactly(
                        new Changed(2, new StockChanged(created, 7, 0, 1, false)),
                        new Changed(3, new StockChanged(adjusted, 6, 0, 2, false)),
                        new Changed(5, new StockChanged(set, 3, 0, 2, false)),
                        new Counted(9, new StockCounted(counted, 12, 10, 12, 0, 2, false)));
        assertThat(newest(created).refId()).isEqualTo(importId + "/2");
        assertThat(newest(counted).refId()).isEqualTo(importId + "/9");
        assertThat(newest(adjusted).note()).isEqualTo("broken");
        assertLedgerProves(List.of(created, adjusted, set, counted));
    }

    @Test
    void whatIsSentAgainInWhateverPartsGivesTheRecordedAnswers() {
        Sku a = stocked("a", 10);
        Sku b = stocked("b", 10);
        List<ImportItem> items = List.of(new Adjust(1, a, 5, "found"), new Adjust(2, b, 6, "found"));
        submit(items.get(0), items.get(1));

        assertThat(submit(items.get(1))).containsExactly(new Changed(2, new StockChanged(b, 16, 0, 2, true)));
        assertThat(submit(items.get(0), items.get(1)))
                .containsExactly(
                        new Changed(1, new StockChanged(a, 15, 0, 2, true)),
                        new Changed(2, new StockChanged(b, 16, 0, 2, true)));
        assertThat(run(items)).isEqualTo(new ImportSummary(0, 2, 0));
        assertStock(a, 15, 0);
        assertStock(b, 16, 0);
    }

    @Test
    void anItemThatIsRefusedConcernsNoOther() {
        Sku a = stocked("a", 10);
        Sku b = stocked("b", 10);
        inventory().adjust(b, 1, "before", importId.requestId(4));

        List<ImportResult> results = submit(
                new Adjust(1, names.sku("unknown"), 5, "found"),
                new Create(2, a, 5),
                new Adjust(4, b, 2, "found"),
                new Create(5, names.sku("c"), 5));

        assertThat(results)
                .extracting(result -> result instanceof Refused refused
                        ? refused.failure().reason() + " of " + names.label(refused.sku())
                        : "ok")
                .containsExactly("SKU_NOT_FOUND of unknown", "ALREADY_EXISTS of a", "REQUEST_MISMATCH of b", "ok");
        assertStock(a, 10, 0);
        assertStock(b, 11, 0);
        assertStock(names.sku("c"), 5, 0);
    }

    @Test
    void anImportThatWasInterruptedGoesOnFromWhereItWas() {
        int count = 3 * ImportChunk.ITEMS_MAX + 7;
        List<Sku> skus = new ArrayList<>();
        for (int i = 0; i < count; i++) skus.add(names.sku("s" + i));
        assertThat(run(LongStream.rangeClosed(1, count)
                        .<ImportItem>mapToObj(i -> new Create(i, skus.get((int) i - 1), 10))
                        .toList()))
                .isEqualTo(new ImportSummary(count, 0, 0));
        ImportId second = new ImportId(names.prefix() + "second");
        List<ImportItem> items = LongStream.rangeClosed(1, count)
                .<ImportItem>mapToObj(i -> new Adjust(i, skus.get((int) i - 1), 5, "delivered"))
                .toList();
        List<ImportResult> answered = new ArrayList<>();
        int crashAfter = ImportChunk.ITEMS_MAX + 11;

        assertThatThrownBy(() -> inventory().importStocks(second, items.iterator(), result -> {
                    if (answered.size() == crashAfter) throw new IllegalStateException("crash");
                    answered.add(result);
                }))
                .hasMessage("crash");
        ImportSummary rest = inventory()
                .importStocks(second, items.subList(crashAfter, count).iterator(), answered::add);

        assertThat(answered)
                .extracting(ImportResult::number)
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, count).boxed().toList());
        assertThat(rest.refused()).isZero();
        assertThat(rest.applied() + rest.replayed()).isEqualTo(count - crashAfter);
        assertThat(inventory().stocks(skus).stocks())
                .allMatch(stock -> stock.available() == 15 && stock.version() == 2);
    }

    @Test
    void theItemsOfOneSkuKeepTheirOrder() {
        Sku a = stocked("a", 0);
        List<ImportItem> items = new ArrayList<>();
        for (int i = 1; i <= 20; i++)
            items.add(i % 4 == 0 ? new ImportItem.Set(i, a, 100L * i, "counted") : new Adjust(i, a, i, "found"));
        items.add(new Create(21, names.sku("b"), 1));

        assertThat(run(items)).isEqualTo(new ImportSummary(21, 0, 0));

        assertStock(a, 2_000, 0);
        assertThat(LedgerProof.entries(inventory(), a).stream().skip(1).map(LedgerEntry::refId))
                .containsExactlyElementsOf(LongStream.rangeClosed(1, 20)
                        .mapToObj(importId::requestId)
                        .map(RequestId::value)
                        .toList());
    }

    @Test
    void twoWhoImportTheSameAtOnceApplyItOnce() {
        List<ImportItem> items = LongStream.rangeClosed(1, 600)
                .<ImportItem>mapToObj(i -> new Create(i, names.sku("s" + i), i))
                .toList();
        List<CompletableFuture<ImportSummary>> runs = List.of(
                CompletableFuture.supplyAsync(() -> run(items)), CompletableFuture.supplyAsync(() -> run(items)));

        ImportSummary first = runs.get(0).join();
        ImportSummary second = runs.get(1).join();

        assertThat(first.applied() + second.applied()).isEqualTo(600);
        assertThat(first.replayed() + second.replayed()).isEqualTo(600);
    }

    @Test
    void aChunkThatIsNoneIsNotEvenMade() {
        Create one = new Create(1, names.sku("a"), 1);
        assertNamed("items", () -> new ImportChunk(importId, List.of()));
        assertNamed(
                "items",
                () -> new ImportChunk(
                        importId,
                        LongStream.rangeClosed(1, ImportChunk.ITEMS_MAX + 1L)
                                .<ImportItem>mapToObj(i -> new Create(i, names.sku("s" + i), i))
                                .toList()));
        assertNamed("items[1].number", () -> new ImportChunk(importId, List.of(one, new Create(1, names.sku("b"), 1))));
        assertNamed("items[1].sku_id", () -> new ImportChunk(importId, List.of(one, new Create(2, names.sku("a"), 1))));
        assertNamed("number", () -> new Create(0, names.sku("a"), 1));
        assertNamed("initial_stock", () -> new Create(1, names.sku("a"), -1));
        assertNamed("delta", () -> new Adjust(1, names.sku("a"), 0, "none"));
        assertNamed("reason", () -> new ImportItem.Set(1, names.sku("a"), 0, " "));
        assertNamed("import_id", () -> new ImportId("x".repeat(101)));
        assertNamed("number", () -> run(List.of(new Create(2, names.sku("x"), 1), new Create(1, names.sku("y"), 1))));
    }

    @Test
    void theLongestIdsFit() {
        ImportId longest = new ImportId("\uD83D\uDE00".repeat(ImportId.CODE_POINTS_MAX));
        Sku sku = names.sku("a");
        inventory()
                .submit(new ImportChunk(longest, List.of(new Create(Long.MAX_VALUE, sku, 1))))
                .join();
        assertThat(newest(sku).refId()).isEqualTo(longest + "/" + Long.MAX_VALUE);
    }

    private static void assertNamed(String field, ThrowingCallable made) {
        assertThat(Assertions.catchThrowableOfType(InvalidRequestException.class, made)
                        .violations())
                .extracting(FieldViolation::field)
                .containsExactly(field);
    }

    private List<ImportResult> submit(ImportItem... items) {
        return inventory().submit(new ImportChunk(importId, List.of(items))).join();
    }

    private ImportSummary run(List<ImportItem> items) {
        return inventory().importStocks(importId, items.iterator(), result -> {});
    }

    private LedgerEntry newest(Sku sku) {
        return inventory().ledger(sku).findFirst().orElseThrow();
    }
}
