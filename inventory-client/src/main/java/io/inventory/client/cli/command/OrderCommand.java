package io.inventory.client.cli.command;

import io.inventory.client.cli.session.Session;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** All that is about orders. */
@Command(name = "order", description = "Reads orders.", synopsisSubcommandLabel = "COMMAND")
public final class OrderCommand {
    private OrderCommand() {}

    /** With its commands. */
    public static CommandLine of(Session session) {
        return new CommandLine(new OrderCommand()).addSubcommand(new ShowOrderCommand(session));
    }
}
