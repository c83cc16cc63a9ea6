package io.inventory.jdbi.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import io.inventory.Deduct;
import io.inventory.Extend;
import io.inventory.Inventory;
import io.inventory.InventoryException;
import io.inventory.Sku;
import io.inventory.contract.Names;
import io.inventory.decision.Decider;
import io.inventory.decision.Verdict;
import io.inventory.jdbi.ExpectedLog;
import io.inventory.jdbi.JdbiInventory;
import io.inventory.jdbi.StockMemory;
import io.inventory.jdbi.TestDatabase;
import io.inventory.jdbi.fault.Failures;
import io.inventory.jdbi.fault.Fault;
import io.inventory.jdbi.sql.Database;
import io.inventory.jdbi.sql.Dialect;
import io.inventory.jdbi.sql.SqlObjects;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
@ExpectedLog(Failures.class)
class SessionLimitsTest {
    @RegisterExtension
    static final TestDatabase DATABASE = TestDatabase.postgresql();

    private final Names names = new Names();

    /** PostgreSQL refuses any statement, the restoring one too, once a transaction has failed. */
    @ParameterizedTest
    @EnumSource
    void whenTheLimitsCannotBeRestoredTheFirstFailureCounts(StockMemory memory) throws SQLException {
        SessionLimits limits = new SessionLimits(
                "set local lock_timeout = 300", "", "set lock_timeout = 100", "set lock_timeout = 20000", 0);
        TransactionRunner runner = runner(memory, limits);
        try (Inventory inventory = JdbiInventory.on(DATABASE.dataSource());
                Connection stranger = DATABASE.dataSource().getConnection()) {
            for (String label : List.of("free", "held")) inventory.create(names.sku(label), 10, names.request());
            stranger.setAutoCommit(false);
            lock(stranger, names.sku("held"));

            List<Verdict<?>> verdicts = runner.run(List.of(order("free"), order("held")));

            stranger.rollback();
            assertThat(verdicts.get(0)).isInstanceOf(Verdict.Outcome.class);
            InventoryException failure = ((Verdict.Refusal<?>) verdicts.get(1)).exception();
            SQLException first = Objects.requireNonNull(Fault.sqlException(failure));
            assertThat(first.getSQLState()).as("lock not available").isEqualTo("55P03");
            assertThat(failure).hasMessageContaining("did not answer in time");
            assertThat(Objects.requireNonNull(failure.getCause()).getSuppressed())
                    .extracting(Fault::sqlException)
                    .extracting(SQLException::getSQLState)
                    .as("transaction aborted")
                    .containsExactly("25P02");
        }
    }

    /** The search has three seconds: with the limit of a single command for each lock it would not come to the last one. */
    @ParameterizedTest
    @EnumSource
    void whoSearchesForCulpritsWaitsForNoLockAsLongAsACommandMay(StockMemory memory) throws SQLException {
        SessionLimits limits = SessionLimits.of(Database.POSTGRESQL, Duration.ofSeconds(1), Duration.ofSeconds(5));
        TransactionRunner runner = runner(memory, limits);
        List<Deduct> orders = new ArrayList<>();
        try (Inventory inventory = JdbiInventory.on(DATABASE.dataSource());
                Connection stranger = DATABASE.dataSource().getConnection()) {
            stranger.setAutoCommit(false);
            for (String label : List.of("held 1", "held 2", "held 3", "held 4", "free")) {
                inventory.create(names.sku(label), 10, names.request());
                if (!label.equals("free")) lock(stranger, names.sku(label));
                orders.add(order(label));
            }

            List<Verdict<?>> verdicts = runner.run(orders);

            stranger.rollback();
            assertThat(verdicts.subList(0, 4)).allMatch(Verdict.Refusal.class::isInstance);
            assertThat(verdicts.get(4)).isInstanceOf(Verdict.Outcome.class);
        }
    }

    private static TransactionRunner runner(StockMemory memory, SessionLimits limits) {
        return new TransactionRunner(
                SqlObjects.on(DATABASE.dataSource()),
                new BatchTransaction(Dialect.arrays(), new Decider(Extend.TOTAL_MAX_DEFAULT), null),
                memory.stocks(),
                limits,
                Duration.ofSeconds(10));
    }

    private Deduct order(String label) {
        return new Deduct(names.order(label), List.of(names.line(label, 1)));
    }

    private static void lock(Connection connection, Sku sku) throws SQLException {
        try (var lock = connection.prepareStatement("select 1 from inventory_stocks where sku_id = ? for update")) {
            lock.setString(1, sku.value());
            lock.executeQuery();
        }
    }
}
