package io.inventory.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.inventory.ErrorReason;
import io.inventory.Inventory;
import io.inventory.InventoryException;
import io.inventory.OrderId;
import io.inventory.OrderLine;
import io.inventory.Sku;
import java.time.Duration;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** What the tests of the contract have in common: the inventory under test, and names that are this test's own. */
abstract class ContractTest {
    final Names names = new Names();

    abstract InventoryContract contract();

    final Inventory inventory() {
        return contract().inventory();
    }

    final void advance(Duration duration) {
        contract().clock().advance(duration);
    }

    final OrderLine line(String label, long quantity) {
        return names.line(label, quantity);
    }

    final OrderId order(String label) {
        return names.order(label);
    }

    /** Creates a SKU of this test's own. */
    final Sku stocked(String label, long available) {
        Sku sku = names.sku(label);
        inventory().create(sku, available, names.request());
        return sku;
    }

    /** Asserts the stock of a SKU. */
    final void assertStock(Sku sku, long available, long reserved) {
        assertThat(inventory().stock(sku)).satisfies(stock -> {
            assertThat(stock.available()).as("available of %s", sku).isEqualTo(available);
            assertThat(stock.reserved()).as("reserved of %s", sku).isEqualTo(reserved);
        });
    }

    /** Asserts that a request is refused for that reason, and returns the refusal. */
    static InventoryException assertRefused(ErrorReason reason, ThrowingCallable request) {
        InventoryException refusal = catchThrowableOfType(InventoryException.class, request);
        assertThat(refusal).as("a refusal for %s", reason).isNotNull();
        assertThat(refusal.reason()).as(refusal.getMessage()).isEqualTo(reason);
        return refusal;
    }

    final void assertLedgerProves(List<Sku> skus) {
        LedgerProof.assertProves(inventory(), skus);
    }
}
