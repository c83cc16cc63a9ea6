package io.inventory.grpc;

import io.inventory.Confirm;
import io.inventory.ErrorReason;
import io.inventory.Inventory;
import io.inventory.InventoryException;
import io.inventory.NotFoundException;
import io.inventory.grpc.http.HttpSettings;
import io.inventory.grpc.security.SecurityOptions;
import io.inventory.grpc.security.ServerSecurity;
import io.inventory.grpc.security.TokenCommand;
import io.inventory.jdbi.JdbiInventory;
import io.inventory.jdbi.SetupException;
import io.inventory.jdbi.cli.ProcessStart;
import io.inventory.jdbi.cli.StartOptions;
import io.inventory.jdbi.cli.StoreOptions;
import io.inventory.jdbi.management.Management;
import io.inventory.jdbi.management.ManagementOptions;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The process that serves the inventory over gRPC until it is stopped (SIGTERM or Ctrl-C). */
@Command(
        name = "inventory-grpc-server",
        description =
                "Serves the inventory over gRPC. Every option can also be given as an environment variable (--jdbc-url:"
                        + " INVENTORY_JDBC_URL) or as a line of the --config file (jdbc-url=...), in this order of precedence.",
        sortOptions = false)
public final class InventoryServer implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger(InventoryServer.class);

    @Mixin
    private final EndpointOptions endpointOptions = new EndpointOptions();

    @Option(
            names = ManagementOptions.PORT,
            paramLabel = "N|off",
            defaultValue = "9091",
            description = ManagementOptions.PORT_DESCRIPTION)
    private String managementPort = "";

    @Mixin
    private final ManagementOptions managementOptions = new ManagementOptions();

    @Mixin
    private final SecurityOptions securityOptions = new SecurityOptions();

    @Mixin
    private final StoreOptions storeOptions = new StoreOptions();

    @Mixin
    private final StartOptions startOptions = new StartOptions();

    @SuppressWarnings("unused")
    @Option(names = "--help", usageHelp = true, description = "Shows this help.")
    private boolean help;

    private InventoryServer() {}

    /** Exits with 0 after {@code --help}, with 2 if it cannot start as it is set up; a line on stderr says why. */
    public static void main(String[] args) {
        bridgeLogs();
        System.exit(ProcessStart.run(commandLine(), args, System.getenv(), e -> Optional.empty()));
    }

    static CommandLine commandLine() {
        InventoryServer server = new InventoryServer();
        return new CommandLine(server)
                .addSubcommand(new TokenCommand())
                .addSubcommand(new ArchiveCommand(server.storeOptions));
    }

    /** Gives what libraries write to java.util.logging the form and the levels of the rest. */
    static void bridgeLogs() {
        SLF4JBridgeHandler.removeHandlersForRootLogger();
        SLF4JBridgeHandler.install();
    }

    @Override
    public Integer call() throws InterruptedException {
        startOptions.beginLog();
        EndpointSettings settings = endpointOptions.settings();
        managementOptions.require(managementPort);
        ServerSecurity security =
                securityOptions.open(settings.host(), settings.http().map(HttpSettings::host));
        if (startOptions.isCheck()) return check(settings, security);
        Management management = managementOptions.open(managementPort);
        storeOptions.measure(management.registry());
        JdbiInventory inventory = storeOptions.open();
        tryOut(inventory);
        InventoryEndpoint endpoint = listen(inventory, settings, security, management.registry());
        storeOptions.startUpkeep(inventory, endpoint::isReadOnly);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(endpoint, inventory, management), "inventory-stop"));
        management.show(inventory);
        management.readyUnless(endpoint::obstacle);
        LOG.info(
                "serving on {}:{}; {}; {}; {}, {}; {}",
                settings.host(),
                endpoint.port(),
                settings,
                securityOptions,
                storeOptions,
                startOptions,
                management);
        settings.http()
                .ifPresent(http -> LOG.info(
                        "serving HTTP with JSON on {}:{}",
                        http.host(),
                        endpoint.httpPort().orElse(http.port())));
        endpoint.awaitStop();
        return 0;
    }

    /** The port is left alone: a server that is running may be what is to be started again. */
    private int check(EndpointSettings settings, ServerSecurity security) {
        security.close();
        storeOptions.check();
        System.out.println("A server can be started: " + settings + "; " + securityOptions + "; " + storeOptions);
        return CommandLine.ExitCode.OK;
    }

    /** Asks for what cannot be there, so that the first callers meet a store that answers, and answers in time. */
    private static void tryOut(Inventory inventory) {
        try {
            inventory.execute(new Confirm(StoreHealth.PROBE.orderId()));
        } catch (NotFoundException e) {
            return;
        } catch (InventoryException e) {
            // its queries are answered; a server that was started before would go on too
            if (e.reason() == ErrorReason.READ_ONLY) return;
            inventory.close();
            throw new SetupException("the store does not answer as it should: " + e.getMessage(), e);
        }
    }

    private static InventoryEndpoint listen(
            Inventory inventory, EndpointSettings settings, ServerSecurity security, MeterRegistry registry) {
        try {
            return InventoryEndpoint.start(inventory, settings, security, registry);
        } catch (SetupException e) {
            inventory.close();
            throw e;
        } catch (IOException e) {
            inventory.close();
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new SetupException(
                    "cannot listen on " + settings.host() + ":" + settings.port() + " (" + cause.getMessage()
                            + "); stop the program that uses the port, or choose another with --port",
                    e);
        }
    }

    private static void stop(InventoryEndpoint endpoint, Inventory inventory, Management management) {
        LOG.info("stopping");
        endpoint.close();
        inventory.close();
        management.close();
        LOG.info("stopped");
    }
}
