package io.inventory.jdbi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.inventory.AdjustStock;
import io.inventory.Command;
import io.inventory.CreateStock;
import io.inventory.ErrorReason;
import io.inventory.Inventory;
import io.inventory.InventoryException;
import io.inventory.LedgerEntry;
import io.inventory.OrderId;
import io.inventory.OrderLine;
import io.inventory.RequestId;
import io.inventory.Sku;
import io.inventory.VerifyLedger;
import io.inventory.jdbi.sql.SqlObjects;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A store with a SKU some of whose entries are two hours old, and the folder where they are archived. */
record OldLedger(StoreForm form, Path folder) {
    static final Sku SKU = new Sku("A");

    /** How many entries are two hours old. */
    static final int ARCHIVED = 8;

    /** How many are younger. */
    static final int KEPT = 4;

    private static final List<String> TABLES =
            List.of("stocks", "logs", "orders", "requests", "reservations", "checkpoints", "signals", "leases");

    /** The stores that are archived alike: PostgreSQL and H2, with group commit. */
    static Stream<StoreForm> forms(TestDatabase postgresql, TestDatabase h2) {
        return StoreForm.all(postgresql, h2)
                .filter(form -> form.groupCommit() && (form.database() == h2 || !form.portable()));
    }

    void clear() {
        for (String table : TABLES) form.sql("delete from inventory_" + table);
    }

    static OrderLine units(long units) {
        return new OrderLine(SKU, units);
    }

    /**
     * Versions 1 created with 100, 2 adjusted, 3 and 4 old-1 and old-2 take 1 and 2, 5 and 6 old-3 takes 3 and is rolled back, 7 reserves
     * 5, 8 old-4 takes 1; then new-1 to new-3, and old-4 gives back its unit.
     */
    void write(Inventory inventory) {
        clear();
        inventory.create(SKU, 100, new RequestId("1"));
        inventory.adjust(SKU, 5, "found", new RequestId("2"));
        inventory.deduct(new OrderId("old-1"), List.of(units(1)));
        inventory.deduct(new OrderId("old-2"), List.of(units(2)));
        inventory.deduct(new OrderId("old-3"), List.of(units(3)));
        inventory.rollback(new OrderId("old-3"));
        inventory.reserve(new OrderId("old-reserved"), List.of(units(5)), Duration.ofHours(1));
        inventory.deduct(new OrderId("old-4"), List.of(units(1)));
        makeOld(2);
        for (int i = 1; i <= 3; i++) inventory.deduct(new OrderId("new-" + i), List.of(units(1)));
        inventory.rollback(new OrderId("old-4"));
    }

    /** Makes all entries that many hours older. */
    void makeOld(int hours) {
        form.sql("update inventory_logs set created_at = created_at - interval '" + hours + "' hour");
        form.sql("update inventory_stocks set created_at = created_at - interval '" + hours + "' hour");
    }

    /** What duplicates are answered. */
    List<String> answers(Inventory inventory) {
        List<String> answers = new ArrayList<>();
        for (String order : List.of("old-1", "old-2", "old-3", "old-reserved", "old-4", "new-1"))
            answers.add(inventory.order(new OrderId(order)).toString());
        for (int i = 1; i <= 3; i++)
            answers.add(
                    inventory.deduct(new OrderId("old-" + i), List.of(units(i))).toString());
        answers.add(inventory.rollback(new OrderId("old-3")).toString());
        answers.add(inventory
                .reserve(new OrderId("old-reserved"), List.of(units(5)), Duration.ofHours(1))
                .toString());
        answers.add(inventory.create(SKU, 100, new RequestId("1")).toString());
        answers.add(inventory.adjust(SKU, 5, "found", new RequestId("2")).toString());
        return answers;
    }

    /** Archives what is older than a minute. */
    void archive(JdbiInventory inventory) {
        archive(inventory, LedgerRetention.Settings.ENTRIES_MAX);
    }

    void archive(JdbiInventory inventory, int entriesMax) {
        long before = archived();
        form.sql("delete from inventory_leases where name = 'reader:retain-ledger'");
        try (LedgerRetention retention = start(inventory, entriesMax)) {
            assertThat(retention).isNotNull();
            await().atMost(Duration.ofSeconds(60)).until(() -> archived() > before && passIsOver());
        }
    }

    /** A pass that finds nothing. */
    void archiveNothing(JdbiInventory inventory) {
        form.sql("delete from inventory_leases where name = 'reader:retain-ledger'");
        try (LedgerRetention retention = start(inventory, LedgerRetention.Settings.ENTRIES_MAX)) {
            assertThat(retention).isNotNull();
            await().until(this::passIsOver);
        }
    }

    LedgerRetention start(JdbiInventory inventory, int entriesMax) {
        return inventory.startLedgerRetention(
                new LedgerRetention.Settings(LedgerRetention.RETAINED_MIN, folder, entriesMax), () -> false);
    }

    private boolean passIsOver() {
        return count(form, "inventory_leases where name = 'reader:retain-ledger' and holder is null and position > 0")
                > 0;
    }

    private long archived() {
        return SqlObjects.on(form.database().dataSource())
                .withHandle(handle -> handle.select(
                                "select coalesce(sum(version), 0) from inventory_checkpoints where archive <> ''")
                        .mapTo(Long.class)
                        .one());
    }

    static long count(StoreForm form, String rows) {
        return SqlObjects.on(form.database().dataSource())
                .withHandle(handle -> handle.select("select count(*) from " + rows)
                        .mapTo(Long.class)
                        .one());
    }

    /** Newest first, until the listing says that older ones are archived. */
    List<LedgerEntry> kept(Inventory inventory) {
        List<LedgerEntry> kept = new ArrayList<>();
        Iterator<LedgerEntry> entries = inventory.ledger(SKU).iterator();
        try {
            while (entries.hasNext()) kept.add(entries.next());
            assertThat(kept)
                    .as("a listing does not end as if nothing was missing")
                    .isNull();
        } catch (InventoryException e) {
            assertThat(e.reason()).isEqualTo(ErrorReason.HISTORY_PRUNED);
        }
        return kept;
    }

    /** Whatever is in the folder, by name. */
    List<Path> files() {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether there is a file whose name ends so. */
    boolean has(String ending) {
        return files().stream().anyMatch(file -> file.toString().endsWith(ending));
    }

    /** Each entry is in the database or in one file, and the ledgers are proved. */
    void assertEachEntryIsOnce(Inventory inventory) throws IOException {
        assertThat(files()).allMatch(file -> file.toString().endsWith(".jsonl.gz"));
        long archived = 0;
        for (Path file : files()) {
            archived += LedgerArchive.verify(file);
            assertThat(LedgerArchive.findings(file, form.database().dataSource()))
                    .isEmpty();
        }
        long written = 0;
        for (var stock : inventory.stocks().toList()) written += stock.version();
        assertThat(archived + count(form, "inventory_logs")).isEqualTo(written);
        assertThat(VerifiedStore.findings(inventory, VerifyLedger.ENTRIES_DEFAULT))
                .isEmpty();
    }

    /** Writes further SKUs of three entries each. */
    static void manySkus(Inventory inventory, int count) {
        all(inventory, count, i -> new CreateStock(many(i), 1, new RequestId("1")));
        all(inventory, count, i -> new AdjustStock(many(i), 1, "more", new RequestId("2")));
        all(inventory, count, i -> new AdjustStock(many(i), 1, "more", new RequestId("3")));
    }

    private static Sku many(int number) {
        return new Sku("many " + number);
    }

    private static void all(Inventory inventory, int count, IntFunction<Command<?>> commands) {
        CompletableFuture.allOf(IntStream.range(0, count)
                        .mapToObj(commands)
                        .map(inventory::submit)
                        .toArray(CompletableFuture<?>[]::new))
                .join();
    }
}
