package io.inventory.jdbi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.inventory.CreateStock;
import io.inventory.Deduct;
import io.inventory.DeductOutcome;
import io.inventory.DeductOutcome.Deducted;
import io.inventory.Extend;
import io.inventory.ExtendOutcome.Extended;
import io.inventory.NotFoundException;
import io.inventory.OrderId;
import io.inventory.OrderLine;
import io.inventory.Rejected;
import io.inventory.RejectionReason;
import io.inventory.Reserve;
import io.inventory.ReserveOutcome.Reserved;
import io.inventory.Rollback;
import io.inventory.Sku;
import io.inventory.UnavailableException;
import io.inventory.contract.LedgerProof;
import io.inventory.contract.Names;
import io.inventory.jdbi.fault.Failures;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** An order row of the caller's own table and its stock are one commit. */
@ExpectedLog(Failures.class)
class CallerTransactionTest {
    @Nested
    class OnH2 extends Cases {
        @RegisterExtension
        static final TestDatabase DATABASE = TestDatabase.h2();

        @Override
        TestDatabase database() {
            return DATABASE;
        }
    }

    @Nested
    class OnPostgresql extends Cases {
        @RegisterExtension
        static final TestDatabase DATABASE = TestDatabase.postgresql();

        @Override
        TestDatabase database() {
            return DATABASE;
        }
    }

    abstract static class Cases {
        private final Names names = new Names();
        private final Sku sku = names.sku("A");
        private JdbiInventory inventory;
        private Connection connection;

        abstract TestDatabase database();

        private String setLockTimeout(String millis) {
            return "set lock_timeout " + (database().jdbcUrl().startsWith("jdbc:h2:") ? "" : "= ") + millis;
        }

        @BeforeEach
        void open() throws SQLException {
            inventory = JdbiInventory.builder(database().pool()).build();
            inventory.create(sku, 10, names.request());
            connection = database().dataSource().getConnection();
            try (Statement statement = connection.createStatement()) {
                statement.execute("create table if not exists shop_orders (id varchar(200) primary key)");
            }
            connection.setAutoCommit(false);
        }

        @AfterEach
        void close() throws SQLException {
            if (!connection.isClosed()) connection.rollback();
            connection.close();
            inventory.close();
        }

        @Test
        void anOrderRowAndItsStockCommitTogether() throws SQLException {
            insertShopOrder(names.order("1"));
            assertThat(inventory.within(connection).execute(deduct("1", 3)))
                    .isEqualTo(new Deducted(names.order("1"), false));
            assertThat(inventory.stock(sku).available()).as("before the commit").isEqualTo(10);
            connection.commit();
            assertThat(inventory.stock(sku).available()).isEqualTo(7);
            assertThat(isShopOrder(names.order("1"))).isTrue();
            LedgerProof.assertProves(inventory, List.of(sku));
        }

        @Test
        void anOrderRowAndItsStockAbortTogether() throws SQLException {
            insertShopOrder(names.order("1"));
            inventory.within(connection).execute(deduct("1", 3));
            connection.rollback();
            assertThat(inventory.stock(sku).available()).isEqualTo(10);
            assertThat(isShopOrder(names.order("1"))).isFalse();
            assertThatThrownBy(() -> inventory.order(names.order("1"))).isInstanceOf(NotFoundException.class);
            assertThat(inventory.deduct(names.order("1"), List.of(new OrderLine(sku, 4))))
                    .as("another content: the id is free")
                    .isEqualTo(new Deducted(names.order("1"), false));
            LedgerProof.assertProves(inventory, List.of(sku));
        }

        @Test
        void anAbortErasesARejection() throws SQLException {
            assertThat(inventory.within(connection).execute(deduct("1", 11))).isInstanceOf(Rejected.class);
            connection.rollback();
            assertThat(inventory.deduct(names.order("1"), List.of(new OrderLine(sku, 1))))
                    .isEqualTo(new Deducted(names.order("1"), false));
        }

        @Test
        void aRejectionThatWasCommittedStays() throws SQLException {
            inventory.within(connection).execute(deduct("1", 11));
            connection.commit();
            DeductOutcome again = inventory.execute(deduct("1", 11));
            assertThat(again).isInstanceOfSatisfying(Rejected.class, rejected -> {
                assertThat(rejected.rejection().reason()).isEqualTo(RejectionReason.INSUFFICIENT_STOCK);
                assertThat(rejected.replayed()).isTrue();
            });
        }

        @Test
        void theConnectionStaysOpenAndInItsTransaction() throws SQLException {
            inventory.within(connection).execute(deduct("1", 1));
            assertThat(connection.isClosed()).isFalse();
            assertThat(connection.getAutoCommit()).isFalse();
            try (Connection other = database().dataSource().getConnection()) {
                assertThat(count(other, "select count(*) from inventory_orders where order_id = ?", names.order("1")))
                        .as("not committed by the inventory")
                        .isZero();
            }
            insertShopOrder(names.order("1"));
            connection.commit();
            assertThat(isShopOrder(names.order("1"))).isTrue();
        }

        @Test
        void aRefusedCommandDoesNotStopTheOthers() throws SQLException {
            List<CommandResult<?>> results = inventory
                    .within(connection)
                    .executeAll(List.of(
                            deduct("1", 4),
                            new CreateStock(sku, 5, names.request()),
                            deduct("2", 5),
                            new Rollback(names.order("1")),
                            deduct("3", 5)));
            connection.commit();
            assertThat(results).hasSize(5);
            assertThat(results.get(1)).isInstanceOf(CommandResult.Refused.class);
            assertThat(results.get(4).outcome()).isEqualTo(new Deducted(names.order("3"), false));
            assertThat(inventory.stock(sku).available()).isZero();
            LedgerProof.assertProves(inventory, List.of(sku));
        }

        /** One transaction writes the order for the first time as the extension left it. */
        @Test
        void theFirstAnswerComesAgainAfterAnExtensionInTheSameTransaction() throws SQLException {
            Reserve reserve = new Reserve(names.order("1"), List.of(new OrderLine(sku, 4)), Duration.ofMinutes(1));
            List<CommandResult<?>> results = inventory
                    .within(connection)
                    .executeAll(List.of(reserve, new Extend(names.order("1"), Duration.ofMinutes(5))));
            connection.commit();

            Reserved first = (Reserved) results.get(0).outcome();
            assertThat(results.get(1).outcome())
                    .isEqualTo(new Extended(names.order("1"), first.expiresAt().plus(Duration.ofMinutes(4))));
            assertThat(inventory.execute(reserve)).isEqualTo(new Reserved(names.order("1"), first.expiresAt(), true));
        }

        @Test
        void anEmptyListIsNothing() throws SQLException {
            assertThat(inventory.within(connection).executeAll(List.of())).isEmpty();
            connection.commit();
        }

        @Test
        void aConnectionThatCommitsByItselfIsRefused() throws SQLException {
            connection.setAutoCommit(true);
            assertThatThrownBy(() -> inventory.within(connection))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("setAutoCommit(false)");
            connection.setAutoCommit(false);
        }

        @Test
        void anotherIsolationIsRefused() throws SQLException {
            connection.rollback();
            connection.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
            try {
                assertThatThrownBy(() -> inventory.within(connection))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("READ COMMITTED");
            } finally {
                connection.rollback();
                connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
            }
        }

        @Test
        void aSecondCallIsRefused() throws SQLException {
            CallerTransaction transaction = inventory.within(connection);
            transaction.execute(deduct("1", 1));
            assertThatThrownBy(() -> transaction.execute(deduct("2", 1)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("executeAll");
            connection.commit();
            assertThat(inventory.stock(sku).available()).isEqualTo(9);
        }

        @Test
        void aTransactionThatWaitsTooLongFailsAndWorksWhenRunAgain() throws SQLException {
            try (Statement statement = connection.createStatement();
                    Connection stranger = database().dataSource().getConnection()) {
                statement.execute(setLockTimeout("300"));
                connection.commit();
                stranger.setAutoCommit(false);
                count(
                        stranger,
                        "select count(*) from (select 1 from inventory_stocks where sku_id = ? for update) s",
                        sku);
                assertThatThrownBy(() -> inventory.within(connection).execute(deduct("1", 1)))
                        .isInstanceOf(UnavailableException.class);
                connection.rollback();
                stranger.rollback();
            }
            assertThat(inventory.within(connection).execute(deduct("1", 1)))
                    .isEqualTo(new Deducted(names.order("1"), false));
            connection.commit();
            assertThat(inventory.stock(sku).available()).isEqualTo(9);
        }

        private Deduct deduct(String order, long quantity) {
            return new Deduct(names.order(order), List.of(new OrderLine(sku, quantity)));
        }

        private void insertShopOrder(OrderId orderId) throws SQLException {
            try (PreparedStatement insert = connection.prepareStatement("insert into shop_orders values (?)")) {
                insert.setString(1, orderId.value());
                insert.executeUpdate();
            }
        }

        private boolean isShopOrder(OrderId orderId) throws SQLException {
            return count(connection, "select count(*) from shop_orders where id = ?", orderId) == 1;
        }

        private static int count(Connection on, String sql, Object key) throws SQLException {
            try (PreparedStatement query = on.prepareStatement(sql)) {
                query.setString(1, key.toString());
                try (ResultSet row = query.executeQuery()) {
                    row.next();
                    return row.getInt(1);
                }
            }
        }
    }
}
