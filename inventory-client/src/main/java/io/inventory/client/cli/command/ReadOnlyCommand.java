package io.inventory.client.cli.command;

import io.inventory.client.InventoryClient;
import io.inventory.client.ServerStatus;
import io.inventory.client.cli.session.ExitStatus;
import io.inventory.client.cli.session.Session;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code read-only}. */
@Command(
        name = "read-only",
        description = "Has one server refuse commands, or take them again. Others on the same database go on.",
        synopsisSubcommandLabel = "on|off")
public final class ReadOnlyCommand {
    private ReadOnlyCommand() {}

    /** With its commands. */
    public static CommandLine of(Session session) {
        return new CommandLine(new ReadOnlyCommand())
                .addSubcommand(new On(session))
                .addSubcommand(new Off(session));
    }

    @Command(
            name = "on",
            sortOptions = false,
            description = "Has the server answer queries alone, until it is told otherwise or started again.")
    static final class On implements Callable<Integer> {
        private final Session session;

        @Option(
                names = "--reason",
                required = true,
                paramLabel = "TEXT",
                description = "Why, in your words; those who are refused are told.")
        private String reason = "";

        On(Session session) {
            this.session = session;
        }

        @Override
        public Integer call() {
            InventoryClient client = session.clientOfOneServer();
            if (!session.confirm(session.target() + " will refuse all orders until this is lifted. Go on?"))
                return ExitStatus.REFUSED.code();
            long start = System.nanoTime();
            ServerStatus status = client.setReadOnly(reason);
            ServerState.print(session, status, Duration.ofNanos(System.nanoTime() - start));
            return ExitStatus.OK.code();
        }
    }

    @Command(name = "off", sortOptions = false, description = "Has the server take commands again.")
    static final class Off implements Callable<Integer> {
        private final Session session;

        Off(Session session) {
            this.session = session;
        }

        @Override
        public Integer call() {
            InventoryClient client = session.clientOfOneServer();
            long start = System.nanoTime();
            ServerStatus status = client.liftReadOnly();
            ServerState.print(session, status, Duration.ofNanos(System.nanoTime() - start));
            return ExitStatus.OK.code();
        }
    }
}
