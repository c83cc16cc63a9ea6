package io.inventory.jdbi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.zaxxer.hikari.HikariDataSource;
import io.inventory.Deduct;
import io.inventory.DeductOutcome.Deducted;
import io.inventory.ErrorReason;
import io.inventory.ExportStocks;
import io.inventory.ImportId;
import io.inventory.ImportItem;
import io.inventory.Inventory;
import io.inventory.InventoryException;
import io.inventory.OrderLine;
import io.inventory.Page;
import io.inventory.Stock;
import io.inventory.StockExport;
import io.inventory.contract.Names;
import io.inventory.jdbi.fault.Failures;
import io.inventory.jdbi.queue.StockExports;
import io.inventory.jdbi.sql.SqlObjects;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What an export costs its store, whatever its reader does. */
@Timeout(60)
@ExpectedLog(Failures.class)
class StockExportsTest {
    private static final Duration SHORT = Duration.ofMillis(300);
    private static final Duration LONG = Duration.ofSeconds(30);

    @RegisterExtension
    static final TestDatabase H2 = TestDatabase.h2();

    @RegisterExtension
    static final TestDatabase POSTGRESQL = TestDatabase.postgresql();

    private final Names names = new Names();

    enum Store {
        ON_H2,
        ON_POSTGRESQL;

        TestDatabase database() {
            return this == ON_H2 ? H2 : POSTGRESQL;
        }
    }

    @ParameterizedTest
    @EnumSource
    void whoReadsNothingLosesTheExportAndItsConnectionIsFree(Store store) {
        try (JdbiInventory inventory = open(store, new StockExports.Limits(LONG, SHORT))) {
            stockThreePages(inventory);
            StockExport export = inventory.execute(new ExportStocks());
            Awaitility.await().until(() -> connectionsInUse(store) == 1);

            Awaitility.await().until(() -> connectionsInUse(store) == 0);

            assertFails(export, "nothing was read of the export for 300 ms");
            try (Stream<Stock> again = inventory.exportStocks()) {
                assertThat(again.count()).isGreaterThan(2 * Page.SIZE_MAX);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void anExportEndsWhenItsTimeIsOverHoweverItIsRead(Store store) {
        try (JdbiInventory inventory = open(store, new StockExports.Limits(SHORT, LONG))) {
            stockThreePages(inventory);
            StockExport export = inventory.execute(new ExportStocks());
            Awaitility.await().until(() -> connectionsInUse(store) == 0);
            assertFails(export, "an export may take 300 ms");
        }
    }

    @ParameterizedTest
    @EnumSource
    void theLastPageNeedsNoConnectionAnyMore(Store store) {
        try (JdbiInventory inventory = open(store, StockExports.Limits.DEFAULT)) {
            stockThreePages(inventory);
            long pages = 1 + inventory.stocks().count() / Page.SIZE_MAX;
            StockExport export = inventory.execute(new ExportStocks());
            for (long i = 1; i < pages; i++) assertThat(export.next().join()).hasSize(Page.SIZE_MAX);

            Awaitility.await().until(() -> connectionsInUse(store) == 0);

            assertThat(export.next().join()).hasSizeBetween(1, Page.SIZE_MAX - 1);
            assertThat(export.next().join()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void oneMoreIsOverloadedAndOrdersAndReadsGoOn(Store store) {
        try (JdbiInventory inventory = open(store, StockExports.Limits.DEFAULT)) {
            stockThreePages(inventory);
            StockExport first = inventory.execute(new ExportStocks());
            StockExport second = inventory.execute(new ExportStocks());

            InventoryException refusal =
                    catchThrowableOfType(InventoryException.class, () -> inventory.execute(new ExportStocks()));
            assertThat(refusal.reason()).isEqualTo(ErrorReason.OVERLOADED);
            assertThat(refusal).hasMessageContaining("2 exports are open");
            assertThat(inventory.execute(new Deduct(names.order("o"), List.of(new OrderLine(names.sku("s1"), 1)))))
                    .isInstanceOf(Deducted.class);
            assertThat(inventory.stock(names.sku("s1")).available()).isEqualTo(9);

            first.close();
            Awaitility.await().until(() -> connectionsInUse(store) == 1);
            inventory.execute(new ExportStocks()).close();
            second.close();
        }
    }

    @Test
    void withoutAConnectionToSpareThereIsNoExport() {
        try (StorePool pool = StorePool.open(new StoreSettings(
                        POSTGRESQL.settings().url(), POSTGRESQL.settings().user(), "", 2, LONG, LONG, LONG));
                JdbiInventory inventory = JdbiInventory.builder(pool).build()) {
            InventoryException refusal =
                    catchThrowableOfType(InventoryException.class, () -> inventory.execute(new ExportStocks()));
            assertThat(refusal.reason()).isEqualTo(ErrorReason.OVERLOADED);
            assertThat(refusal).hasMessageContaining("give the inventory more");
        }
    }

    @ParameterizedTest
    @EnumSource
    void closingTheInventoryEndsAnExportAndTellsItsReader(Store store) {
        JdbiInventory inventory = open(store, StockExports.Limits.DEFAULT);
        stockThreePages(inventory);
        StockExport export = inventory.execute(new ExportStocks());
        inventory.close();
        assertThat(connectionsInUse(store)).isZero();
        assertFails(export, "it was closed");
    }

    @ParameterizedTest
    @EnumSource
    void aRowThatCannotBeReadFailsTheExportAndIsNamed(Store store) {
        try (JdbiInventory inventory = open(store, StockExports.Limits.DEFAULT)) {
            stockThreePages(inventory);
            // the last of all, so that pages come before it
            String bad = "\uDBFF\uDFFD bad ";
            SqlObjects.on(store.database().dataSource())
                    .useHandle(handle -> handle.execute(
                            "insert into inventory_stocks (sku_id, id, available_stock, reserved_stock, version,"
                                    + " created_at, updated_at) select ?, id, 1, 0, 1, created_at, updated_at from"
                                    + " inventory_stocks where sku_id = ?",
                            bad,
                            names.sku("s1").value()));
            try (StockExport export = inventory.execute(new ExportStocks())) {
                InventoryException failure = failure(() -> readAll(export));
                assertThat(failure.reason()).isEqualTo(ErrorReason.INTERNAL);
                assertThat(failure).hasMessageContaining("bad");
            } finally {
                SqlObjects.on(store.database().dataSource())
                        .useHandle(handle -> handle.execute("delete from inventory_stocks where sku_id = ?", bad));
            }
        }
    }

    private void stockThreePages(Inventory inventory) {
        inventory.importStocks(
                new ImportId(names.prefix() + "stock"),
                LongStream.rangeClosed(1, 2L * Page.SIZE_MAX + 10)
                        .mapToObj(i -> new ImportItem.Create(i, names.sku("s" + i), 10))
                        .iterator(),
                result -> {});
    }

    private static JdbiInventory open(Store store, StockExports.Limits limits) {
        return JdbiInventory.builder(store.database().pool())
                .exportLimits(limits)
                .build();
    }

    private static int connectionsInUse(Store store) {
        return ((HikariDataSource) store.database().dataSource())
                .getHikariPoolMXBean()
                .getActiveConnections();
    }

    private static void assertFails(StockExport export, String why) {
        InventoryException failure = failure(() -> readAll(export));
        assertThat(failure.reason()).isEqualTo(ErrorReason.UNAVAILABLE);
        assertThat(failure).hasMessageContaining(why);
    }

    private static void readAll(StockExport export) {
        List<Stock> page = export.next().join();
        while (!page.isEmpty()) page = export.next().join();
    }

    private static InventoryException failure(ThrowingCallable read) {
        return (InventoryException) Objects.requireNonNull(
                catchThrowableOfType(CompletionException.class, read).getCause());
    }
}
