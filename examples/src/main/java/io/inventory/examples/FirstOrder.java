package io.inventory.examples;

import io.inventory.DeductOutcome;
import io.inventory.Inventory;
import io.inventory.OrderId;
import io.inventory.OrderLine;
import io.inventory.Rejected;
import io.inventory.RequestId;
import io.inventory.Sku;
import io.inventory.client.InventoryClient;
import java.util.List;

/** The client in ten lines: stocks a SKU and sells some of it. Run it twice: the second time nothing changes. */
final class FirstOrder {
    private FirstOrder() {}

    public static void main(String[] args) {
        String address = args.length > 0 ? args[0] : "localhost:9090";
        // docs: client
        try (Inventory inventory = InventoryClient.connect(address)) {
            Sku mug = new Sku("mug");
            inventory.create(mug, 10, new RequestId("opening"));
            DeductOutcome outcome = inventory.deduct(new OrderId("order-1"), List.of(new OrderLine(mug, 3)));
            if (outcome instanceof DeductOutcome.Deducted deducted)
                System.out.println(deducted.replayed() ? "sold before" : "sold");
            else if (outcome instanceof Rejected rejected) System.out.println("refused: " + rejected.rejection());
            System.out.println(inventory.stock(mug).available() + " left");
        }
        // docs: end
    }
}
