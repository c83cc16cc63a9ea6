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

/** What {@link CulpritsTest} can't time: a SKU that is created between the locks and the check. */
class LedgerCheckTest {
    @RegisterExtension
    static final TestDatabase DATABASE = TestDatabase.h2();

    private final Sku sku = new Names().sku("A");
    private final Jdbi jdbi = SqlObjects.on(DATABASE.dataSource());
    private final LedgerCheck check = new LedgerCheck(Dialect.h2());

    @BeforeEach
    void create() {
        try (Inventory inventory = JdbiInventory.on(DATABASE.dataSource())) {
            inventory.create(sku, 10, new Names().request());
        }
    }

    @Test
    void aSkuThatIsCreatedMeanwhileIsNotAhead() {
        assertThat(ahead(0)).isEmpty();
        assertThat(ahead(1)).isEmpty();
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
