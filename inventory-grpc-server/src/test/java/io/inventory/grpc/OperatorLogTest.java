package io.inventory.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.inventory.Actor;
import io.inventory.AdjustStock;
import io.inventory.CountStock;
import io.inventory.CreateStock;
import io.inventory.Expire;
import io.inventory.Inventory;
import io.inventory.InventoryException;
import io.inventory.OrderId;
import io.inventory.OrderLine;
import io.inventory.RequestId;
import io.inventory.SetStock;
import io.inventory.SetStockPolicy;
import io.inventory.Sku;
import io.inventory.StockCommand;
import io.inventory.UnavailableException;
import io.inventory.memory.InMemoryInventory;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class OperatorLogTest {
    private static final Actor ALICE = new Actor("alice");
    private static final Sku MUG = new Sku("mug");

    private final LogLines lines = new LogLines();
    private final InMemoryInventory inventory = new InMemoryInventory();
    private NamedOperators operators;

    @BeforeEach
    void start() throws IOException {
        operators = new NamedOperators(inventory, new OperatorLog(lines.logger()));
    }

    @AfterEach
    void stop() {
        operators.close();
        inventory.close();
    }

    @Test
    void eachCommandHasALineWithWhoGaveItAndWhatCameOfIt() {
        as(ALICE, new CreateStock(MUG, 10, new RequestId("r1")));
        as(new Actor("bob"), new AdjustStock(MUG, 5, "delivery", new RequestId("r2")));
        as(ALICE, new AdjustStock(MUG, 5, "delivery", new RequestId("r2")));
        as(Actor.NOBODY, new SetStock(MUG, 7, "recounted", new RequestId("r3")));
        as(ALICE, new CountStock(MUG, 7, Instant.now(), "counted", new RequestId("r4")));
        as(ALICE, new SetStockPolicy(MUG, 1, 2, new RequestId("r5")));
        refused(new AdjustStock(MUG, -50, "broken", new RequestId("r6")));
        refused(new AdjustStock(MUG, 6, "delivery", new RequestId("r2")));

        assertThat(lines.messages())
                .containsExactly(
                        "CreateStock of SKU mug, request r1, by alice: APPLIED",
                        "AdjustStock of SKU mug, request r2, by bob: APPLIED",
                        "AdjustStock of SKU mug, request r2, by alice: REPLAYED",
                        "SetStock of SKU mug, request r3, by -: APPLIED",
                        "CountStock of SKU mug, request r4, by alice: APPLIED",
                        "SetStockPolicy of SKU mug, request r5, by alice: APPLIED",
                        "AdjustStock of SKU mug, request r6, by alice: ADJUSTMENT_BELOW_ZERO",
                        "AdjustStock of SKU mug, request r2, by alice: REQUEST_MISMATCH");
    }

    @Test
    void anExpiryThatAnOperatorAsksForHasOneToo() {
        inventory.create(MUG, 10, new RequestId("r1"));
        inventory.reserve(new OrderId("order-1"), List.of(new OrderLine(MUG, 1)));

        operators.execute(ALICE, new Expire(new OrderId("order-1")));
        assertThatThrownBy(() -> operators.execute(ALICE, new Expire(new OrderId("order-2"))))
                .isInstanceOf(InventoryException.class);

        assertThat(lines.messages())
                .containsExactly(
                        "Expire of order order-1, by alice: NOT_OVERDUE",
                        "Expire of order order-2, by alice: ORDER_NOT_FOUND");
    }

    @Test
    void whatNobodyWaitedForIsSaidToBeGivenUp() throws IOException {
        try (Inventory silent = new ScriptedInventory();
                NamedOperators impatient = new NamedOperators(silent, new OperatorLog(lines.logger()))) {
            AdjustStock adjust = new AdjustStock(MUG, 5, "delivery", new RequestId("r1"));
            assertThatThrownBy(() -> impatient.executeWithin(Duration.ofMillis(200), ALICE, adjust))
                    .isInstanceOf(UnavailableException.class);

            await().untilAsserted(() -> assertThat(lines.messages())
                    .containsExactly("AdjustStock of SKU mug, request r1, by alice: GIVEN_UP"));
        }
    }

    private void as(Actor actor, StockCommand<?> command) {
        var unused = operators.execute(actor, command);
    }

    private void refused(StockCommand<?> command) {
        assertThatThrownBy(() -> as(ALICE, command)).isInstanceOf(InventoryException.class);
    }
}
