package io.inventory.client.cli.command;

import io.inventory.LedgerEntry;
import io.inventory.ListOrderLedger;
import io.inventory.ListSkuLedger;
import io.inventory.OrderId;
import io.inventory.Sku;
import io.inventory.TimeRange;
import io.inventory.client.cli.output.Column;
import io.inventory.client.cli.session.ExitStatus;
import io.inventory.client.cli.session.PageOptions;
import io.inventory.client.cli.session.RangeOptions;
import io.inventory.client.cli.session.Session;
import io.inventory.client.cli.session.UsageException;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ledger}. */
@Command(
        name = "ledger",
        sortOptions = false,
        description = "Lists the ledger entries of a SKU, or those of an order, newest first.")
public final class LedgerCommand implements Callable<Integer> {
    private final Session session;

    @Parameters(arity = "0..1", paramLabel = "SKU", description = "Whose.")
    @Nullable
    private String sku;

    @Option(names = "--order", paramLabel = "ORDER", description = "Those that this order made, in place of a SKU's.")
    @Nullable
    private String orderId;

    @Mixin
    private final RangeOptions range = new RangeOptions();

    @Mixin
    private final PageOptions pages = new PageOptions();

    /** For one command line. */
    public LedgerCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        TimeRange times = range.in(session.times());
        if (sku != null && orderId == null) {
            Sku whose = new Sku(sku);
            List<Column<LedgerEntry>> columns = LedgerColumns.ofSku(session.times());
            pages.print(
                    session,
                    columns,
                    entry -> true,
                    (size, after) -> session.client().execute(new ListSkuLedger(whose, size, after, times)));
        } else if (orderId != null && sku == null) {
            OrderId whose = new OrderId(orderId);
            List<Column<LedgerEntry>> columns = LedgerColumns.ofOrder(session.times());
            pages.print(
                    session,
                    columns,
                    entry -> true,
                    (size, after) -> session.client().execute(new ListOrderLedger(whose, size, after, times)));
        } else {
            throw new UsageException("give a SKU, or --order with an order");
        }
        return ExitStatus.OK.code();
    }
}
