package io.inventory.jdbi;

import static org.assertj.core.api.Assertions.assertThat;

import io.inventory.CreateStock;
import io.inventory.DeductOutcome.Deducted;
import io.inventory.LineBalance;
import io.inventory.OrderId;
import io.inventory.OrderLine;
import io.inventory.OrderLines;
import io.inventory.OrderStatus;
import io.inventory.Rejected;
import io.inventory.Rejection;
import io.inventory.RequestId;
import io.inventory.RollbackId;
import io.inventory.Sku;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The largest order that there may be: as many lines as may be, of the longest SKUs, in the widest characters. */
class LargeOrderTest {
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
        private static final OrderId ORDER = new OrderId("🛒".repeat(128));

        private final List<OrderLine> lines = IntStream.range(0, OrderLines.LINES_MAX)
                .mapToObj(i -> new OrderLine(sku(i), 2))
                .toList();

        abstract TestDatabase database();

        /** 128 emoji, no two SKUs the same. */
        private static Sku sku(int number) {
            String digits = Integer.toBinaryString(OrderLines.LINES_MAX + number);
            return new Sku("😀".repeat(128 - digits.length())
                    + digits.replace("0", "\ud83d\ude00").replace("1", "\ud83d\ude01"));
        }

        @Test
        void itIsTakenGivenBackInPartAndClosed() throws SQLException {
            try (JdbiInventory inventory =
                    JdbiInventory.builder(database().pool()).build()) {
                create(inventory);
                assertThat(inventory.deduct(ORDER, lines)).isEqualTo(new Deducted(ORDER, false));
                assertThat(inventory.deduct(ORDER, lines)).isEqualTo(new Deducted(ORDER, true));
                List<OrderLine> half =
                        lines.stream().map(line -> new OrderLine(line.sku(), 1)).toList();
                inventory.rollback(ORDER, half, new RollbackId("half"));
                assertThat(inventory.order(ORDER).lines())
                        .hasSize(lines.size())
                        .allMatch(line -> line.equals(new LineBalance(line.sku(), 2, 2, 1)));
                assertThat(inventory.deduct(new OrderId("too much"), lines))
                        .isInstanceOfSatisfying(
                                Rejected.class,
                                rejected -> assertThat(rejected.rejection())
                                        .isInstanceOfSatisfying(
                                                Rejection.InsufficientStock.class,
                                                shortages -> assertThat(shortages.shortages())
                                                        .hasSize(lines.size())));
                inventory.rollback(ORDER);
                assertThat(inventory.order(ORDER).status()).isEqualTo(OrderStatus.ROLLED_BACK);
                assertThat(inventory.check(lines).sellable()).isTrue();
                assertThat(LedgerVerification.findings(database().dataSource())).isEmpty();
            }
        }

        private void create(JdbiInventory inventory) throws SQLException {
            try (Connection connection = database().dataSource().getConnection()) {
                connection.setAutoCommit(false);
                inventory
                        .within(connection)
                        .executeAll(lines.stream()
                                .map(line -> new CreateStock(line.sku(), 2, new RequestId("opening")))
                                .toList());
                connection.commit();
            }
        }
    }
}
