package io.inventory.jdbi;

import static org.assertj.core.api.Assertions.assertThat;

import io.inventory.Deduct;
import io.inventory.Inventory;
import io.inventory.OrderId;
import io.inventory.OrderLine;
import io.inventory.RequestId;
import io.inventory.Sku;
import io.inventory.jdbi.sql.SqlObjects;
import java.util.List;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Breaks stocks and ledgers behind the inventory's back; each break must be found. */
class LedgerVerificationTest {
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
        private static final Sku GOOD = new Sku("good");
        private static final Sku BAD = new Sku("bad");

        abstract TestDatabase database();

        @BeforeEach
        void fill() {
            jdbi().useHandle(handle -> {
                for (String table : List.of("stocks", "logs", "orders", "requests"))
                    handle.execute("delete from inventory_" + table);
            });
            try (Inventory inventory = JdbiInventory.on(database().dataSource())) {
                for (Sku sku : List.of(GOOD, BAD)) {
                    inventory.create(sku, 100, new RequestId("1"));
                    inventory.adjust(sku, -7, "counted", new RequestId("2"));
                    inventory.adjust(sku, 2, "found", new RequestId("3"));
                }
                for (int i = 0; i < 3; i++)
                    inventory.execute(new Deduct(
                            new OrderId("order-" + i), List.of(new OrderLine(GOOD, 1), new OrderLine(BAD, 1))));
                inventory.reserve(new OrderId("held"), List.of(new OrderLine(BAD, 5)));
                inventory.rollback(new OrderId("order-1"));
            }
        }

        @Test
        void whatTheInventoryWroteIsFaultless() {
            assertThat(findings()).isEmpty();
        }

        @Test
        void anEmptyStoreIsFaultless() {
            jdbi().useHandle(handle -> {
                handle.execute("delete from inventory_stocks");
                handle.execute("delete from inventory_logs");
            });
            assertThat(findings()).isEmpty();
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "an entry is missing | delete from inventory_logs where sku_id = 'bad' and version = 3",
                    "the first entry is missing | delete from inventory_logs where sku_id = 'bad' and version = 1",
                    "the newest entry is missing | delete from inventory_logs where sku_id = 'bad' and version = 8",
                    "the ledger is missing | delete from inventory_logs where sku_id = 'bad'",
                    "the stock is missing | delete from inventory_stocks where sku_id = 'bad'",
                    "the stock was changed | update inventory_stocks set available_stock = available_stock + 1"
                            + " where sku_id = 'bad'",
                    "the reserved stock was changed | update inventory_stocks set reserved_stock = 0 where sku_id = 'bad'",
                    "the version was changed | update inventory_stocks set version = version + 1 where sku_id = 'bad'",
                    "a balance is wrong | update inventory_logs set available_after = available_after + 1"
                            + " where sku_id = 'bad' and version = 4",
                    "a reserved balance is wrong | update inventory_logs set reserved_after = reserved_after + 1"
                            + " where sku_id = 'bad' and version = 4",
                    "a change is wrong | update inventory_logs set change = change - 1"
                            + " where sku_id = 'bad' and version = 2",
                    "a reserved change is wrong | update inventory_logs set reserved_change = 4"
                            + " where sku_id = 'bad' and version = 7",
                    "the opening stock is wrong | update inventory_logs set change = 99"
                            + " where sku_id = 'bad' and version = 1",
                    "an entry has another version | update inventory_logs set version = 9"
                            + " where sku_id = 'bad' and version = 8",
                    "an entry belongs to another | update inventory_logs set sku_id = 'bad', version = 9"
                            + " where sku_id = 'good' and version = 7",
                })
        void whatIsBrokenIsFoundAndNamed(String what, String sql) {
            int changed = jdbi().withHandle(handle -> handle.execute(sql));
            assertThat(changed).as("rows changed").isPositive();
            assertThat(findings()).as(what).isNotEmpty().anyMatch(finding -> finding.startsWith("SKU bad"));
            if (!sql.contains("good")) assertThat(findings()).noneMatch(finding -> finding.startsWith("SKU good"));
        }

        @Test
        void theFindingsAreLimited() {
            jdbi().useHandle(handle -> handle.execute("insert into inventory_stocks (sku_id, id, available_stock,"
                    + " reserved_stock, version, created_at, updated_at) select 'x' || sku_id || version, id, 1, 0, 1,"
                    + " created_at, created_at from (select l.sku_id || m.sku_id || n.sku_id as sku_id, l.version * 10000"
                    + " + m.version * 100 + n.version as version, l.id, l.created_at from inventory_logs l,"
                    + " inventory_logs m, inventory_logs n where l.sku_id = 'bad' and n.sku_id = 'bad') s"));
            assertThat(findings()).hasSize(100);
        }

        private List<String> findings() {
            return LedgerVerification.findings(database().dataSource());
        }

        private Jdbi jdbi() {
            return SqlObjects.on(database().dataSource());
        }
    }
}
