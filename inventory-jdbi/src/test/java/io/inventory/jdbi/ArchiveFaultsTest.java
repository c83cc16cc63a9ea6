package io.inventory.jdbi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.inventory.AdjustStock;
import io.inventory.Command;
import io.inventory.CreateStock;
import io.inventory.Inventory;
import io.inventory.RequestId;
import io.inventory.Sku;
import io.inventory.UnavailableException;
import io.inventory.VerifyLedger;
import io.inventory.jdbi.fault.Failures;
import io.inventory.jdbi.sql.LedgerArchiving;
import io.inventory.jdbi.transaction.RecordedLog;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever goes wrong while a ledger is archived: each entry is in the database or in one file, and the stock is proved. */
@Timeout(120)
@ExpectedLog({Failures.class, LedgerRetention.class, LedgerArchiving.class})
class ArchiveFaultsTest {
    @RegisterExtension
    static final TestDatabase POSTGRESQL = TestDatabase.postgresql();

    @RegisterExtension
    static final TestDatabase H2 = TestDatabase.h2();

    private static final String DELETE = "delete from inventory_logs";
    private static final String LEASE = "inventory_leases where name = 'reader:retain-ledger'";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    static Stream<StoreForm> forms() {
        return StoreForm.all(POSTGRESQL, H2)
                .filter(form -> form.groupCommit() && (form.database() == H2 || !form.portable()));
    }

    private static StoreForm postgresql() {
        return forms().findFirst().orElseThrow();
    }

    private static boolean has(OldLedger ledger, String ending) {
        return ledger.files().stream().anyMatch(file -> file.toString().endsWith(ending));
    }

    private static void assertEachEntryIsOnce(OldLedger ledger, Inventory inventory) throws IOException {
        assertThat(ledger.files()).allMatch(file -> file.toString().endsWith(".jsonl.gz"));
        long archived = 0;
        for (Path file : ledger.files()) {
            archived += LedgerArchive.verify(file);
            assertThat(LedgerArchive.findings(file, ledger.form().database().dataSource()))
                    .isEmpty();
        }
        long written = 0;
        for (var stock : inventory.stocks().toList()) written += stock.version();
        assertThat(archived + OldLedger.count(ledger.form(), "inventory_logs")).isEqualTo(written);
        assertThat(VerifiedStore.findings(inventory, VerifyLedger.ENTRIES_DEFAULT))
                .isEmpty();
    }

    /** After a crash of the machine there is what was brought to the disk, under the name that the folder had then. */
    @ParameterizedTest
    @MethodSource("forms")
    void theFileIsOnTheDiskBeforeAnythingIsDeletedAndTheCheckpointIsThere(StoreForm form) {
        RecordedDisk disk = RecordedDisk.of(folder);
        OldLedger ledger = new OldLedger(form, disk.at(folder));
        BeforeStatements inserting = new BeforeStatements(
                form.database().dataSource(), "insert into inventory_checkpoints", () -> disk.add("checkpoint"));
        BeforeStatements deleting = new BeforeStatements(inserting.dataSource(), DELETE, () -> disk.add("delete"));
        try (JdbiInventory inventory = JdbiInventory.on(deleting.dataSource())) {
            ledger.write(inventory);
            ledger.archive(inventory);
        }
        assertThat(disk.events().subList(0, 8))
                .containsExactly(
                        "write .part",
                        "sync .part",
                        "rename .pending",
                        "sync /",
                        "checkpoint",
                        "delete",
                        "rename .gz",
                        "sync /");
    }

    /** The file is there, and so are the entries. */
    @ParameterizedTest
    @MethodSource("forms")
    void whatWasNotDeletedIsDeletedTheNextTimeAndNotWrittenAgain(StoreForm form) throws IOException {
        OldLedger ledger = new OldLedger(form, folder);
        List<Path> left = new ArrayList<>();
        BeforeStatements failing = new BeforeStatements(form.database().dataSource(), DELETE, () -> {
            left.addAll(ledger.files());
            throw new SQLException("refused by the test", "42501");
        });
        try (JdbiInventory inventory = JdbiInventory.on(failing.dataSource())) {
            ledger.write(inventory);
            ledger.archive(inventory);
            assertThat(left).singleElement().asString().endsWith(".jsonl.gz.pending");
            assertThat(ledger.files())
                    .singleElement()
                    .asString()
                    .isEqualTo(left.get(0).toString().replace(".pending", ""));
            assertEachEntryIsOnce(ledger, inventory);
        }
    }

    /** As when a process is stopped for a minute, and goes on when another has taken over. */
    @ParameterizedTest
    @MethodSource("forms")
    void whoHasLostItsTurnDeletesNothing(StoreForm form) throws IOException {
        OldLedger ledger = new OldLedger(form, folder);
        String until = form.database() == H2 ? "dateadd('second', 50, now())" : "now() + interval '50 seconds'";
        BeforeStatements losing = new BeforeStatements(
                form.database().dataSource(),
                "version <= ? order by version",
                () -> form.sql("update inventory_leases set holder = 'another', expires_at = " + until
                        + " where name = 'reader:retain-ledger'"));
        try (JdbiInventory inventory = JdbiInventory.on(losing.dataSource())) {
            ledger.write(inventory);
            form.sql("delete from " + LEASE);
            try (LedgerRetention retention = ledger.start(inventory, 100)) {
                assertThat(retention).isNotNull();
                await().until(() -> has(ledger, ".pending"));
                // it looks once a second whether it has its turn again
                await().during(Duration.ofMillis(1_500))
                        .atMost(Duration.ofSeconds(20))
                        .until(() -> has(ledger, ".pending"));
                assertThat(OldLedger.count(form, "inventory_logs")).isEqualTo(OldLedger.ARCHIVED + OldLedger.KEPT);
                form.sql("delete from " + LEASE);
                await().until(() -> !has(ledger, ".pending"));
            }
            assertThat(ledger.files()).hasSize(1);
            assertEachEntryIsOnce(ledger, inventory);
        }
    }

    @ParameterizedTest
    @MethodSource("forms")
    void twoOfThemAtOnceWriteEachEntryOnce(StoreForm form) throws IOException {
        OldLedger ledger = new OldLedger(form, folder);
        Path another = Files.createDirectory(folder.resolve("another"));
        OldLedger others = new OldLedger(form, another);
        try (JdbiInventory first = form.open();
                JdbiInventory second = form.open()) {
            ledger.write(first);
            manySkus(first, 50);
            ledger.makeOld(2);
            form.sql("delete from " + LEASE);
            try (LedgerRetention mine = ledger.start(first, 20);
                    LedgerRetention theirs = others.start(second, 20)) {
                assertThat(mine).isNotSameAs(theirs);
                await().atMost(Duration.ofSeconds(60)).until(() -> OldLedger.count(form, "inventory_logs") == 50 + 1);
                await().until(() -> !has(ledger, ".pending") && !has(others, ".pending"));
            }
            for (Path file : others.files()) Files.move(file, folder.resolve(file.getFileName()));
            Files.delete(another);
            assertThat(ledger.files()).hasSizeGreaterThan(3);
            assertEachEntryIsOnce(ledger, first);
        }
    }

    /** Of three entries each. */
    private static void manySkus(Inventory inventory, int count) {
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

    @ParameterizedTest
    @MethodSource("forms")
    void itIsClosedWhileItWritesAndWhileItDeletes(StoreForm form) throws IOException {
        OldLedger ledger = new OldLedger(form, folder);
        try (JdbiInventory inventory = form.open()) {
            ledger.write(inventory);
            manySkus(inventory, 40);
            ledger.makeOld(2);
            for (String ending : List.of(".part", ".pending")) {
                form.sql("delete from " + LEASE);
                LedgerRetention retention = ledger.start(inventory, 30);
                await().pollInterval(Duration.ofMillis(1)).until(() -> has(ledger, ending));
                Instant begin = Instant.now();
                retention.close();
                assertThat(Duration.between(begin, Instant.now())).isLessThan(Duration.ofSeconds(5));
                assertThat(has(ledger, ".part")).as("it is not left half").isFalse();
            }
            ledger.archive(inventory, 30);
            assertEachEntryIsOnce(ledger, inventory);
        }
    }

    @ParameterizedTest
    @MethodSource("forms")
    void whoClosesItMayBeInterrupted(StoreForm form) {
        OldLedger ledger = new OldLedger(form, folder);
        JdbiInventory inventory = form.open();
        ledger.write(inventory);
        manySkus(inventory, 50);
        ledger.makeOld(2);
        LedgerRetention retention = ledger.start(inventory, 100);
        await().pollInterval(Duration.ofMillis(1)).until(() -> has(ledger, ".part"));
        Thread.currentThread().interrupt();
        retention.close();
        inventory.close();
        assertThat(Thread.interrupted()).isTrue();
        try (JdbiInventory next = form.open()) {
            assertThat(next.stock(OldLedger.SKU).version()).isEqualTo(OldLedger.ARCHIVED + OldLedger.KEPT);
            assertThat(VerifiedStore.findings(next, VerifyLedger.ENTRIES_DEFAULT))
                    .isEmpty();
            assertThatThrownBy(() -> LedgerRetention.start(inventory, LedgerRetention.RETAINED_MIN, folder))
                    .isInstanceOf(UnavailableException.class);
            await().until(() -> !has(ledger, ".part"));
        }
    }

    @ParameterizedTest
    @MethodSource("forms")
    void whoReadsAnArchiveMayBeInterrupted(StoreForm form) {
        OldLedger ledger = new OldLedger(form, folder);
        try (JdbiInventory inventory = form.open()) {
            ledger.write(inventory);
            ledger.archive(inventory);
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> LedgerArchive.findings(
                            ledger.files().get(0), form.database().dataSource()))
                    .isInstanceOf(UnavailableException.class);
            assertThat(Thread.interrupted()).isTrue();
            assertThat(inventory.stock(OldLedger.SKU)).isNotNull();
        }
    }

    /** Another has changed an entry after it was written to the file. */
    @ParameterizedTest
    @MethodSource("forms")
    void whatIsNotAsItWasArchivedStays(StoreForm form) throws IOException {
        OldLedger ledger = new OldLedger(form, folder);
        BeforeStatements changing = new BeforeStatements(
                form.database().dataSource(),
                "sum(change)",
                () -> form.sql("update inventory_logs set change = change - 1 where sku_id = 'A' and version = 2"));
        try (JdbiInventory inventory = JdbiInventory.on(changing.dataSource());
                RecordedLog log = new RecordedLog(LedgerRetention.class)) {
            ledger.write(inventory);
            manySkus(inventory, 2);
            ledger.makeOld(2);
            ledger.archive(inventory);
            assertThat(changing.wasRun()).isTrue();
            assertThat(OldLedger.count(form, "inventory_logs where sku_id = 'A'"))
                    .isEqualTo(OldLedger.ARCHIVED + OldLedger.KEPT);
            assertThat(OldLedger.count(form, "inventory_logs where sku_id like 'many %'"))
                    .isEqualTo(2);
            assertThat(log.lines())
                    .anyMatch(line -> line.contains("SKU A, up to version 11: the entries add up to something else"));
        }
    }

    /** As after a restore to a time before the file: other entries have the same versions, and happen to add up to the same. */
    @ParameterizedTest
    @MethodSource("forms")
    void otherEntriesThatAddUpToTheSameStay(StoreForm form) throws IOException {
        OldLedger ledger = new OldLedger(form, folder);
        BeforeStatements restoring = new BeforeStatements(
                form.database().dataSource(),
                "sum(change)",
                () -> form.sql(
                        "update inventory_logs set id = ?, ref_id = 'another' where sku_id = 'A' and version >= 11",
                        UUID.randomUUID()));
        try (JdbiInventory inventory = JdbiInventory.on(restoring.dataSource());
                RecordedLog log = new RecordedLog(LedgerRetention.class)) {
            ledger.write(inventory);
            manySkus(inventory, 1);
            ledger.makeOld(2);
            ledger.archive(inventory);
            assertThat(restoring.wasRun()).isTrue();
            assertThat(OldLedger.count(form, "inventory_logs where sku_id = 'A'"))
                    .isEqualTo(OldLedger.ARCHIVED + OldLedger.KEPT);
            assertThat(OldLedger.count(form, "inventory_logs where sku_id like 'many %'"))
                    .isEqualTo(1);
            assertThat(log.lines())
                    .anyMatch(line -> line.contains("SKU A, up to version 11: the last entry is another"));
        }
    }

    @ParameterizedTest
    @MethodSource("forms")
    void aFileThatWasDamagedMeanwhileHoldsUpTheRestUntilItIsMoved(StoreForm form) throws IOException {
        OldLedger ledger = new OldLedger(form, folder);
        BeforeStatements failing = new BeforeStatements(form.database().dataSource(), DELETE, () -> {
            Path pending = ledger.files().get(0);
            damage(pending);
            throw new SQLException("refused by the test", "42501");
        });
        try (JdbiInventory inventory = JdbiInventory.on(failing.dataSource());
                RecordedLog log = new RecordedLog(LedgerRetention.class)) {
            ledger.write(inventory);
            form.sql("delete from " + LEASE);
            try (LedgerRetention retention = ledger.start(inventory, 100)) {
                assertThat(retention).isNotNull();
                await().until(() ->
                        log.lines().stream().anyMatch(line -> line.matches(".*[.]pending, line .*moved away.*")));
                assertThat(OldLedger.count(form, "inventory_logs")).isEqualTo(OldLedger.ARCHIVED + OldLedger.KEPT);
                Path pending = ledger.files().get(0);
                Files.delete(pending);
                await().until(() ->
                        OldLedger.count(form, "inventory_logs") == OldLedger.KEPT && !has(ledger, ".pending"));
            }
            assertEachEntryIsOnce(ledger, inventory);
        }
    }

    private static void damage(Path file) {
        try {
            byte[] bytes = Files.readAllBytes(file);
            bytes[bytes.length / 2] ^= 1;
            Files.write(file, bytes);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void whereNothingCanBeWrittenNothingIsDeleted() throws IOException {
        Path gone = folder.resolve("gone");
        OldLedger ledger = new OldLedger(postgresql(), gone);
        MeterRegistry registry = new SimpleMeterRegistry();
        try (JdbiInventory inventory =
                JdbiInventory.builder(POSTGRESQL.pool()).meterRegistry(registry).build()) {
            ledger.write(inventory);
            try (LedgerRetention retention = ledger.start(inventory, 100)) {
                assertThat(retention).isNotNull();
                await().until(() ->
                        registry.get("inventory.retention.failures").counter().count() > 0);
                assertThat(inventory.ledger(OldLedger.SKU).toList()).hasSize(OldLedger.ARCHIVED + OldLedger.KEPT);
                Files.createDirectory(gone);
                await().until(() ->
                        registry.get("inventory.retention.rows").counter().count() == OldLedger.ARCHIVED);
                await().until(() -> !has(ledger, ".pending"));
            }
            assertEachEntryIsOnce(ledger, inventory);
        }
    }

    /** A file system of 64 KiB. */
    @Test
    void whereTheDiskIsFullNothingIsDeletedUntilThereIsRoom() throws Exception {
        Path small = Files.createDirectory(folder.resolve("small"));
        assumeTrue(
                run("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", small.toString()), "needs the right to mount");
        OldLedger ledger = new OldLedger(postgresql(), small);
        ledger.clear();
        LongLedger longOne = new LongLedger(OldLedger.SKU, 9_999);
        longOne.write(postgresql());
        ledger.makeOld(24 * 365 * 3);
        try (JdbiInventory inventory = postgresql().open();
                RecordedLog log = new RecordedLog(LedgerRetention.class)) {
            try (LedgerRetention retention = ledger.start(inventory, 100_000)) {
                assertThat(retention).isNotNull();
                await().until(() -> log.lines().stream().anyMatch(line -> line.contains("No space left on device")));
                assertThat(OldLedger.count(postgresql(), "inventory_logs")).isEqualTo(9_999);
                await().until(() -> ledger.files().isEmpty() || has(ledger, ".part"));
                assertThat(run("mount", "-o", "remount,size=10m", small.toString()))
                        .isTrue();
                await().until(() -> OldLedger.count(postgresql(), "inventory_logs") == 1 && has(ledger, ".gz"));
            }
            assertThat(LedgerArchive.verify(ledger.files().get(0))).isEqualTo(9_998);
            assertThat(LedgerVerification.findings(POSTGRESQL.dataSource())).isEmpty();
        } finally {
            run("umount", small.toString());
        }
    }

    private static boolean run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        return process.waitFor() == 0;
    }
}
