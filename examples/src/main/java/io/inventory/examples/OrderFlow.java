package io.inventory.examples;

import io.inventory.DeductOutcome;
import io.inventory.DeductOutcome.Deducted;
import io.inventory.Inventory;
import io.inventory.LedgerEntry;
import io.inventory.LineBalance;
import io.inventory.ListSkuLedger;
import io.inventory.OrderId;
import io.inventory.OrderLine;
import io.inventory.Rejected;
import io.inventory.Rejection;
import io.inventory.RequestId;
import io.inventory.RollbackId;
import io.inventory.RollbackOutcome;
import io.inventory.Shortage;
import io.inventory.Sku;
import io.inventory.StockChanged;
import io.inventory.client.InventoryClient;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The life of an order: units delivered, sold, a part returned, the rest cancelled; and an order that asks too much. */
@Command(
        name = "OrderFlow",
        sortOptions = false,
        description = "Sells a SKU, asks for too much of it, gives units back, and prints the ledger.")
final class OrderFlow extends ServerCommand {
    private static final int UNITS = 6;
    private static final int LEDGER_LINES = 6;

    @Option(
            names = "--sku",
            paramLabel = "SKU",
            defaultValue = "85123A",
            description = "The SKU to sell; it must exist. Default: ${DEFAULT-VALUE}")
    private String sku = "";

    private final PrintStream out = System.out;

    public static void main(String[] args) {
        System.exit(execute(new OrderFlow(), args));
    }

    @Override
    int run(InventoryClient inventory) {
        String run = UUID.randomUUID().toString().substring(0, 8);
        Sku what = new Sku(sku);
        StockChanged delivered = inventory.adjust(what, UNITS, "delivery", new RequestId("delivery-" + run));
        out.println("A delivery of " + UNITS + " units of " + what + ": " + delivered.available() + " available");

        OrderId order = new OrderId("order-" + run);
        List<OrderLine> lines = List.of(new OrderLine(what, UNITS));
        deduct(inventory, order, lines);
        deduct(inventory, order, lines);
        deduct(inventory, new OrderId("order-" + run + "-b"), List.of(new OrderLine(what, 1_000_000)));
        print(order, inventory.rollback(order, List.of(new OrderLine(what, 2)), new RollbackId("parcel-1")));
        print(order, inventory.rollback(order));

        out.println("The newest entries of the ledger of " + what + ", newest first:");
        out.println("  version  change  available  reason          for");
        for (LedgerEntry entry : inventory
                .execute(new ListSkuLedger(what, LEDGER_LINES, Optional.empty()))
                .items())
            out.printf(
                    Locale.ROOT,
                    "  %7d  %+6d  %9d  %-14s  %s%n",
                    entry.version(),
                    entry.change(),
                    entry.availableAfter(),
                    entry.reason().name().toLowerCase(Locale.ROOT),
                    cause(entry));
        return 0;
    }

    private static String cause(LedgerEntry entry) {
        return entry.refId()
                + (entry.note().isEmpty() ? "" : " (" + entry.note() + ")")
                + (entry.actor().isNobody() ? "" : " by " + entry.actor());
    }

    private void deduct(Inventory inventory, OrderId order, List<OrderLine> lines) {
        DeductOutcome outcome = inventory.deduct(order, lines);
        if (outcome instanceof Deducted deducted)
            out.println("Deduct " + order + ": " + lines.get(0).quantity() + " units sold"
                    + (deducted.replayed() ? " before: the same order again changes nothing" : ""));
        else if (outcome instanceof Rejected rejected) print(order, rejected.rejection());
    }

    private void print(OrderId order, Rejection rejection) {
        out.println("Deduct " + order + ": rejected, " + rejection.reason());
        if (rejection instanceof Rejection.InsufficientStock insufficient)
            for (Shortage shortage : insufficient.shortages())
                out.println("  " + shortage.sku() + ": " + shortage.requested() + " wanted, " + shortage.available()
                        + " available");
    }

    private void print(OrderId order, RollbackOutcome outcome) {
        if (outcome instanceof RollbackOutcome.RolledBack rolledBack) {
            LineBalance line = rolledBack.lines().get(0);
            out.println("Rollback " + order + ": "
                    + rolledBack.givenBack().get(0).quantity() + " units given back, the order keeps "
                    + line.outstanding() + " of " + line.taken());
        } else out.println("Rollback " + order + ": it has nothing to give back");
    }
}
