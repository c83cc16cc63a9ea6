package io.inventory.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.inventory.GetOrder;
import io.inventory.Inventory;
import io.inventory.InventoryException;
import io.inventory.LedgerEntry;
import io.inventory.OrderId;
import io.inventory.Request;
import io.inventory.Sku;
import io.inventory.memory.InMemoryInventory;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A long random sequence of commands gets the same answers, stock, orders and ledger as in memory. */
abstract class RandomCommandsContract extends ContractTest {
    private static final String[] OUTCOMES = {
        "Deducted",
        "Deducted replayed",
        "Reserved",
        "Reserved replayed",
        "Confirmed",
        "Confirmed replayed",
        "Rejected",
        "Rejected replayed",
        "RolledBack",
        "RolledBack replayed",
        "NothingToRollBack",
        "NothingToRollBack replayed",
        "StockChanged",
        "StockChanged replayed",
        "StockCounted",
        "Extended",
        "Expired",
        "Expired replayed",
        "NotOverdue",
        "error ADJUSTMENT_BELOW_ZERO",
        "error ALREADY_EXISTS",
        "error AS_OF_IN_THE_FUTURE",
        "error EXTENSION_EXCEEDS_LIMIT",
        "error ORDER_MISMATCH",
        "error ORDER_NOT_FOUND",
        "error REQUEST_MISMATCH",
        "error ROLLBACK_EXCEEDS_ORDER"
    };

    @Test
    void aRandomSequenceIsAnsweredAsInMemory() {
        long seed = RandomCommands.seed();
        System.out.println("random commands: -Dinventory.test.seed=" + seed);
        RandomCommands commands = new RandomCommands(seed, names, contract().clock());
        Map<String, Integer> kinds = new HashMap<>();
        try (Inventory memory = new InMemoryInventory(contract().clock())) {
            for (int step = 0; commands.hasNext(); step++) {
                advance(commands.pause());
                Request<?> command = commands.next();
                Object expected = answer(memory, command);
                assertThat(answer(inventory(), command))
                        .as("seed %d, step %d: %s", seed, step, command)
                        .isEqualTo(expected);
                kinds.merge(kind(expected), 1, Integer::sum);
            }
            for (Sku sku : commands.skus()) assertSameStock(memory, sku, seed);
            for (OrderId order : commands.orders())
                assertThat(answer(inventory(), new GetOrder(order)))
                        .as("seed %d: order %s", seed, order)
                        .isEqualTo(answer(memory, new GetOrder(order)));
        }
        assertThat(kinds.keySet()).as("what the sequence met").contains(OUTCOMES);
    }

    private void assertSameStock(Inventory memory, Sku sku, long seed) {
        assertThat(ledger(inventory(), sku))
                .as("seed %d: ledger of %s", seed, sku)
                .isEqualTo(ledger(memory, sku));
        if (!ledger(memory, sku).isEmpty()) assertLedgerProves(List.of(sku));
    }

    /** All but the ids, which are each store's own. */
    private static List<List<Object>> ledger(Inventory inventory, Sku sku) {
        return LedgerProof.entries(inventory, sku).stream()
                .map(RandomCommandsContract::withoutId)
                .toList();
    }

    private static List<Object> withoutId(LedgerEntry entry) {
        return List.of(
                entry.version(),
                entry.change(),
                entry.reservedChange(),
                entry.availableAfter(),
                entry.reservedAfter(),
                entry.reason(),
                entry.note(),
                entry.refId(),
                entry.createdAt());
    }

    private static Object answer(Inventory inventory, Request<?> request) {
        try {
            return inventory.execute(request);
        } catch (InventoryException e) {
            return "error " + e.reason() + " " + new java.util.TreeMap<>(e.ids());
        }
    }

    private static String kind(Object answer) {
        if (answer instanceof String error) return error.substring(0, error.indexOf(" {"));
        return answer.getClass().getSimpleName() + (answer.toString().contains("replayed=true") ? " replayed" : "");
    }
}
