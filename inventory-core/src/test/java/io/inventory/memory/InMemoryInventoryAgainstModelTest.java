package io.inventory.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.inventory.Command;
import io.inventory.ConfirmOutcome.Confirmed;
import io.inventory.DeductOutcome.Deducted;
import io.inventory.ExpireOutcome.Expired;
import io.inventory.ExpireOutcome.NotOverdue;
import io.inventory.ExtendOutcome.Extended;
import io.inventory.GetOrder;
import io.inventory.Inventory;
import io.inventory.InventoryException;
import io.inventory.OrderId;
import io.inventory.Rejected;
import io.inventory.ReserveOutcome.Reserved;
import io.inventory.RollbackOutcome.NothingToRollBack;
import io.inventory.RollbackOutcome.RolledBack;
import io.inventory.Sku;
import io.inventory.Stock;
import io.inventory.StockChanged;
import io.inventory.StockCounted;
import io.inventory.contract.LedgerProof;
import io.inventory.contract.MutableClock;
import io.inventory.contract.Names;
import io.inventory.contract.RandomCommands;
import java.util.List;
import org.junit.jupiter.api.RepeatedTest;

/** The decisions against a model that shares no code with them. */
class InMemoryInventoryAgainstModelTest {
    private final MutableClock clock = new MutableClock();
    private final Inventory inventory = new InMemoryInventory(clock);
    private final ReferenceModel model = new ReferenceModel();

    @RepeatedTest(5)
    void aRandomSequenceIsAnsweredAsByTheModel() {
        long seed = RandomCommands.seed();
        System.out.println("random commands against the model: -Dinventory.test.seed=" + seed);
        RandomCommands commands = new RandomCommands(seed, new Names(), clock);
        List<Sku> skus = commands.skus();
        for (int step = 0; commands.hasNext(); step++) {
            clock.advance(commands.pause());
            Command<?> command = commands.next();
            String where = "seed " + seed + ", step " + step + ": " + command;
            assertThat(answer(command)).as(where).isEqualTo(model.answer(command, clock.instant()));
            assertThat(skus.stream().map(this::stock))
                    .as(where)
                    .isEqualTo(skus.stream().map(model::stock).toList());
        }
        for (OrderId order : commands.orders())
            assertThat(status(order)).as("seed %d: %s", seed, order).isEqualTo(model.status(order));
        LedgerProof.assertProves(
                inventory,
                skus.stream().filter(sku -> !stock(sku).equals("none")).toList());
    }

    private String stock(Sku sku) {
        return inventory.stocks(List.of(sku)).stocks().stream()
                .findFirst()
                .map((Stock stock) ->
                        stock.available() + "/" + stock.reserved() + "-" + stock.safetyStock() + "@" + stock.version())
                .orElse("none");
    }

    private String status(OrderId orderId) {
        try {
            return inventory.execute(new GetOrder(orderId)).status().toString();
        } catch (InventoryException e) {
            return "none";
        }
    }

    private String answer(Command<?> command) {
        try {
            return describe(inventory.execute(command));
        } catch (InventoryException e) {
            return e.reason().toString();
        }
    }

    private static String describe(Object outcome) {
        if (outcome instanceof Deducted deducted) return replayed("taken", deducted.replayed());
        if (outcome instanceof Reserved reserved) return replayed("taken", reserved.replayed());
        if (outcome instanceof Confirmed confirmed) return replayed("confirmed", confirmed.replayed());
        if (outcome instanceof RolledBack rolledBack) return replayed("back", rolledBack.replayed());
        if (outcome instanceof NothingToRollBack nothing) return replayed("nothing", nothing.replayed());
        if (outcome instanceof StockChanged changed) return replayed("changed", changed.replayed());
        if (outcome instanceof StockCounted counted) return replayed("changed", counted.replayed());
        if (outcome instanceof Extended extended) return "extended until " + extended.expiresAt();
        if (outcome instanceof Expired expired) return replayed("expired", expired.replayed());
        if (outcome instanceof NotOverdue) return "not overdue";
        Rejected rejected = (Rejected) outcome;
        return replayed(rejected.rejection().reason().toString(), rejected.replayed());
    }

    private static String replayed(String answer, boolean replayed) {
        return replayed ? answer + " replayed" : answer;
    }
}
