package io.inventory.jdbi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.inventory.Deduct;
import io.inventory.DeductOutcome;
import io.inventory.DeductOutcome.Deducted;
import io.inventory.ErrorReason;
import io.inventory.InventoryException;
import io.inventory.OrderId;
import io.inventory.OrderLine;
import io.inventory.RequestId;
import io.inventory.Sku;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Group commit on PostgreSQL. The writer is held up by a foreign lock, so that what is submitted meanwhile is one batch.
 */
abstract class HeldWriter {
    @RegisterExtension
    static final TestDatabase DATABASE = TestDatabase.postgresql();

    /** Shorter than a connection may idle in a transaction, which the foreign lock here does. */
    private static final Duration LOCK_TIMEOUT = Duration.ofSeconds(3);

    private static final Duration STATEMENT_TIMEOUT = Duration.ofSeconds(10);

    final String prefix = UUID.randomUUID().toString().substring(0, 8);
    final Sku sku = new Sku(prefix + "-sku");
    final Sku gate = new Sku(prefix + "-gate");
    JdbiInventory inventory;

    @BeforeEach
    void open() {
        inventory = inventory(BatchLimits.DEFAULT);
        inventory.create(sku, 100, new RequestId("create"));
        inventory.create(gate, 100, new RequestId("create"));
    }

    @AfterEach
    void close() {
        inventory.close();
        assertThat(LedgerVerification.findings(DATABASE.dataSource())).isEmpty();
    }

    static JdbiInventory inventory(BatchLimits limits) {
        return JdbiInventory.builder(DATABASE.dataSource())
                .statementLimits(LOCK_TIMEOUT, STATEMENT_TIMEOUT)
                .groupCommit(limits)
                .build();
    }

    Deduct order(String name, long units) {
        return new Deduct(new OrderId(prefix + "-" + name), List.of(new OrderLine(sku, units)));
    }

    CompletableFuture<DeductOutcome> submit(String name, long units) {
        return inventory.submit(order(name, units));
    }

    /** Runs {@code work} while the writer of {@code held} waits for a row that a foreign transaction has locked. */
    void whileTheWriterWaits(JdbiInventory held, SqlWork work) throws SQLException {
        try (Connection foreign = DATABASE.dataSource().getConnection()) {
            foreign.setAutoCommit(false);
            lock(foreign, gate);
            CompletableFuture<DeductOutcome> waiting = held.submit(
                    new Deduct(new OrderId(prefix + "-" + UUID.randomUUID()), List.of(new OrderLine(gate, 1))));
            awaitWaiterFor(foreign);
            work.run();
            foreign.rollback();
            assertThat(waiting.orTimeout(10, TimeUnit.SECONDS).join()).isInstanceOf(Deducted.class);
        }
    }

    static void lock(Connection connection, Sku locked) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("select 1 from inventory_stocks where sku_id = ? for update")) {
            statement.setString(1, locked.value());
            statement.executeQuery();
        }
    }

    static void awaitWaiterFor(Connection connection) {
        await().atMost(Duration.ofSeconds(10)).until(() -> {
            try (PreparedStatement statement = connection.prepareStatement(
                            "select 1 from pg_stat_activity where pg_backend_pid() = any(pg_blocking_pids(pid))");
                    var rows = statement.executeQuery()) {
                return rows.next();
            }
        });
    }

    static ErrorReason reasonOf(CompletableFuture<?> answer) {
        try {
            answer.join();
            throw new AssertionError("it was answered");
        } catch (CompletionException e) {
            return ((InventoryException) Objects.requireNonNull(e.getCause())).reason();
        }
    }

    interface SqlWork {
        void run() throws SQLException;
    }
}
