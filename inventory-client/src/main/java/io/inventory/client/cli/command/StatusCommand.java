package io.inventory.client.cli.command;

import io.inventory.client.InventoryClient;
import io.inventory.client.ServerStatus;
import io.inventory.client.cli.session.ExitStatus;
import io.inventory.client.cli.session.Session;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code status}. */
@Command(
        name = "status",
        sortOptions = false,
        description = "Asks a server whether it is there, and whether it takes commands. It ends with 0 if it answers.")
public final class StatusCommand implements Callable<Integer> {
    private final Session session;

    /** For one command line. */
    public StatusCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        InventoryClient client = session.clientOfOneServer();
        long start = System.nanoTime();
        ServerStatus status = client.serverStatus();
        ServerState.print(session, status, Duration.ofNanos(System.nanoTime() - start));
        return ExitStatus.OK.code();
    }
}
