package io.inventory.client.cli.stock;

import io.inventory.ListStocks;
import io.inventory.Stock;
import io.inventory.client.cli.session.ExitStatus;
import io.inventory.client.cli.session.PageOptions;
import io.inventory.client.cli.session.Session;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code stock list}. */
@Command(
        name = "list",
        sortOptions = false,
        description = "Lists the stock of all SKUs, sorted by SKU, or of those that need somebody.")
final class ListStocksCommand implements Callable<Integer> {
    private final Session session;

    @Option(
            names = "--low",
            description = "Only those that are low: their sellable units are at the threshold or below.")
    private boolean low;

    @Option(names = "--sold-out", description = "Only those with no sellable unit. With --low: both kinds.")
    private boolean soldOut;

    @Mixin
    private final PageOptions pages = new PageOptions();

    ListStocksCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        pages.print(
                session,
                StockColumns.of(session.times()),
                wanted(),
                (size, after) -> session.client().execute(new ListStocks(size, after)));
        return ExitStatus.OK.code();
    }

    private Predicate<Stock> wanted() {
        if (!low && !soldOut) return stock -> true;
        return stock -> (low && StockColumns.isLow(stock)) || (soldOut && StockColumns.isSoldOut(stock));
    }
}
