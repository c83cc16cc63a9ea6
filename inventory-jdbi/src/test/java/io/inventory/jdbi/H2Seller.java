package io.inventory.jdbi;

import io.inventory.Inventory;
import io.inventory.OrderId;
import io.inventory.OrderLine;
import io.inventory.RequestId;
import io.inventory.Sku;
import java.util.List;

/** A process that sells from an embedded database until it is killed, and says which orders it has answered. */
final class H2Seller {
    static final String SKU = "A";
    static final String ANSWERED = " answered";

    private H2Seller() {}

    /** Sells; the arguments are the database's URL and a prefix for order ids. */
    public static void main(String[] args) {
        StorePool pool = StorePool.open(StoreSettings.of(args[0], "sa", ""));
        Schema.migrate(pool.dataSource());
        try (Inventory inventory = JdbiInventory.builder(pool)
                .groupCommit(BatchLimits.DEFAULT)
                .owning(pool)
                .build()) {
            inventory.create(new Sku(SKU), 1_000_000, new RequestId("opening"));
            for (int i = 0; i < 1_000_000; i++) {
                String order = args[1] + "-" + i;
                inventory.deduct(new OrderId(order), List.of(OrderLine.of(SKU, 1)));
                System.out.println(order + ANSWERED);
            }
        }
    }
}
