package io.inventory.examples;

import io.inventory.InventoryException;
import io.inventory.client.InventoryClient;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** An example that talks to a server. A failure of the inventory is one line and exit status 1. */
abstract class ServerCommand implements Callable<Integer> {
    @Option(
            names = "--address",
            paramLabel = "HOST:PORT",
            split = ",",
            defaultValue = "localhost:9090",
            description = "The inventory server, or several with commas between them. Default: ${DEFAULT-VALUE}")
    private List<String> addresses = List.of();

    @Option(
            names = "--deadline-seconds",
            paramLabel = "N",
            defaultValue = "10",
            description = "How long a call may take. Default: ${DEFAULT-VALUE}")
    private int deadlineSeconds;

    @SuppressWarnings("unused")
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Shows this help.")
    private boolean help;

    /** Does it; returns the exit status. */
    abstract int run(InventoryClient inventory) throws Exception;

    @Override
    public final Integer call() throws Exception {
        try (InventoryClient inventory = InventoryClient.builder(addresses.toArray(String[]::new))
                .deadline(Duration.ofSeconds(deadlineSeconds))
                .build()) {
            return run(inventory);
        }
    }

    static int execute(ServerCommand command, String... args) {
        return new CommandLine(command)
                .setExecutionExceptionHandler((failure, commandLine, result) -> {
                    if (!(failure instanceof InventoryException)) throw failure;
                    commandLine.getErr().println(failure.getMessage());
                    return 1;
                })
                .execute(args);
    }
}
