package io.inventory.jdbi;

import io.inventory.Inventory;
import io.inventory.LedgerFinding;
import io.inventory.OrderId;
import io.inventory.OrderLine;
import io.inventory.PageToken;
import io.inventory.RequestId;
import io.inventory.Sku;
import io.inventory.VerifiedPart;
import io.inventory.VerifyLedger;
import io.inventory.jdbi.sql.SqlObjects;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A few rows of each kind, and all that is found when they are verified. */
final class VerifiedStore {
    private static final List<String> TABLES =
            List.of("stocks", "logs", "orders", "requests", "reservations", "checkpoints", "signals");

    private VerifiedStore() {}

    /**
     * SKU bad: 1 created with 100, 2 adjusted by -7, 3 by +2, 4 to 6 order-0 to order-2 take 1 each, 7 held reserves 5, 8 order-1 gives
     * back its unit. Good is the same without held.
     */
    static void fill(StoreForm form) {
        SqlObjects.on(form.database().dataSource()).useHandle(handle -> {
            for (String table : TABLES) handle.execute("delete from inventory_" + table);
        });
        try (Inventory inventory = form.open()) {
            Sku good = new Sku("good");
            Sku bad = new Sku("bad");
            for (Sku sku : List.of(good, bad)) {
                inventory.create(sku, 100, new RequestId("1"));
                inventory.adjust(sku, -7, "counted", new RequestId("2"));
                inventory.adjust(sku, 2, "found", new RequestId("3"));
            }
            for (int i = 0; i < 3; i++)
                inventory.deduct(new OrderId("order-" + i), List.of(new OrderLine(good, 1), new OrderLine(bad, 1)));
            inventory.reserve(new OrderId("held"), List.of(new OrderLine(bad, 5)));
            inventory.rollback(new OrderId("order-1"));
        }
    }

    static List<LedgerFinding> findings(Inventory inventory, int entriesMax) {
        return findings(inventory, Optional.empty(), entriesMax);
    }

    /** @param after the token of the part before the first */
    static List<LedgerFinding> findings(Inventory inventory, Optional<PageToken> after, int entriesMax) {
        List<LedgerFinding> findings = new ArrayList<>();
        Optional<PageToken> next = after;
        do {
            VerifiedPart part = inventory.execute(new VerifyLedger(next, entriesMax));
            findings.addAll(part.findings());
            next = part.next();
        } while (next.isPresent());
        return findings;
    }
}
