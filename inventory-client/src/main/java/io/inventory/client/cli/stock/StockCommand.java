package io.inventory.client.cli.stock;

import io.inventory.client.cli.session.Session;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** All that is about the stock of SKUs. */
@Command(name = "stock", description = "Reads and changes the stock of SKUs.", synopsisSubcommandLabel = "COMMAND")
public final class StockCommand {
    private StockCommand() {}

    /** With its commands. */
    public static CommandLine of(Session session) {
        return new CommandLine(new StockCommand())
                .addSubcommand(new GetStockCommand(session))
                .addSubcommand(new ListStocksCommand(session))
                .addSubcommand(new CreateStockCommand(session))
                .addSubcommand(new SetStockCommand(session))
                .addSubcommand(new AdjustStockCommand(session))
                .addSubcommand(new CountStockCommand(session))
                .addSubcommand(new StockPolicyCommand(session));
    }
}
