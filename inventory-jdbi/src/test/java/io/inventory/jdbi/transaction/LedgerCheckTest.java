package io.inventory.jdbi.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import io.inventory.Inventory;
import io.inventory.InventoryException;
import io.inventory.Sku;
import io.inventory.contract.Names;
import io.inventory.jdbi.JdbiInventory;
import io.inventory.jdbi.TestDatabase;
import io.inventory.jdbi.sql.Dialect;
import io.inventory.jdbi.sql.SqlObjects;
import java.util.Map;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What {@link CulpritsTest} can't time: a SKU that is created or changed between the locks and the check. */
class LedgerCheckTest {
    @RegisterExtension
    static final TestDatabase DATABASE = TestDatabase.h2();

    private final Names names = new Names();
    private final Sku sku = names.sku("A");
    private final Jdbi jdbi = SqlObjects.on(DATABASE.dataSource());
    private final LedgerCheck check = new LedgerCheck(Dialect.h2());

    @BeforeEach
    void create() {
        try (Inventory inventory = JdbiInventory.on(DATABASE.dataSource())) {
            inventory.create(sku, 10, names.request());
        }
    }

    @Test
    void aSkuThatIsCreatedMeanwhileIsNotAhead() {
        assertThat(ahead(0)).isEmpty();
        assertThat(ahead(1)).isEmpty();
    }

    /** Seen on H2 under load: "a ledger entry of version 54751, but its stock is at version 54750", and nothing was wrong. */
    @Test
    void aStockThatWasReadAsItWasBeforeTheLastChangeIsNotBehind() {
        try (Inventory inventory = JdbiInventory.on(DATABASE.dataSource())) {
            inventory.adjust(sku, 5, "found", names.request());
        }
        assertThat(ahead(1)).isEmpty();
        jdbi.useHandle(
                handle -> handle.execute("update inventory_stocks set version = 1 where sku_id = ?", sku.value()));
        assertThat(ahead(1)).containsOnlyKeys(sku);
    }

    @Test
    void aLedgerWithoutAStockIsAhead() {
        jdbi.useHandle(handle -> handle.execute("delete from inventory_stocks where sku_id = ?", sku.value()));
        assertThat(ahead(0)).containsOnlyKeys(sku);
    }

    @Test
    void itIsDueOnlyAfterADuplicateKey() {
        assertThat(check.isDue()).isFalse();
        check.suspect();
        assertThat(check.isDue()).isTrue();
    }

    private Map<Sku, InventoryException> ahead(long version) {
        return jdbi.withHandle(
                handle -> check.ahead(handle, Map.of(sku, version)).entries());
    }
}
