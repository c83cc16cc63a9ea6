package io.inventory.jdbi;

import static io.inventory.LedgerFinding.Kind.BALANCE_DIFFERS;
import static io.inventory.LedgerFinding.Kind.CHECKPOINT_DIFFERS;
import static io.inventory.LedgerFinding.Kind.ENTRY_MISSING;
import static io.inventory.LedgerFinding.Kind.ORDER_DIFFERS;
import static io.inventory.LedgerFinding.Kind.ORDER_ENTRY_MISSING;
import static io.inventory.LedgerFinding.Kind.ORDER_LACKS_ENTRY;
import static io.inventory.LedgerFinding.Kind.REQUEST_ENTRY_MISSING;
import static io.inventory.LedgerFinding.Kind.STOCK_DIFFERS;
import static io.inventory.LedgerFinding.Kind.UNREADABLE;
import static org.assertj.core.api.Assertions.assertThat;

import io.inventory.Inventory;
import io.inventory.LedgerFinding;
import io.inventory.PageToken;
import io.inventory.VerifiedPart;
import io.inventory.VerifyLedger;
import io.inventory.jdbi.fault.Failures;
import io.inventory.jdbi.sql.SqlObjects;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What was archived is not taken for missing, and what is missing not for archived. */
@Timeout(120)
@ExpectedLog(Failures.class)
class VerifyArchivedLedgerTest {
    @RegisterExtension
    static final TestDatabase POSTGRESQL = TestDatabase.postgresql();

    @RegisterExtension
    static final TestDatabase H2 = TestDatabase.h2();

    private static final String OF_CHECKPOINT = " where sku_id = 'A' and version = 8";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    /** What is done to the tables of {@link OldLedger}, and what is found then. */
    private record Damage(String what, String sql, List<String> found) {}

    record Case(StoreForm form, String name, String sql, List<String> found) {
        @Override
        public String toString() {
            return name + " (" + form + ")";
        }
    }

    private static Damage damage(String what, String sql, String... found) {
        return new Damage(what, sql, List.of(found));
    }

    private static String found(LedgerFinding.Kind kind, long version, String refId) {
        return kind + " " + version + " " + refId;
    }

    /** What is found when nothing stands for the archived entries any more. */
    private static String[] allMissing(String... more) {
        return Stream.concat(
                        Stream.of(
                                found(ENTRY_MISSING, 1, ""),
                                found(REQUEST_ENTRY_MISSING, 1, "1"),
                                found(REQUEST_ENTRY_MISSING, 2, "2"),
                                found(ORDER_ENTRY_MISSING, 3, "old-1"),
                                found(ORDER_ENTRY_MISSING, 4, "old-2"),
                                found(ORDER_ENTRY_MISSING, 5, "old-3"),
                                found(ORDER_ENTRY_MISSING, 6, "old-3"),
                                found(ORDER_ENTRY_MISSING, 7, "old-reserved"),
                                found(ORDER_ENTRY_MISSING, 8, "old-4")),
                        Arrays.stream(more))
                .toArray(String[]::new);
    }

    private static final List<Damage> DAMAGES = List.of(
            damage("the checkpoint is missing", "delete from inventory_checkpoints" + OF_CHECKPOINT, allMissing()),
            damage(
                    "the checkpoint stands for nothing",
                    "update inventory_checkpoints set archive = ''" + OF_CHECKPOINT,
                    allMissing(found(CHECKPOINT_DIFFERS, 8, ""))),
            damage(
                    "the checkpoint has another balance",
                    "update inventory_checkpoints set available_after = available_after + 1" + OF_CHECKPOINT,
                    found(BALANCE_DIFFERS, 9, "new-1"),
                    found(CHECKPOINT_DIFFERS, 8, "")),
            damage(
                    "the checkpoint has other sums",
                    "update inventory_checkpoints set sums = replace(sums, '100', '101')" + OF_CHECKPOINT,
                    found(CHECKPOINT_DIFFERS, 8, "")),
            damage(
                    "the checkpoint has sums that cannot be read",
                    "update inventory_checkpoints set sums = 'none'" + OF_CHECKPOINT,
                    found(UNREADABLE, 8, "")),
            damage(
                    "the checkpoint is of an older version",
                    "update inventory_checkpoints set version = 6" + OF_CHECKPOINT,
                    found(ENTRY_MISSING, 7, ""),
                    found(ORDER_ENTRY_MISSING, 7, "old-reserved"),
                    found(ORDER_ENTRY_MISSING, 8, "old-4"),
                    found(CHECKPOINT_DIFFERS, 6, "")),
            damage(
                    "the first entry that is kept is missing",
                    "delete from inventory_logs where sku_id = 'A' and version = 9",
                    found(ENTRY_MISSING, 9, ""),
                    found(ORDER_ENTRY_MISSING, 9, "new-1")),
            damage(
                    "a kept entry is another order's",
                    "update inventory_logs set ref_id = 'old-1' where sku_id = 'A' and version = 10",
                    found(ORDER_ENTRY_MISSING, 10, "new-2"),
                    found(ORDER_LACKS_ENTRY, 10, "old-1")),
            damage(
                    "an order has got back more than it says",
                    "update inventory_orders set lines = '[[\"A\",1,0,[8,12]]]' where order_id = 'old-4'",
                    found(ORDER_DIFFERS, 0, "old-4")),
            damage(
                    "an order whose entries are archived is over, and is not",
                    "update inventory_orders set lines = '[[\"A\",3,2,[5,6]]]' where order_id = 'old-3'",
                    found(ORDER_DIFFERS, 0, "old-3")),
            damage(
                    "an order has taken its units once more",
                    "update inventory_orders set lines = '[[\"A\",1,0,[3,9]]]' where order_id = 'old-1'",
                    found(ORDER_ENTRY_MISSING, 9, "old-1")),
            damage(
                    "a request has made an entry that nobody wrote",
                    "update inventory_requests set version = 13 where request_id = '2'",
                    found(REQUEST_ENTRY_MISSING, 13, "2")),
            damage(
                    "units were added to the stock",
                    "update inventory_stocks set available_stock = available_stock + 1",
                    found(STOCK_DIFFERS, 12, "")));

    static Stream<StoreForm> forms() {
        return StoreForm.all(POSTGRESQL, H2)
                .filter(form -> form.groupCommit() && (form.database() == H2 || !form.portable()));
    }

    static Stream<Case> cases() {
        return forms().flatMap(
                        form -> DAMAGES.stream().map(damage -> new Case(form, damage.what, damage.sql, damage.found)));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void whatIsBrokenIsFoundAndNothingElse(Case damaged) {
        OldLedger ledger = new OldLedger(damaged.form, folder);
        try (JdbiInventory inventory = damaged.form.open()) {
            ledger.write(inventory);
            ledger.archive(inventory);
            assertThat(findings(inventory, 100)).as("before").isEmpty();
            assertThat(damaged.form.sql(damaged.sql)).as("rows changed").isPositive();
            for (int entriesMax : new int[] {VerifyLedger.ENTRIES_DEFAULT, 3, 1})
                assertThat(findings(inventory, entriesMax))
                        .as("in parts of %s", entriesMax)
                        .containsExactlyInAnyOrderElementsOf(damaged.found);
        }
    }

    private static List<String> findings(Inventory inventory, int entriesMax) {
        return VerifiedStore.findings(inventory, entriesMax).stream()
                .map(finding -> found(finding.kind(), finding.version(), finding.refId()))
                .toList();
    }

    /** As the documents have it. */
    @ParameterizedTest
    @ValueSource(strings = {"how-to/back-up-and-restore.md", "operations.md"})
    void theProofInSqlKnowsWhatWasArchived(String document) throws IOException {
        StoreForm form = forms().findFirst().orElseThrow();
        OldLedger ledger = new OldLedger(form, folder);
        String sql = sql(document, "inventory_checkpoints a").replace("'mug'", "'A'");
        try (JdbiInventory inventory = form.open()) {
            ledger.write(inventory);
            assertThat(rows(form, sql)).as("before").isIn(NONE, TRUE);
            ledger.archive(inventory);
            assertThat(rows(form, sql)).isIn(NONE, TRUE);
            form.sql("update inventory_logs set change = change - 1 where sku_id = 'A' and version = 10");
            assertThat(rows(form, sql))
                    .isIn(
                            List.of("{sku_id=A}"),
                            List.of("{available_is_proved=false,"
                                    + " reserved_is_proved=true, no_version_is_missing=true}"));
        }
    }

    private static final List<String> NONE = List.of();
    private static final List<String> TRUE =
            List.of("{available_is_proved=true, reserved_is_proved=true, no_version_is_missing=true}");

    /** The block of a document that has a text in it. */
    private static String sql(String document, String text) throws IOException {
        return Arrays.stream(Files.readString(Path.of("../docs", document)).split("```sql\n"))
                .map(block -> block.split("```", 2)[0])
                .filter(block -> block.contains(text))
                .findFirst()
                .orElseThrow()
                .replace(";", "");
    }

    private static List<String> rows(StoreForm form, String sql) {
        return SqlObjects.on(form.database().dataSource())
                .withHandle(handle ->
                        handle.select(sql).mapToMap().map(Object::toString).list());
    }

    /** A limit of rows a second would hold a verification up for entries that nobody reads. */
    @ParameterizedTest
    @MethodSource("forms")
    void whatWasArchivedIsNotCountedAsRead(StoreForm form) {
        OldLedger ledger = new OldLedger(form, folder);
        try (JdbiInventory inventory = form.open()) {
            ledger.write(inventory);
            OldLedger.manySkus(inventory, 20);
            ledger.makeOld(2);
            ledger.archive(inventory);
            assertThat(OldLedger.count(form, "inventory_checkpoints")).isEqualTo(21);
            long rows = 0;
            for (String table : List.of("logs", "stocks", "orders", "requests", "reservations", "checkpoints"))
                rows += OldLedger.count(form, "inventory_" + table);
            // an order counts for the entries that it has made, too
            assertThat(checked(inventory)).isBetween(rows, rows + OldLedger.ARCHIVED + OldLedger.KEPT);
        }
    }

    private static long checked(Inventory inventory) {
        long checked = 0;
        Optional<PageToken> next = Optional.empty();
        do {
            VerifiedPart part = inventory.execute(new VerifyLedger(next, VerifyLedger.ENTRIES_DEFAULT));
            checked += part.checked();
            next = part.next();
        } while (next.isPresent());
        return checked;
    }

    /** Each says up to where it goes, and the database up to where it was archived. */
    @ParameterizedTest
    @MethodSource("forms")
    void anArchiveIsProvedAgainstTheCheckpoints(StoreForm form) throws IOException {
        OldLedger ledger = new OldLedger(form, folder);
        try (JdbiInventory inventory = form.open()) {
            ledger.write(inventory);
            ledger.archive(inventory);
            Path file = ledger.files().get(0);
            assertThat(LedgerArchive.findings(file, form.database().dataSource()))
                    .isEmpty();

            form.sql("update inventory_checkpoints set available_after = available_after + 1,"
                    + " sums = replace(sums, '100', '101')" + OF_CHECKPOINT);
            assertThat(LedgerArchive.findings(file, form.database().dataSource()))
                    .containsExactly("SKU A, version 8: the database has another checkpoint");
            form.sql("update inventory_checkpoints set archive = ''" + OF_CHECKPOINT);
            assertThat(LedgerArchive.findings(file, form.database().dataSource()))
                    .containsExactly("SKU A is archived up to version 8, and the database has it archived up to 0");
        }
    }
}
