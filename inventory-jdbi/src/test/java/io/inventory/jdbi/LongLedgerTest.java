package io.inventory.jdbi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.inventory.ErrorReason;
import io.inventory.ExplainStock;
import io.inventory.InventoryException;
import io.inventory.Sku;
import io.inventory.StockExplanation;
import io.inventory.TimeRange;
import io.inventory.UnavailableException;
import io.inventory.contract.Names;
import io.inventory.jdbi.fault.Failures;
import io.inventory.jdbi.sql.SqlObjects;
import io.inventory.jdbi.transaction.RecordedLog;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Ledgers that are too long to be read: they are explained from the sums that are kept of them. */
@Timeout(120)
@ExpectedLog(Failures.class)
class LongLedgerTest {
    @RegisterExtension
    static final TestDatabase POSTGRESQL = TestDatabase.postgresql();

    @RegisterExtension
    static final TestDatabase H2 = TestDatabase.h2();

    private static final int INTERVAL = 4_096;
    private static final ExpiryLimits QUICK = new ExpiryLimits(Duration.ofMillis(10), 100, 100_000);

    private final Names names = new Names();
    private final Sku sku = names.sku("long");

    static Stream<StoreForm> forms() {
        return StoreForm.all(POSTGRESQL, H2);
    }

    private static StoreForm postgresql() {
        return forms().findFirst().orElseThrow();
    }

    @ParameterizedTest
    @MethodSource("forms")
    void everyRangeIsExplainedAsItsEntriesAddUp(StoreForm form) {
        LongLedger ledger = new LongLedger(sku, 10 * INTERVAL + 77);
        ledger.write(form);
        long seed = System.nanoTime();
        Random random = new Random(seed);
        try (JdbiInventory inventory = form.open()) {
            List<int[]> ranges = new ArrayList<>(List.of(
                    new int[] {0, ledger.entries()},
                    new int[] {1, ledger.entries()},
                    new int[] {INTERVAL, 9 * INTERVAL},
                    new int[] {INTERVAL - 1, 9 * INTERVAL + 1},
                    new int[] {7, 7}));
            for (int i = 0; i < 20; i++) {
                int after = random.nextInt(ledger.entries());
                ranges.add(new int[] {after, after + random.nextInt(ledger.entries() - after)});
            }
            for (int[] range : ranges) {
                StockExplanation explanation =
                        explain(inventory, new ExplainStock(sku, ledger.range(range[0], range[1])));
                assertThat(explanation.sums())
                        .as("seed %s, %s to %s", seed, range[0], range[1])
                        .isEqualTo(ledger.sums(range[0], range[1]));
                assertThat(explanation.opening()).isEqualTo(ledger.balance(range[0]));
                assertThat(explanation.closing()).isEqualTo(ledger.balance(range[1]));
            }
            assertThat(checkpoints(form)).isEqualTo(10);
        }
    }

    /** Again and again, as a client does that is told to. */
    private static StockExplanation explain(JdbiInventory inventory, ExplainStock explain) {
        for (int attempt = 1; ; attempt++) {
            try {
                return inventory.execute(explain);
            } catch (UnavailableException e) {
                if (attempt == 50) throw e;
                assertThat(e).hasMessageContaining("is being added up").hasMessageContaining("ask again");
            }
        }
    }

    private int checkpoints(StoreForm form) {
        return checkpoints(form, sku);
    }

    private static int checkpoints(StoreForm form, Sku sku) {
        return SqlObjects.on(form.database().dataSource())
                .withHandle(handle -> handle.select(
                                "select count(*) from inventory_checkpoints where sku_id = ?", sku.value())
                        .mapTo(Integer.class)
                        .one());
    }

    /** What was added up is not lost with the answer that had to wait for it. */
    @Test
    void whatAnAskAddsUpTheNextOneBeginsWith() {
        StoreForm form = postgresql();
        LongLedger ledger = new LongLedger(sku, 100 * INTERVAL);
        ledger.write(form);
        try (JdbiInventory inventory = form.open()) {
            int before = 0;
            int asks = 0;
            while (before < 100) {
                try {
                    assertThat(inventory.explain(sku).sums()).isEqualTo(ledger.sums(0, ledger.entries()));
                } catch (UnavailableException e) {
                    assertThat(e.isRetryable()).isTrue();
                }
                assertThat(checkpoints(form)).isGreaterThan(before);
                before = checkpoints(form);
                asks++;
            }
            assertThat(asks).as("asks until it is added up").isLessThan(50);
        }
    }

    /** With {@code -Dinventory.ledger.entries=10000000} it takes some minutes to write it. */
    @Test
    @Timeout(1_200)
    void aLedgerOfAnyLengthIsExplainedWithinASecond() {
        StoreForm form = postgresql();
        LongLedger ledger = new LongLedger(sku, Integer.getInteger("inventory.ledger.entries", 200_000));
        ledger.write(form);
        try (JdbiInventory inventory = form.open()) {
            long begin = System.nanoTime();
            int asks = 1;
            while (!isExplained(inventory)) asks++;
            long addedUp = System.nanoTime();
            int third = ledger.entries() / 3;
            StockExplanation explanation = inventory.execute(new ExplainStock(sku, ledger.range(third, 2 * third)));
            long took = System.nanoTime() - addedUp;
            System.out.printf(
                    "%,d entries: added up in %d asks and %,d ms, then explained in %,d ms%n",
                    ledger.entries(), asks, (addedUp - begin) / 1_000_000, took / 1_000_000);
            assertThat(explanation.sums()).isEqualTo(ledger.sums(third, 2 * third));
            assertThat(Duration.ofNanos(took)).isLessThan(Duration.ofSeconds(1));
        }
    }

    private boolean isExplained(JdbiInventory inventory) {
        try {
            return inventory.explain(sku).sums().size() == 5;
        } catch (UnavailableException e) {
            return false;
        }
    }

    @Test
    @SuppressWarnings("try") // it works by itself
    void itIsAddedUpAlsoWhereNobodyAsks() {
        StoreForm form = postgresql();
        new LongLedger(sku, 40 * INTERVAL + 1).write(form);
        new LongLedger(names.sku("longer"), 90 * INTERVAL).write(form);
        try (JdbiInventory inventory = form.open();
                ReservationExpiry ignored = ReservationExpiry.start(inventory, QUICK)) {
            await().atMost(Duration.ofSeconds(60)).until(() -> checkpoints(form) == 40);
            await().atMost(Duration.ofSeconds(60)).until(() -> checkpoints(form, names.sku("longer")) == 90);
        }
    }

    @Test
    void manyMayAddUpTheSameLedgerAtOnce() {
        StoreForm form = postgresql();
        LongLedger ledger = new LongLedger(sku, 50 * INTERVAL);
        ledger.write(form);
        try (JdbiInventory one = form.open();
                JdbiInventory other = form.open()) {
            List<CompletableFuture<StockExplanation>> answers = Stream.of(one, other, one, other)
                    .map(inventory -> CompletableFuture.supplyAsync(() -> explain(inventory, new ExplainStock(sku))))
                    .toList();
            for (CompletableFuture<StockExplanation> answer : answers)
                assertThat(answer.join().sums()).isEqualTo(ledger.sums(0, ledger.entries()));
            // an answer does not wait for the last few, and each ask adds up for a limited time
            await().atMost(Duration.ofSeconds(60)).until(() -> {
                assertThat(explain(one, new ExplainStock(sku)).sums()).isEqualTo(ledger.sums(0, ledger.entries()));
                return checkpoints(form) == 50;
            });
        }
    }

    /** Where nothing can be written, nobody reads ten million entries instead. */
    @Test
    void aStoreThatTakesNoChangesSaysThatItIsNotAddedUp() throws SQLException {
        StoreForm form = postgresql();
        LongLedger ledger = new LongLedger(sku, 20 * INTERVAL);
        ledger.write(form);
        readOnly("set default_transaction_read_only = on");
        try (StorePool pool = StorePool.open(POSTGRESQL.patientSettings());
                JdbiInventory inventory = JdbiInventory.on(pool.dataSource())) {
            assertThatThrownBy(() -> inventory.explain(sku))
                    .isInstanceOf(UnavailableException.class)
                    .hasMessageContaining("0 of " + 20 * INTERVAL + " entries");
            int last = ledger.entries();
            assertThat(inventory
                            .execute(new ExplainStock(sku, ledger.range(last - 100, last)))
                            .sums())
                    .as("what a few entries explain")
                    .isEqualTo(ledger.sums(last - 100, last));
        } finally {
            readOnly("reset default_transaction_read_only");
        }
    }

    private static void readOnly(String change) throws SQLException {
        SqlObjects.on(POSTGRESQL.dataSource()).useHandle(handle -> {
            handle.execute("set default_transaction_read_only = off");
            handle.execute("alter database " + handle.getConnection().getCatalog() + " " + change);
        });
    }

    /** Retention may take the entries up to a checkpoint. */
    @Test
    void entriesUpToACheckpointAreNotNeededForWhatFollowsIt() {
        StoreForm form = postgresql();
        LongLedger ledger = new LongLedger(sku, 12 * INTERVAL + 5);
        ledger.write(form);
        try (JdbiInventory inventory = form.open()) {
            StockExplanation before = explain(inventory, new ExplainStock(sku));
            form.sql("delete from inventory_logs where sku_id = ? and version <= ?", sku.value(), 11 * INTERVAL);
            assertThat(inventory.explain(sku)).isEqualTo(before);
        }
    }

    @Test
    @SuppressWarnings("try") // it works by itself
    void aLedgerThatDoesNotAddUpIsNotExplainedAndHoldsUpNoOther() {
        StoreForm form = postgresql();
        Sku damaged = names.sku("damaged");
        new LongLedger(damaged, 6 * INTERVAL).write(form);
        new LongLedger(sku, 6 * INTERVAL).write(form);
        form.sql("update inventory_logs set change = change + 1 where sku_id = ? and version = 4100", damaged.value());
        try (RecordedLog log = RecordedLog.named("io.inventory.jdbi.sql.Checkpoints");
                JdbiInventory inventory = form.open();
                ReservationExpiry ignored = ReservationExpiry.start(inventory, QUICK)) {
            await().atMost(Duration.ofSeconds(60)).until(() -> checkpoints(form) == 6);
            await().until(() -> !log.lines().isEmpty());
            assertThat(log.lines()).singleElement().asString().contains(damaged.value());
            assertThatThrownBy(() -> inventory.explain(damaged))
                    .isInstanceOfSatisfying(
                            InventoryException.class,
                            e -> assertThat(e.reason()).isEqualTo(ErrorReason.INTERNAL))
                    .hasMessageContaining("does not add up to what it has at version 8192")
                    .hasMessageContaining("verify the ledger");
            assertThat(checkpoints(form, damaged)).isEqualTo(0);
        }
    }

    /** Of a shorter one too, of which there is no checkpoint. */
    @Test
    void aShortLedgerThatDoesNotAddUpIsNotExplainedEither() {
        StoreForm form = postgresql();
        new LongLedger(sku, 100).write(form);
        form.sql("delete from inventory_logs where sku_id = ? and version = 49", sku.value());
        try (JdbiInventory inventory = form.open()) {
            assertThatThrownBy(() -> inventory.explain(sku))
                    .hasMessageContaining("does not add up from version 0 to 100");
            assertThat(inventory
                            .execute(new ExplainStock(
                                    sku, new TimeRange(LongLedger.BEGIN.plusMillis(60), Instant.now())))
                            .closing()
                            .version())
                    .isEqualTo(100);
        }
    }
}
