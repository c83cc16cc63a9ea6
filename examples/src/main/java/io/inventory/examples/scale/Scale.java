package io.inventory.examples.scale;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** Says what a load and multiples of it need, from measured costs. */
@CommandLine.Command(
        name = "scale",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Says what a load and multiples of it need, from the costs in docs/performance.md. See docs/scaling.md.")
public final class Scale implements Callable<Integer> {
    @Option(names = "--orders", defaultValue = "1000", description = "Orders a second. Default: ${DEFAULT-VALUE}")
    private double orders;

    @Option(names = "--lines", defaultValue = "3", description = "Lines an order. Default: ${DEFAULT-VALUE}")
    private double lines;

    @Option(
            names = "--hot",
            defaultValue = "0.05",
            description = "The share of orders with the most popular SKU, 0 to 1. Default: ${DEFAULT-VALUE}")
    private double hot;

    @Option(
            names = "--messages",
            defaultValue = "2",
            description = "Messages an order, if orders come by message. Default: ${DEFAULT-VALUE}")
    private double messages;

    @Option(
            names = "--factors",
            split = ",",
            defaultValue = "1,10,100,1000",
            description = "Multiples of the load. Default: ${DEFAULT-VALUE}")
    private List<Double> factors = new ArrayList<>();

    /** Runs it. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new Scale()).execute(args));
    }

    @Override
    public Integer call() {
        System.out.println(
                "| orders a second | inventories | cores for PostgreSQL | cores for servers and callers | queues | hottest SKU |");
        System.out.println("|---|---|---|---|---|---|");
        for (double factor : factors) System.out.println(row(orders * factor));
        return 0;
    }

    private String row(double ordersPerSecond) {
        Need need = Need.of(ordersPerSecond, lines, hot, messages);
        return String.format(
                Locale.ROOT,
                "| %,.0f | %,d | %,.1f | %,.1f | %,d | %.0f %% of its writer%s |",
                ordersPerSecond,
                need.inventories(),
                need.databaseCores(),
                need.serverCores(),
                need.partitions(),
                need.hotShare() * 100,
                need.hotShare() > Need.BUSY_MAX ? ": too much" : "");
    }
}
