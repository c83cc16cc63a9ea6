package io.inventory.jdbi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.inventory.AsOf;
import io.inventory.BatchGetStockAsOf;
import io.inventory.CountStock;
import io.inventory.DeductOutcome.Deducted;
import io.inventory.ErrorReason;
import io.inventory.ExplainStock;
import io.inventory.GetStockAsOf;
import io.inventory.InventoryException;
import io.inventory.LedgerEntry;
import io.inventory.ListSkuLedger;
import io.inventory.OrderId;
import io.inventory.OrderStatus;
import io.inventory.RequestId;
import io.inventory.RollbackId;
import io.inventory.Sku;
import io.inventory.Stock;
import io.inventory.StockBalance;
import io.inventory.StockExplanation;
import io.inventory.TimeRange;
import io.inventory.VerifyLedger;
import io.inventory.jdbi.fault.Failures;
import io.inventory.jdbi.sql.LedgerArchiving;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Old entries are in a file before they are deleted, what they add up to proves the stock, and nothing is answered with less. */
@Timeout(120)
@ExpectedLog({Failures.class, LedgerRetention.class, LedgerArchiving.class})
class LedgerRetentionTest {
    @RegisterExtension
    static final TestDatabase POSTGRESQL = TestDatabase.postgresql();

    @RegisterExtension
    static final TestDatabase H2 = TestDatabase.h2();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    static Stream<StoreForm> forms() {
        return StoreForm.all(POSTGRESQL, H2).filter(StoreForm::groupCommit);
    }

    private static void assertPruned(ThrowingCallable request) {
        assertThatThrownBy(request)
                .isInstanceOfSatisfying(
                        InventoryException.class, e -> assertThat(e.reason()).isEqualTo(ErrorReason.HISTORY_PRUNED))
                .hasMessageContaining("was archived");
    }

    private static long count(StoreForm form, String rows) {
        return OldLedger.count(form, rows);
    }

    @ParameterizedTest
    @MethodSource("forms")
    void oldEntriesAreInAFileAndTheStockIsProvedWithoutThem(StoreForm form) throws IOException {
        OldLedger ledger = new OldLedger(form, folder);
        try (JdbiInventory inventory = form.open()) {
            ledger.write(inventory);
            Stock stock = inventory.stock(OldLedger.SKU);
            StockExplanation whole = inventory.execute(new ExplainStock(OldLedger.SKU, TimeRange.ALWAYS));
            List<LedgerEntry> before = inventory.ledger(OldLedger.SKU).toList();
            ledger.archive(inventory);

            assertThat(ledger.kept(inventory)).isEqualTo(before.subList(0, OldLedger.KEPT));
            assertThat(inventory.stock(OldLedger.SKU)).isEqualTo(stock);
            assertThat(VerifiedStore.findings(inventory, VerifyLedger.ENTRIES_DEFAULT))
                    .isEmpty();
            assertThat(ledger.files())
                    .hasSize(1)
                    .allMatch(file -> file.toString().endsWith(".jsonl.gz"));
            Path file = ledger.files().get(0);
            assertThat(LedgerArchive.verify(file)).isEqualTo(OldLedger.ARCHIVED);
            assertThat(LedgerArchive.findings(file, form.database().dataSource()))
                    .isEmpty();
            assertThat(count(form, "inventory_checkpoints where archive = '" + file.getFileName() + "'"))
                    .isEqualTo(1);
            StockExplanation after = inventory.execute(new ExplainStock(OldLedger.SKU, TimeRange.ALWAYS));
            assertThat(after.sums()).isEqualTo(whole.sums());
            assertThat(after.opening()).isEqualTo(whole.opening());
            assertThat(after.closing()).isEqualTo(whole.closing());
        }
    }

    @ParameterizedTest
    @MethodSource("forms")
    void whatIsAskedOfTheTimeBeforeIsRefusedAndNeverWrong(StoreForm form) {
        OldLedger ledger = new OldLedger(form, folder);
        Sku sku = OldLedger.SKU;
        try (JdbiInventory inventory = form.open()) {
            ledger.write(inventory);
            List<LedgerEntry> before = inventory.ledger(sku).toList();
            LedgerEntry last = before.get(OldLedger.KEPT);
            Instant longAgo = before.get(before.size() - 1).createdAt();
            Instant tooEarly = last.createdAt().minusMillis(1);
            ledger.archive(inventory);

            for (long version = 1; version <= before.size(); version++) {
                GetStockAsOf asOf = new GetStockAsOf(sku, new AsOf.Version(version));
                if (version < last.version()) assertPruned(() -> inventory.execute(asOf));
                else
                    assertThat(inventory.execute(asOf))
                            .isEqualTo(StockBalance.after(before.get(before.size() - (int) version)));
            }
            assertThat(inventory.execute(new GetStockAsOf(sku, new AsOf.Time(last.createdAt()))))
                    .isEqualTo(StockBalance.after(last));
            assertPruned(() -> inventory.execute(new GetStockAsOf(sku, new AsOf.Time(tooEarly))));
            assertPruned(() -> inventory.execute(new BatchGetStockAsOf(List.of(sku), tooEarly)));
            assertPruned(() -> inventory.ledger(new OrderId("old-1")).toList());
            assertThat(inventory.ledger(new OrderId("new-1")).toList()).hasSize(1);
            TimeRange since = new TimeRange(longAgo.plusMillis(1), TimeRange.ALWAYS.until());
            assertPruned(() -> inventory.execute(new ExplainStock(sku, since)));
            assertPruned(() -> inventory.execute(new ListSkuLedger(sku, 10, Optional.empty(), since)));
            TimeRange kept = new TimeRange(last.createdAt().plusMillis(1), TimeRange.ALWAYS.until());
            assertThat(inventory
                            .execute(new ListSkuLedger(sku, 10, Optional.empty(), kept))
                            .items())
                    .isEqualTo(before.subList(0, OldLedger.KEPT));
            assertThat(inventory.execute(new ExplainStock(sku, kept)).opening().version())
                    .isEqualTo(last.version());
            TimeRange until =
                    new TimeRange(TimeRange.ALWAYS.from(), before.get(0).createdAt());
            assertThat(inventory
                            .execute(new ListSkuLedger(sku, 2, Optional.empty(), until))
                            .items())
                    .isEqualTo(before.subList(1, 3));
        }
    }

    /** Whose entries are in a file is answered as before, and gives back what it has. */
    @ParameterizedTest
    @MethodSource("forms")
    void ordersAndRequestsAnswerAsBefore(StoreForm form) {
        OldLedger ledger = new OldLedger(form, folder);
        try (JdbiInventory inventory = form.open()) {
            ledger.write(inventory);
            List<String> answers = ledger.answers(inventory);
            long available = inventory.stock(OldLedger.SKU).available();
            ledger.archive(inventory);
            assertThat(ledger.answers(inventory)).isEqualTo(answers);
            assertThat(inventory.stock(OldLedger.SKU).available()).isEqualTo(available);

            inventory.rollback(new OrderId("old-1"));
            inventory.rollback(new OrderId("old-1"));
            inventory.rollback(new OrderId("old-2"), List.of(OldLedger.units(1)), new RollbackId("some"));
            inventory.confirm(new OrderId("old-reserved"));
            inventory.confirm(new OrderId("old-reserved"));
            assertThat(inventory.stock(OldLedger.SKU).available()).isEqualTo(available + 1 + 1);
            assertThat(inventory.stock(OldLedger.SKU).reserved()).isZero();
            assertThat(inventory.order(new OrderId("old-1")).status()).isEqualTo(OrderStatus.ROLLED_BACK);
            assertThat(inventory.deduct(new OrderId("old-2"), List.of(OldLedger.units(2))))
                    .isEqualTo(new Deducted(new OrderId("old-2"), true));
            for (int entriesMax : new int[] {VerifyLedger.ENTRIES_DEFAULT, 3, 1})
                assertThat(VerifiedStore.findings(inventory, entriesMax)).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("forms")
    void thePassesAfterGoOnWhereItEnded(StoreForm form) throws IOException {
        OldLedger ledger = new OldLedger(form, folder);
        try (JdbiInventory inventory = form.open()) {
            ledger.write(inventory);
            ledger.archive(inventory);
            ledger.makeOld(1);
            ledger.archive(inventory);
            List<Path> files = ledger.files();
            assertThat(files).hasSize(2);
            // the newest entry stays
            assertThat(ledger.kept(inventory)).hasSize(1);
            assertThat(LedgerArchive.verify(files.get(0)) + LedgerArchive.verify(files.get(1)))
                    .isEqualTo(inventory.stock(OldLedger.SKU).version() - 1);
            for (Path file : files)
                assertThat(LedgerArchive.findings(file, form.database().dataSource()))
                        .isEmpty();
            assertThat(count(form, "inventory_checkpoints")).isEqualTo(1);
            assertThat(VerifiedStore.findings(inventory, VerifyLedger.ENTRIES_DEFAULT))
                    .isEmpty();

            ledger.archiveNothing(inventory);
            assertThat(ledger.files()).isEqualTo(files);
        }
    }

    /** A part has 5,000 entries, and a checkpoint of the ledger's own is at each 4,096th. */
    @ParameterizedTest
    @MethodSource("forms")
    void aLongLedgerIsArchivedPartByPart(StoreForm form) throws IOException {
        OldLedger ledger = new OldLedger(form, folder);
        ledger.clear();
        LongLedger longOne = new LongLedger(new Sku("long"), 12_003);
        longOne.write(form);
        form.sql("update inventory_logs set created_at = created_at - interval '3' year");
        form.sql("update inventory_stocks set created_at = created_at - interval '3' year");
        try (JdbiInventory inventory = form.open()) {
            await().ignoreExceptions().until(() -> inventory.explain(longOne.sku()) != null);
            StockExplanation whole = inventory.explain(longOne.sku());
            ledger.archive(inventory, 5_000);
            assertThat(ledger.files()).hasSize(3);
            long archived = 0;
            for (Path file : ledger.files()) archived += LedgerArchive.verify(file);
            assertThat(archived).isEqualTo(12_002);
            assertThat(count(form, "inventory_logs")).isEqualTo(1);
            assertThat(inventory.explain(longOne.sku()).sums()).isEqualTo(whole.sums());
            inventory.adjust(longOne.sku(), 1, "found", new RequestId("r"));
            assertThat(LedgerVerification.findings(form.database().dataSource()))
                    .isEmpty();
            assertThat(VerifiedStore.findings(inventory, VerifyLedger.ENTRIES_DEFAULT))
                    .as("the orders of that ledger are invented")
                    .allMatch(finding -> finding.refId().startsWith("ref-"));
        }
    }

    @ParameterizedTest
    @MethodSource("forms")
    void whatIsCountedAsOfTheTimeBeforeIsRefused(StoreForm form) {
        OldLedger ledger = new OldLedger(form, folder);
        try (JdbiInventory inventory = form.open()) {
            ledger.write(inventory);
            Instant longAgo = Instant.now().minus(Duration.ofHours(3));
            ledger.archive(inventory);
            CountStock count = new CountStock(OldLedger.SKU, 100, longAgo, "counted", new RequestId("count"));
            assertPruned(() -> inventory.execute(count));
            assertThat(inventory.stock(OldLedger.SKU).version()).isEqualTo(OldLedger.ARCHIVED + OldLedger.KEPT);
        }
    }

    @ParameterizedTest
    @MethodSource("forms")
    void aDamagedLedgerIsNotArchivedAndHoldsUpNoOther(StoreForm form) {
        OldLedger ledger = new OldLedger(form, folder);
        Sku gap = new Sku("0 gap");
        Sku begin = new Sku("0 no begin");
        Sku reason = new Sku("0 unreadable");
        try (JdbiInventory inventory = form.open()) {
            ledger.write(inventory);
            for (Sku sku : List.of(gap, begin, reason)) {
                inventory.create(sku, 1, new RequestId("1"));
                for (int i = 2; i < 6; i++) inventory.adjust(sku, 1, "more", new RequestId("" + i));
            }
            ledger.makeOld(2);
            form.sql("delete from inventory_logs where sku_id = ? and version = 3", gap.value());
            form.sql("delete from inventory_logs where sku_id = ? and version < 3", begin.value());
            form.sql(
                    "update inventory_logs set reason = 'teleported' where sku_id = ? and version = 2", reason.value());
            ledger.archive(inventory);
            assertThat(count(form, "inventory_logs where sku_id = '" + gap + "'"))
                    .isEqualTo(4);
            assertThat(count(form, "inventory_logs where sku_id = '" + begin + "'"))
                    .isEqualTo(3);
            assertThat(count(form, "inventory_logs where sku_id = '" + reason + "'"))
                    .isEqualTo(5);
            assertThat(count(form, "inventory_checkpoints where archive <> ''")).isEqualTo(1);
        }
    }

    @Test
    void whatItKeepsIsLimited() {
        try (JdbiInventory inventory = JdbiInventory.on(H2.dataSource())) {
            for (Duration wrong :
                    List.of(LedgerRetention.RETAINED_MIN.minusMillis(1), LedgerRetention.RETAINED_MAX.plusMillis(1)))
                assertThatThrownBy(() -> LedgerRetention.start(inventory, wrong, folder))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("1 minute to 3650 days");
        }
    }
}
