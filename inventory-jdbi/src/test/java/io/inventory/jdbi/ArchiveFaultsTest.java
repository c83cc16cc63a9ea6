package io.inventory.jdbi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.inventory.UnavailableException;
import io.inventory.VerifyLedger;
import io.inventory.jdbi.fault.Failures;
import io.inventory.jdbi.sql.LedgerArchiving;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
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
        return OldLedger.forms(POSTGRESQL, H2);
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
            ledger.assertEachEntryIsOnce(inventory);
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
                await().until(() -> ledger.has(".pending"));
                // it looks once a second whether it has its turn again
                await().during(Duration.ofMillis(1_500))
                        .atMost(Duration.ofSeconds(20))
                        .until(() -> ledger.has(".pending"));
                assertThat(OldLedger.count(form, "inventory_logs")).isEqualTo(OldLedger.ARCHIVED + OldLedger.KEPT);
                form.sql("delete from " + LEASE);
                await().until(() -> !ledger.has(".pending"));
            }
            assertThat(ledger.files()).hasSize(1);
            ledger.assertEachEntryIsOnce(inventory);
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
            OldLedger.manySkus(first, 50);
            ledger.makeOld(2);
            form.sql("delete from " + LEASE);
            try (LedgerRetention mine = ledger.start(first, 20);
                    LedgerRetention theirs = others.start(second, 20)) {
                assertThat(mine).isNotSameAs(theirs);
                await().atMost(Duration.ofSeconds(60)).until(() -> OldLedger.count(form, "inventory_logs") == 50 + 1);
                await().until(() -> !ledger.has(".pending") && !others.has(".pending"));
            }
            for (Path file : others.files()) Files.move(file, folder.resolve(file.getFileName()));
            Files.delete(another);
            assertThat(ledger.files()).hasSizeGreaterThan(3);
            ledger.assertEachEntryIsOnce(first);
        }
    }

    @ParameterizedTest
    @MethodSource("forms")
    void itIsClosedWhileItWritesAndWhileItDeletes(StoreForm form) throws IOException {
        OldLedger ledger = new OldLedger(form, folder);
        try (JdbiInventory inventory = form.open()) {
            ledger.write(inventory);
            OldLedger.manySkus(inventory, 40);
            ledger.makeOld(2);
            for (String ending : List.of(".part", ".pending")) {
                form.sql("delete from " + LEASE);
                LedgerRetention retention = ledger.start(inventory, 30);
                await().pollInterval(Duration.ofMillis(1)).until(() -> ledger.has(ending));
                Instant begin = Instant.now();
                retention.close();
                assertThat(Duration.between(begin, Instant.now())).isLessThan(Duration.ofSeconds(5));
                assertThat(ledger.has(".part")).as("it is not left half").isFalse();
            }
            ledger.archive(inventory, 30);
            ledger.assertEachEntryIsOnce(inventory);
        }
    }

    @ParameterizedTest
    @MethodSource("forms")
    void whoClosesItMayBeInterrupted(StoreForm form) {
        OldLedger ledger = new OldLedger(form, folder);
        JdbiInventory inventory = form.open();
        ledger.write(inventory);
        OldLedger.manySkus(inventory, 50);
        ledger.makeOld(2);
        LedgerRetention retention = ledger.start(inventory, 100);
        await().pollInterval(Duration.ofMillis(1)).until(() -> ledger.has(".part"));
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
            await().until(() -> !ledger.has(".part"));
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
}
