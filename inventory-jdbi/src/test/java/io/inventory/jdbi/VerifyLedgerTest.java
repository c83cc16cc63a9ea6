package io.inventory.jdbi;

import static io.inventory.LedgerFinding.Kind.BALANCE_DIFFERS;
import static io.inventory.LedgerFinding.Kind.CHECKPOINT_DIFFERS;
import static io.inventory.LedgerFinding.Kind.ENTRY_MISSING;
import static io.inventory.LedgerFinding.Kind.ORDER_DIFFERS;
import static io.inventory.LedgerFinding.Kind.ORDER_ENTRY_MISSING;
import static io.inventory.LedgerFinding.Kind.ORDER_LACKS_ENTRY;
import static io.inventory.LedgerFinding.Kind.ORDER_MISSING;
import static io.inventory.LedgerFinding.Kind.REQUEST_DIFFERS;
import static io.inventory.LedgerFinding.Kind.REQUEST_ENTRY_MISSING;
import static io.inventory.LedgerFinding.Kind.REQUEST_MISSING;
import static io.inventory.LedgerFinding.Kind.RESERVATION_DIFFERS;
import static io.inventory.LedgerFinding.Kind.STOCK_DIFFERS;
import static io.inventory.LedgerFinding.Kind.STOCK_MISSING;
import static io.inventory.LedgerFinding.Kind.UNREADABLE;
import static io.inventory.jdbi.VerifiedStore.fill;
import static io.inventory.jdbi.VerifiedStore.findings;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.inventory.Inventory;
import io.inventory.LedgerFinding;
import io.inventory.LedgerFinding.Kind;
import io.inventory.OrderId;
import io.inventory.PageToken;
import io.inventory.Sku;
import io.inventory.VerifyLedger;
import io.inventory.jdbi.fault.Failures;
import io.inventory.jdbi.sql.SqlObjects;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Breaks what is stored behind the inventory's back: each break is found, and nothing else is. */
@Timeout(120)
@ExpectedLog(Failures.class)
class VerifyLedgerTest {
    @RegisterExtension
    static final TestDatabase POSTGRESQL = TestDatabase.postgresql();

    @RegisterExtension
    static final TestDatabase H2 = TestDatabase.h2();

    private static final String OF_ORDER_0 = " where order_id = 'order-0'";

    /** What is done to the tables, and what is found then. */
    private record Damage(String what, List<Found> found, List<String> sql) {}

    /** A finding without its words. */
    private record Found(Kind kind, String sku, long version, String refId) {
        static Found of(LedgerFinding finding) {
            return new Found(finding.kind(), finding.skuId(), finding.version(), finding.refId());
        }
    }

    /** A damage in one form of the statements. */
    record Case(StoreForm form, String name, List<Found> found, List<String> sql) {
        @Override
        public String toString() {
            return name + " (" + form + ")";
        }
    }

    static Stream<StoreForm> forms() {
        return StoreForm.all(POSTGRESQL, H2).filter(StoreForm::groupCommit);
    }

    static Stream<Case> cases() {
        return forms().flatMap(
                        form -> DAMAGES.stream().map(damage -> new Case(form, damage.what, damage.found, damage.sql)));
    }

    private static Damage damage(String what, String sql, Found... found) {
        return new Damage(what, List.of(found), List.of(sql));
    }

    private static Found bad(Kind kind, long version, String refId) {
        return new Found(kind, "bad", version, refId);
    }

    private static String log(String change, int version) {
        return "update inventory_logs set " + change + " where sku_id = 'bad' and version = " + version;
    }

    private static String stock(String change) {
        return "update inventory_stocks set " + change + " where sku_id = 'bad'";
    }

    /** Of what {@link VerifiedStore#fill} has written. */
    private static final List<Damage> DAMAGES = List.of(
            damage(
                    "an entry is missing",
                    "delete from inventory_logs where sku_id = 'bad' and version = 3",
                    bad(ENTRY_MISSING, 3, ""),
                    bad(REQUEST_ENTRY_MISSING, 3, "3")),
            damage(
                    "the first entry is missing",
                    "delete from inventory_logs where sku_id = 'bad' and version = 1",
                    bad(ENTRY_MISSING, 1, ""),
                    bad(REQUEST_ENTRY_MISSING, 1, "1")),
            damage(
                    "the version of an entry is none",
                    "update inventory_logs set version = 0 where sku_id = 'bad' and version = 1",
                    bad(ENTRY_MISSING, 1, ""),
                    bad(ENTRY_MISSING, 1, ""),
                    bad(REQUEST_MISSING, 0, "1"),
                    bad(REQUEST_ENTRY_MISSING, 1, "1")),
            damage(
                    "the version of an entry is below all others",
                    "update inventory_logs set version = -5 where sku_id = 'bad' and version = 1",
                    bad(ENTRY_MISSING, 1, ""),
                    bad(ENTRY_MISSING, -4, ""),
                    bad(REQUEST_MISSING, -5, "1"),
                    bad(REQUEST_ENTRY_MISSING, 1, "1")),
            damage(
                    "the newest entry is missing",
                    "delete from inventory_logs where sku_id = 'bad' and version = 8",
                    bad(ENTRY_MISSING, 8, ""),
                    bad(ORDER_ENTRY_MISSING, 8, "order-1")),
            damage(
                    "the stock is missing",
                    "delete from inventory_stocks where sku_id = 'bad'",
                    bad(STOCK_MISSING, 1, "")),
            damage("units were added to the stock", stock("available_stock = 89"), bad(STOCK_DIFFERS, 8, "")),
            damage("reserved units were taken from the stock", stock("reserved_stock = 0"), bad(STOCK_DIFFERS, 8, "")),
            damage("the stock is ahead of its ledger", stock("version = 9"), bad(ENTRY_MISSING, 9, "")),
            damage(
                    "the stock was restored from before the newest entry",
                    stock("version = 7, available_stock = 87"),
                    bad(STOCK_DIFFERS, 7, "")),
            damage(
                    "a balance is wrong",
                    log("available_after = 95", 4),
                    bad(BALANCE_DIFFERS, 4, "order-0"),
                    bad(BALANCE_DIFFERS, 5, "order-1")),
            damage(
                    "a change is wrong",
                    log("change = -8", 2),
                    bad(BALANCE_DIFFERS, 2, "2"),
                    bad(REQUEST_DIFFERS, 2, "2")),
            damage(
                    "a reserved change is wrong",
                    log("reserved_change = 4", 7),
                    bad(BALANCE_DIFFERS, 7, "held"),
                    bad(ORDER_DIFFERS, 0, "held")),
            damage(
                    "the reason of an entry is unknown",
                    log("reason = 'teleported'", 6),
                    bad(UNREADABLE, 6, "order-2"),
                    bad(ORDER_ENTRY_MISSING, 6, "order-2")),
            damage(
                    "an entry names another order",
                    log("ref_id = 'order-9'", 4),
                    bad(ORDER_MISSING, 4, "order-9"),
                    bad(ORDER_ENTRY_MISSING, 4, "order-0")),
            damage(
                    "an order is missing",
                    "delete from inventory_orders" + OF_ORDER_0,
                    bad(ORDER_MISSING, 4, "order-0"),
                    new Found(ORDER_MISSING, "good", 4, "order-0")),
            new Damage(
                    "an order was applied twice",
                    List.of(bad(ORDER_LACKS_ENTRY, 9, "order-2")),
                    List.of(
                            "insert into inventory_logs (sku_id, version, id, change, reserved_change, available_after,"
                                    + " reserved_after, reason, note, ref_id, created_at) select sku_id, 9, id, -1, 0, 87, 5,"
                                    + " reason, note, ref_id, created_at from inventory_logs where sku_id = 'bad' and"
                                    + " version = 6",
                            stock("version = 9, available_stock = 87"))),
            damage(
                    "an order does not know its entry",
                    "update inventory_orders set lines = '[[\"bad\",1,0,[]],[\"good\",1,0,[4]]]'" + OF_ORDER_0,
                    bad(ORDER_LACKS_ENTRY, 4, "order-0"),
                    bad(ORDER_DIFFERS, 0, "order-0")),
            damage(
                    "an order has given back what its ledger does not have",
                    "update inventory_orders set lines = '[[\"bad\",1,1,[4]],[\"good\",1,0,[4]]]'" + OF_ORDER_0,
                    bad(ORDER_DIFFERS, 0, "order-0")),
            damage(
                    "an order has forgotten a rollback",
                    "update inventory_orders set rollbacks = '[]' where order_id = 'order-1'",
                    bad(ORDER_DIFFERS, 0, "order-1"),
                    new Found(ORDER_DIFFERS, "good", 0, "order-1")),
            damage(
                    "an order that sold is closed",
                    "update inventory_orders set status = 'ROLLED_BACK'" + OF_ORDER_0,
                    bad(ORDER_DIFFERS, 0, "order-0"),
                    new Found(ORDER_DIFFERS, "good", 0, "order-0")),
            damage(
                    "a reservation is sold without a confirmation",
                    "update inventory_orders set status = 'DEDUCTED' where order_id = 'held'",
                    bad(ORDER_DIFFERS, 0, "held")),
            damage(
                    "a rejected order has taken units",
                    "update inventory_orders set status = 'REJECTED' where order_id = 'held'",
                    bad(ORDER_DIFFERS, 0, "held")),
            damage(
                    "the status of an order is unknown",
                    "update inventory_orders set status = 'LOST'" + OF_ORDER_0,
                    new Found(UNREADABLE, "", 0, "order-0")),
            damage(
                    "the id of an order is none",
                    "insert into inventory_orders (order_id, status, lines, rollbacks, created_at, updated_at)"
                            + " values (' x', 'CANCELED', '[]', '[]', current_timestamp, current_timestamp)",
                    new Found(UNREADABLE, "", 0, " x")),
            damage(
                    "a request is missing",
                    "delete from inventory_requests where sku_id = 'bad' and request_id = '2'",
                    bad(REQUEST_MISSING, 2, "2")),
            damage(
                    "the answer to a request is wrong",
                    "update inventory_requests set available_after = 1 where sku_id = 'bad' and request_id = '2'",
                    bad(REQUEST_DIFFERS, 2, "2")),
            new Damage(
                    "an operator has taken reserved units",
                    List.of(bad(REQUEST_DIFFERS, 3, "3")),
                    List.of(
                            "update inventory_logs set reserved_change = 2 where sku_id = 'bad' and version = 3",
                            "update inventory_logs set reserved_after = reserved_after + 2 where sku_id = 'bad' and"
                                    + " version >= 3",
                            "update inventory_requests set reserved_after = 2 where sku_id = 'bad' and request_id = '3'",
                            stock("reserved_stock = reserved_stock + 2"))),
            damage(
                    "a request has made nothing",
                    "insert into inventory_requests (sku_id, request_id, content, version, available_after,"
                            + " reserved_after, created_at) values ('bad', 'ghost', 'c', 99, 1, 0, current_timestamp)",
                    bad(REQUEST_ENTRY_MISSING, 99, "ghost")),
            damage(
                    "a row of a reservation has another quantity",
                    "update inventory_reservations set quantity = 6 where order_id = 'held'",
                    bad(RESERVATION_DIFFERS, 0, "held")),
            damage(
                    "a row of a reservation has another time",
                    "update inventory_reservations set expires_at = current_timestamp where order_id = 'held'",
                    bad(RESERVATION_DIFFERS, 0, "held")),
            damage(
                    "a row of a reservation leads nowhere",
                    "insert into inventory_reservations (sku_id, order_id, quantity, expires_at)"
                            + " values ('bad', 'ghost', 1, current_timestamp)",
                    bad(RESERVATION_DIFFERS, 0, "ghost")),
            damage(
                    "a checkpoint has the wrong sums",
                    "insert into inventory_checkpoints (sku_id, version, available_after, reserved_after, sums,"
                            + " created_at) values ('bad', 4, 94, 0, '[[\"initialized\",4,94,0]]', current_timestamp)",
                    bad(CHECKPOINT_DIFFERS, 4, "")),
            damage(
                    "a checkpoint cannot be read",
                    "insert into inventory_checkpoints (sku_id, version, available_after, reserved_after, sums,"
                            + " created_at) values ('bad', 4, 94, 0, '[[\"teleported\",4,94,0]]', current_timestamp)",
                    bad(UNREADABLE, 4, "")),
            damage(
                    "a checkpoint before a sound one cannot be read",
                    "insert into inventory_checkpoints (sku_id, version, available_after, reserved_after, sums,"
                            + " created_at) values ('bad', 2, 93, 0, 'none', current_timestamp),"
                            + " ('bad', 3, 95, 0, '[[\"initialized\",1,100,0],[\"manual_adjust\",2,-5,0]]',"
                            + " current_timestamp)",
                    bad(UNREADABLE, 2, "")),
            new Damage(
                    "the entries up to a checkpoint that cannot be read are missing",
                    List.of(
                            bad(ENTRY_MISSING, 1, ""),
                            bad(REQUEST_ENTRY_MISSING, 1, "1"),
                            bad(REQUEST_ENTRY_MISSING, 2, "2"),
                            bad(REQUEST_ENTRY_MISSING, 3, "3"),
                            bad(UNREADABLE, 3, "")),
                    List.of(
                            "delete from inventory_logs where sku_id = 'bad' and version <= 3",
                            "insert into inventory_checkpoints (sku_id, version, available_after, reserved_after, sums,"
                                    + " created_at) values ('bad', 3, 95, 0, '{}', current_timestamp)")));

    @ParameterizedTest
    @MethodSource("cases")
    void whatIsBrokenIsFoundAndNothingElse(Case damaged) {
        fill(damaged.form());
        try (Inventory inventory = damaged.form().open()) {
            assertThat(findings(inventory, 100)).as("before").isEmpty();
            for (String sql : damaged.sql())
                assertThat(damaged.form().sql(sql)).as("rows changed").isPositive();

            for (int entriesMax : new int[] {VerifyLedger.ENTRIES_DEFAULT, 3, 1})
                assertThat(findings(inventory, entriesMax))
                        .as("in parts of %s", entriesMax)
                        .extracting(Found::of)
                        .containsExactlyInAnyOrderElementsOf(damaged.found());
        }
    }

    @ParameterizedTest
    @MethodSource("forms")
    void whatOneDamagedOrderSaysIsShort(StoreForm form) {
        fill(form);
        String versions =
                IntStream.rangeClosed(1_000, 4_000).mapToObj(Integer::toString).collect(joining(","));
        form.sql("update inventory_orders set status = 'REJECTED', lines = '[[\"bad\",1,0,[" + versions + "]]]'"
                + OF_ORDER_0);
        try (Inventory inventory = form.open()) {
            assertThat(findings(inventory, VerifyLedger.ENTRIES_MAX))
                    .extracting(LedgerFinding::kind)
                    .containsExactlyInAnyOrder(ORDER_LACKS_ENTRY, ORDER_LACKS_ENTRY, ORDER_DIFFERS);
            assertThat(findings(inventory, VerifyLedger.ENTRIES_MAX))
                    .allSatisfy(finding -> assertThat(finding.toString()).hasSizeLessThan(500));
        }
    }

    /** Which entries were its own is not kept. */
    @ParameterizedTest
    @MethodSource("forms")
    void anOrderThatWasCompactedIsNoFinding(StoreForm form) {
        fill(form);
        form.database().compactOrders(Clock.offset(Clock.systemUTC(), Duration.ofDays(1)));
        try (Inventory inventory = form.open()) {
            assertThat(inventory.order(new OrderId("order-1")).compacted()).isTrue();
            assertThat(findings(inventory, VerifyLedger.ENTRIES_DEFAULT)).isEmpty();

            form.sql("update inventory_orders set status = 'REJECTED' where order_id = 'order-1'");
            assertThat(findings(inventory, VerifyLedger.ENTRIES_DEFAULT))
                    .extracting(LedgerFinding::kind)
                    .containsOnly(ORDER_LACKS_ENTRY);
        }
    }

    /** To add all of them up would take as long as the ledger is. */
    @ParameterizedTest
    @MethodSource("forms")
    void aCheckpointFarFromTheOneBeforeItIsOne(StoreForm form) {
        fill(form);
        LongLedger ledger = new LongLedger(new Sku("long"), 18 * 4_096);
        ledger.write(form);
        try (Inventory inventory = form.open()) {
            awaitCheckpoints(form, inventory, ledger);
            Optional<PageToken> checkpoints = new VerifyLedger()
                    .part(List.of(), 0, Optional.of(VerifyLedger.Position.begin(VerifyLedger.Stage.CHECKPOINTS)))
                    .next();
            assertThat(findings(inventory, checkpoints, 10_000)).isEmpty();
            form.sql("delete from inventory_checkpoints where version > 4096 and version < " + 18 * 4_096);
            assertThat(findings(inventory, checkpoints, 10_000))
                    .extracting(Found::of)
                    .containsExactly(new Found(CHECKPOINT_DIFFERS, "long", 18 * 4_096, ""));
            form.sql("update inventory_checkpoints set archive = 'a file' where version = " + 18 * 4_096);
            assertThat(findings(inventory, checkpoints, 10_000))
                    .as("what was archived stands for itself")
                    .isEmpty();
        }
    }

    /** Whoever explains a stock adds up for a while. */
    private static void awaitCheckpoints(StoreForm form, Inventory inventory, LongLedger ledger) {
        await().until(() -> {
            var unused = inventory.explain(ledger.sku());
            return SqlObjects.on(form.database().dataSource())
                            .withHandle(handle -> handle.createQuery("select count(*) from inventory_checkpoints")
                                    .mapTo(Integer.class)
                                    .one())
                    == ledger.entries() / 4_096;
        });
    }

    /** Retention may take the entries up to one that says where they are, and no other. */
    @ParameterizedTest
    @MethodSource("forms")
    void aCheckpointStandsForTheEntriesBeforeIt(StoreForm form) {
        fill(form);
        LongLedger ledger = new LongLedger(new Sku("long"), 3 * 4_096);
        ledger.write(form);
        try (Inventory inventory = form.open()) {
            awaitCheckpoints(form, inventory, ledger);
        }
        form.sql("delete from inventory_logs where sku_id = 'long' and version <= 8192");
        assertThat(LedgerVerification.findings(form.database().dataSource()))
                .as("by hand")
                .containsExactly(
                        "SKU long, version 1: ENTRY_MISSING: expected an entry, found version 8193 as the next");
        form.sql("update inventory_checkpoints set archive = 'a file' where sku_id = 'long' and version = 8192");
        assertThat(LedgerVerification.findings(form.database().dataSource())).isEmpty();
        form.sql("delete from inventory_logs where sku_id = 'long' and version = 8193");
        assertThat(LedgerVerification.findings(form.database().dataSource()))
                .containsExactly(
                        "SKU long, version 8193: ENTRY_MISSING: expected an entry, found version 8194 as the next");
    }
}
