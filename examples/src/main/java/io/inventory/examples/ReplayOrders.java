package io.inventory.examples;

import io.inventory.ConflictException;
import io.inventory.Inventory;
import io.inventory.ListStocks;
import io.inventory.Sku;
import io.inventory.client.InventoryClient;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedSet;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Replays five days of a real shop's orders through the client, and writes what of each SKU is left. */
@Command(
        name = "ReplayOrders",
        sortOptions = false,
        description = "Replays the real orders of a shop (1 to 5 December 2010) on an inventory server.")
final class ReplayOrders extends ServerCommand {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @Option(
            names = "--opening",
            paramLabel = "UNITS",
            defaultValue = "100",
            description = "The opening stock of every SKU. Default: ${DEFAULT-VALUE}")
    private long opening;

    @Option(
            names = "--output",
            paramLabel = "FILE",
            defaultValue = "final-stock.csv",
            description = "Where the final stock goes, as CSV. Default: ${DEFAULT-VALUE}")
    private Path output = Path.of("");

    @Option(
            names = "--progress",
            description = "Draws a bar while it runs, for a terminal; a log file has the line at the end.")
    private boolean progress;

    private final PrintStream out = System.out;

    public static void main(String[] args) {
        System.exit(execute(new ReplayOrders(), args));
    }

    @Override
    int run(InventoryClient server) throws IOException {
        server.execute(new ListStocks(1, Optional.empty())); // ends at once if there is no server
        try (Inventory inventory = new RetryingInventory(server, PATIENCE)) {
            return replay(inventory);
        }
    }

    private int replay(Inventory inventory) throws IOException {
        List<Invoice> invoices = ShopData.invoices();
        SortedSet<Sku> skus = ShopData.skus(invoices);
        try {
            Duration creating = create(inventory, skus);
            out.printf(Locale.ROOT, "%,d SKUs with %,d units each, in %s%n", skus.size(), opening, seconds(creating));
        } catch (ConflictException e) {
            System.err.println("This inventory has SKU " + e.ids().getOrDefault("sku_id", "?") + " already, not from a"
                    + " replay with --opening " + opening
                    + ". Replay on an empty one, or with the same opening stock.");
            return 1;
        }
        replay(inventory, invoices);
        FinalStock.write(FinalStock.read(inventory, skus), output);
        out.println("The final stock is in " + output);
        return 0;
    }

    private Duration create(Inventory inventory, SortedSet<Sku> skus) {
        try (ProgressBar bar = bar("Creating SKUs", skus.size())) {
            new Replay(inventory, bar::step).create(skus, opening);
            return bar.getElapsedAfterStart();
        }
    }

    private void replay(Inventory inventory, List<Invoice> invoices) {
        Replay.Counts counts;
        Duration time;
        try (ProgressBar bar = bar("Replaying", invoices.size())) {
            counts = new Replay(inventory, bar::step).replay(invoices);
            time = bar.getElapsedAfterStart();
        }
        int orders = counts.ordersTaken() + counts.ordersRejected();
        int adjustments = counts.adjustmentsMade() + counts.adjustmentsRefused();
        out.printf(Locale.ROOT, "%,d invoices, in %s%n", invoices.size(), seconds(time));
        out.printf(
                Locale.ROOT,
                "  %,5d orders: %,d taken, %,d rejected%n",
                orders,
                counts.ordersTaken(),
                counts.ordersRejected());
        out.printf(
                Locale.ROOT,
                "  %,5d adjustments: %,d made, %,d refused%n",
                adjustments,
                counts.adjustmentsMade(),
                counts.adjustmentsRefused());
        if (counts.replayed() > 0)
            out.printf(
                    Locale.ROOT,
                    "  %,5d of these answers were recorded before; giving them again changed nothing%n",
                    counts.replayed());
        out.printf(Locale.ROOT, "  %,5.0f orders/s, one after another%n", orders * 1e9 / Math.max(1, time.toNanos()));
    }

    /** A bar redraws itself, which fills a log file; there the line at the end has to do. */
    private ProgressBar bar(String task, int steps) {
        ProgressBarBuilder builder = new ProgressBarBuilder();
        if (!progress) builder.setConsumer(new DelegatingProgressBarConsumer(line -> {}));
        return builder.setTaskName(task)
                .setInitialMax(steps)
                .setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis(500)
                .build();
    }

    private static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1e3);
    }
}
