package io.inventory.jdbi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.inventory.Deduct;
import io.inventory.DeductOutcome;
import io.inventory.DeductOutcome.Deducted;
import io.inventory.Extend;
import io.inventory.Inventory;
import io.inventory.OrderLine;
import io.inventory.Sku;
import io.inventory.UnavailableException;
import io.inventory.contract.LedgerProof;
import io.inventory.contract.Names;
import io.inventory.decision.Decider;
import io.inventory.decision.Verdict;
import io.inventory.jdbi.fault.Failures;
import io.inventory.jdbi.sql.Database;
import io.inventory.jdbi.sql.Dialect;
import io.inventory.jdbi.sql.SqlObjects;
import io.inventory.jdbi.transaction.BatchTransaction;
import io.inventory.jdbi.transaction.SessionLimits;
import io.inventory.jdbi.transaction.TransactionRunner;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Stocks that a stranger's transaction holds locked. */
@Timeout(60)
@ExpectedLog(Failures.class)
class ForeignLockTest {
    @RegisterExtension
    static final TestDatabase DATABASE = TestDatabase.postgresql();

    private static final Duration LOCK_MAX = Duration.ofMillis(400);

    private final ForeignSessions sessions = new ForeignSessions(DATABASE);
    private final Names names = new Names();
    private final Sku sku = names.sku("A");
    private final Sku other = names.sku("B");

    private static StorePool open(Duration lockTimeout) {
        StoreSettings patient = DATABASE.patientSettings();
        return StorePool.open(new StoreSettings(
                patient.url(),
                patient.user(),
                patient.password(),
                2,
                patient.connectTimeout(),
                lockTimeout,
                patient.statementTimeout()));
    }

    private Inventory create(StorePool pool, long units) {
        Inventory inventory = JdbiInventory.builder(pool).withoutGroupCommit().build();
        for (Sku each : List.of(sku, other)) inventory.create(each, units, names.request());
        return inventory;
    }

    private static List<Verdict<?>> run(StorePool pool, List<Deduct> commands) {
        return new TransactionRunner(
                        SqlObjects.on(pool.dataSource()),
                        new BatchTransaction(Dialect.arrays(), new Decider(Extend.TOTAL_MAX_DEFAULT), null),
                        SessionLimits.ofPool(Database.POSTGRESQL, Duration.ofSeconds(1)),
                        Duration.ofMillis(800))
                .run(commands);
    }

    @Test
    void aDeadlockWithAStrangersTransactionDoesNotReachTheCaller() throws Exception {
        // the lock's limit must be over the second after which the server looks for deadlocks
        try (StorePool pool = open(Duration.ofSeconds(5));
                Inventory inventory = create(pool, 10);
                Connection stranger = sessions.begin()) {
            long deadlocks = sessions.deadlocks();
            try (Statement statement = stranger.createStatement()) {
                // whoever notices the deadlock gives way
                statement.execute("set deadlock_timeout = '1min'");
            }
            ForeignSessions.lock(stranger, other);
            CompletableFuture<DeductOutcome> answer = Callers.async(
                    () -> inventory.deduct(names.order("1"), List.of(names.line("A", 1), names.line("B", 1))));
            sessions.awaitWaiting(1);
            ForeignSessions.lock(stranger, sku);
            stranger.commit();
            assertThat(answer.get(20, TimeUnit.SECONDS)).isEqualTo(new Deducted(names.order("1"), false));
            await().until(() -> sessions.deadlocks() > deadlocks);
            LedgerProof.assertProves(inventory, List.of(sku, other));
        }
    }

    @Test
    void aStockThatAStrangerHoldsFailsItsOwnOrdersOnly() throws SQLException {
        try (StorePool pool = open(LOCK_MAX);
                Inventory inventory = create(pool, 100);
                Connection stranger = sessions.begin()) {
            ForeignSessions.lock(stranger, other);
            List<Deduct> commands = new ArrayList<>();
            for (int i = 0; i < 16; i++)
                commands.add(new Deduct(names.order("" + i), List.of(new OrderLine(i == 11 ? other : sku, 1))));
            List<Verdict<?>> verdicts = run(pool, commands);
            assertThat(((Verdict.Refusal<?>) verdicts.get(11)).exception()).isInstanceOf(UnavailableException.class);
            for (int i = 0; i < 16; i++)
                if (i != 11)
                    assertThat(verdicts.get(i))
                            .isEqualTo(new Verdict.Outcome<>(new Deducted(names.order("" + i), false)));
            stranger.rollback();
            assertThat(inventory.deduct(names.order("11"), List.of(new OrderLine(other, 1))))
                    .isEqualTo(new Deducted(names.order("11"), false));
            LedgerProof.assertProves(inventory, List.of(sku, other));
        }
    }

    @Test
    void aHotStockThatAStrangerHoldsDoesNotStallTheWriterCommandByCommand() throws SQLException {
        try (StorePool pool = open(LOCK_MAX);
                Inventory inventory = create(pool, 1_000);
                Connection stranger = sessions.begin()) {
            ForeignSessions.lock(stranger, sku);
            List<Deduct> commands = new ArrayList<>();
            for (int i = 0; i < 256; i++) commands.add(new Deduct(names.order("" + i), List.of(new OrderLine(sku, 1))));
            long begun = System.nanoTime();
            List<Verdict<?>> verdicts = run(pool, commands);
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(12));
            assertThat(verdicts)
                    .hasSize(256)
                    .allSatisfy(verdict -> assertThat(verdict).isInstanceOf(Verdict.Refusal.class));
            stranger.rollback();
            assertThat(inventory.stock(sku).available()).isEqualTo(1_000);
        }
    }
}
