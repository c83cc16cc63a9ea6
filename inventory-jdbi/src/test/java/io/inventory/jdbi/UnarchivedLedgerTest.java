package io.inventory.jdbi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.inventory.jdbi.fault.Failures;
import io.inventory.jdbi.sql.LedgerArchiving;
import io.inventory.jdbi.transaction.RecordedLog;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is not as it was archived, or can't be written to a file, is not deleted. */
@Timeout(120)
@ExpectedLog({Failures.class, LedgerRetention.class, LedgerArchiving.class})
class UnarchivedLedgerTest {
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
        return OldLedger.forms(POSTGRESQL, H2);
    }

    private static StoreForm postgresql() {
        return forms().findFirst().orElseThrow();
    }

    /** Another has changed an entry after it was written to the file. */
    @ParameterizedTest
    @MethodSource("forms")
    void whatIsNotAsItWasArchivedStays(StoreForm form) {
        assertStays(
                form,
                "update inventory_logs set change = change - 1 where sku_id = 'A' and version = 2",
                "the entries add up to something else");
    }

    /** As after a restore to a time before the file: other entries have the same versions, and happen to add up to the same. */
    @ParameterizedTest
    @MethodSource("forms")
    void otherEntriesThatAddUpToTheSameStay(StoreForm form) {
        assertStays(
                form,
                "update inventory_logs set id = '" + UUID.randomUUID()
                        + "', ref_id = 'another' where sku_id = 'A' and version >= 11",
                "the last entry is another");
    }

    /** What is changed when the file is there keeps the entries of its SKU, and no others. */
    private void assertStays(StoreForm form, String change, String problem) {
        OldLedger ledger = new OldLedger(form, folder);
        BeforeStatements changing =
                new BeforeStatements(form.database().dataSource(), "sum(change)", () -> form.sql(change));
        try (JdbiInventory inventory = JdbiInventory.on(changing.dataSource());
                RecordedLog log = new RecordedLog(LedgerRetention.class)) {
            ledger.write(inventory);
            OldLedger.manySkus(inventory, 2);
            ledger.makeOld(2);
            ledger.archive(inventory);
            assertThat(changing.wasRun()).isTrue();
            assertThat(OldLedger.count(form, "inventory_logs where sku_id = 'A'"))
                    .isEqualTo(OldLedger.ARCHIVED + OldLedger.KEPT);
            assertThat(OldLedger.count(form, "inventory_logs where sku_id like 'many %'"))
                    .isEqualTo(2);
            assertThat(log.lines()).anyMatch(line -> line.contains("SKU A, up to version 11: " + problem));
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
                        OldLedger.count(form, "inventory_logs") == OldLedger.KEPT && !ledger.has(".pending"));
            }
            ledger.assertEachEntryIsOnce(inventory);
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
                await().until(() -> !ledger.has(".pending"));
            }
            ledger.assertEachEntryIsOnce(inventory);
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
                await().until(() -> ledger.files().isEmpty() || ledger.has(".part"));
                assertThat(run("mount", "-o", "remount,size=10m", small.toString()))
                        .isTrue();
                await().until(() -> OldLedger.count(postgresql(), "inventory_logs") == 1 && ledger.has(".gz"));
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
