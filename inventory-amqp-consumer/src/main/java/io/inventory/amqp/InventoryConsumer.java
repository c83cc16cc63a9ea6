package io.inventory.amqp;

import com.rabbitmq.client.AuthenticationFailureException;
import io.inventory.Inventory;
import io.inventory.Reserve;
import io.inventory.amqp.broker.BrokerCheck;
import io.inventory.amqp.broker.BrokerOptions;
import io.inventory.amqp.broker.SessionSettings;
import io.inventory.amqp.broker.TopologyDeclaration;
import io.inventory.amqp.broker.TopologyException;
import io.inventory.amqp.broker.UnroutableEvents;
import io.inventory.amqp.message.EventReader.CreatedOrders;
import io.inventory.amqp.parked.ParkedCommand;
import io.inventory.amqp.signal.SignalRelay;
import io.inventory.jdbi.JdbiInventory;
import io.inventory.jdbi.SetupException;
import io.inventory.jdbi.cli.Durations;
import io.inventory.jdbi.cli.ProcessStart;
import io.inventory.jdbi.cli.Redaction;
import io.inventory.jdbi.cli.StartOptions;
import io.inventory.jdbi.cli.StoreOptions;
import io.inventory.jdbi.cli.StoreOptions.Switch;
import io.inventory.jdbi.management.Management;
import io.inventory.jdbi.management.ManagementOptions;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** The process that turns order events from RabbitMQ into commands, and their outcomes into stock events. */
@Command(
        name = "inventory-consumer",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Turns order events from RabbitMQ into commands, and their outcomes into stock events.",
        footer =
                "%nEach option can also be given as the environment variable INVENTORY_… (--amqp-uri: INVENTORY_AMQP_URI)"
                        + " or as a line of the properties file that --config names (amqp-uri=…).")
public final class InventoryConsumer implements Callable<Integer> {
    private static final int PREFETCH_MAX = 10_000;
    private static final Logger LOG = LoggerFactory.getLogger(InventoryConsumer.class);

    enum Created {
        deduct,
        reserve
    }

    enum Unroutable {
        hold,
        drop
    }

    enum Declare {
        full,
        passive
    }

    @Mixin
    private final StartOptions startOptions = new StartOptions();

    @Mixin
    private final BrokerOptions brokerOptions = new BrokerOptions();

    @Option(
            names = "--inventory",
            paramLabel = "URL",
            defaultValue = "jdbc:h2:file:./data/inventory",
            description = "The inventory: a database (jdbc:postgresql:… or jdbc:h2:…), or a server"
                    + " (grpcs://host:port, or grpc://host:port on this machine). Default: ${DEFAULT-VALUE}")
    private String inventoryUrl = "";

    @Option(
            names = "--created",
            paramLabel = "deduct|reserve",
            defaultValue = "deduct",
            description = "What a created order does with its units: sell them, or hold them until it is paid."
                    + " Default: ${DEFAULT-VALUE}")
    private Created created = Created.deduct;

    @Option(
            names = "--time-to-live",
            paramLabel = "TIME",
            converter = Durations.Converter.class,
            defaultValue = "15m",
            description = "With --created=reserve: for how long, 1s to 720h. Default: ${DEFAULT-VALUE}")
    private Duration timeToLive = Duration.ZERO;

    @Option(
            names = "--declare",
            paramLabel = "full|passive",
            defaultValue = "full",
            description =
                    "Whether exchanges, queues and bindings are made, or must be there. Default: ${DEFAULT-VALUE}")
    private Declare declare = Declare.full;

    @Option(
            names = "--unroutable",
            paramLabel = "hold|drop",
            defaultValue = "hold",
            description =
                    "What becomes of an event or signal that no queue receives: it is published again until one does,"
                            + " and what has to follow it waits; or it is dropped and counted. Default: ${DEFAULT-VALUE}")
    private Unroutable unroutable = Unroutable.hold;

    @Option(
            names = "--prefetch",
            paramLabel = "N",
            defaultValue = "256",
            description =
                    "How many messages may be handled at once, 1 to " + PREFETCH_MAX + ". Default: ${DEFAULT-VALUE}")
    private int prefetch;

    @Option(
            names = "--confirm-timeout",
            paramLabel = "TIME",
            converter = Durations.Converter.class,
            defaultValue = "10s",
            description = "How long the broker may take to confirm a message before the consumer reconnects."
                    + " Default: ${DEFAULT-VALUE}")
    private Duration confirmTimeout = Duration.ZERO;

    @Option(
            names = "--stop-timeout",
            paramLabel = "TIME",
            converter = Durations.OrZeroConverter.class,
            defaultValue = "20s",
            description = "How long a stop waits for messages that are being handled; 0s for not at all."
                    + " Default: ${DEFAULT-VALUE}")
    private Duration stopTimeout = Duration.ZERO;

    @Option(
            names = "--signals",
            paramLabel = "on|off",
            description = "Whether the inventory's signals (stock.sold_out, stock.back, stock.low, stock.recovered, and"
                    + " stock.rolled_back of reservations that ran out) are published too: by one of all processes"
                    + " at a time. Needs a database. Without it: on with a database, off with a server.")
    private Optional<Switch> signals = Optional.empty();

    @Option(
            names = ManagementOptions.PORT,
            paramLabel = "N|off",
            defaultValue = "9092",
            description = ManagementOptions.PORT_DESCRIPTION)
    private String managementPort = "";

    @Mixin
    private final ManagementOptions managementOptions = new ManagementOptions();

    @Mixin
    private final ServerOptions serverOptions = new ServerOptions();

    @Mixin
    private final StoreOptions storeOptions = new StoreOptions();

    private InventoryConsumer() {}

    /** Runs until SIGTERM or SIGINT; exits with 0 then, and with 2 when it can't start as it is set up. */
    public static void main(String[] args) {
        System.exit(run(args));
    }

    private static int run(String... args) {
        return ProcessStart.run(commandLine(), args, System.getenv(), InventoryConsumer::explain);
    }

    static CommandLine commandLine() {
        InventoryConsumer consumer = new InventoryConsumer();
        CommandLine command = new CommandLine(consumer);
        command.addSubcommand(new ParkedCommand(consumer.brokerOptions));
        // --inventory takes its place, because it can name a server as well.
        CommandSpec spec = command.getCommandSpec();
        spec.remove(spec.findOption("--jdbc-url"));
        return command;
    }

    private static Optional<String> explain(Exception e) {
        if (e instanceof TopologyException) return Optional.of(String.valueOf(e.getMessage()));
        return e instanceof AuthenticationFailureException
                ? Optional.of("RabbitMQ refuses user and password of --amqp-uri")
                : Optional.empty();
    }

    @Override
    public Integer call() throws Exception {
        startOptions.beginLog();
        managementOptions.require(managementPort);
        if (startOptions.isCheck()) return check(settings(new MessageMetrics(new CompositeMeterRegistry())));
        try (Management management = managementOptions.open(managementPort)) {
            return consume(management);
        }
    }

    private int consume(Management management) throws Exception {
        ConsumerSettings settings = settings(new MessageMetrics(management.registry()));
        storeOptions.measure(management.registry());
        LOG.info(
                "Starting: {} inventory={} {} signals={} created={} timeToLive={} declare={} unroutable={} prefetch={}"
                        + " confirmTimeout={} stopTimeout={} {} {}",
                brokerOptions,
                Redaction.of(inventoryUrl),
                InventoryUrl.expiry(inventoryUrl, storeOptions),
                publishesSignals() ? "on" : "off",
                created,
                Durations.text(timeToLive),
                declare,
                unroutable,
                prefetch,
                Durations.text(confirmTimeout),
                Durations.text(stopTimeout),
                startOptions,
                management);
        CountDownLatch ended = new CountDownLatch(1);
        try (Inventory inventory = InventoryUrl.open(inventoryUrl, storeOptions, serverOptions);
                Observation observation = Observation.begin(management, settings, inventory)) {
            management.show(inventory);
            Consumer consumer = new Consumer(settings, inventory);
            Runtime.getRuntime()
                    .addShutdownHook(new Thread(() -> stop(consumer, observation, ended), "inventory-stop"));
            if (publishesSignals() && inventory instanceof JdbiInventory database) {
                SignalRelay relay = new SignalRelay(settings.session(), database);
                observation.watch(relay);
                runWithSignals(consumer, relay);
            } else consumer.run();
            LOG.info("Stopped");
            return CommandLine.ExitCode.OK;
        } finally {
            ended.countDown();
        }
    }

    private int check(ConsumerSettings settings) throws Exception {
        boolean signalsToo = publishesSignals();
        InventoryUrl.check(inventoryUrl, storeOptions, serverOptions);
        BrokerCheck.run(settings.session());
        System.out.println("A consumer can be started: " + brokerOptions + " inventory=" + Redaction.of(inventoryUrl)
                + " signals=" + (signalsToo ? "on" : "off"));
        return CommandLine.ExitCode.OK;
    }

    /** Signals are published from when the broker was found to be as it must be, until after the last order event. */
    private static void runWithSignals(Consumer consumer, SignalRelay relay) throws Exception {
        try (relay) {
            var unused = consumer.connected().thenRun(relay::start);
            consumer.run();
        }
    }

    /** @throws SetupException if they are asked for and a server has the inventory */
    private boolean publishesSignals() {
        boolean remote = InventoryUrl.isServer(inventoryUrl);
        if (remote && signals.equals(Optional.of(Switch.on)))
            throw new SetupException(
                    "--signals=on needs the database: let a process whose --inventory is jdbc:... publish"
                            + " them, or read them from the server by WatchSignals");
        return signals.orElse(remote ? Switch.off : Switch.on) == Switch.on;
    }

    private static void stop(Consumer consumer, Observation observation, CountDownLatch ended) {
        observation.stopping();
        consumer.stop();
        try {
            ended.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private ConsumerSettings settings(MessageMetrics metrics) {
        if (prefetch < 1 || prefetch > PREFETCH_MAX)
            throw new SetupException("--prefetch must be 1 to " + PREFETCH_MAX + ", is " + prefetch);
        SessionSettings session = new SessionSettings(
                brokerOptions.broker(), brokerOptions.topology(), mode(), prefetch, confirmTimeout, unroutable());
        return new ConsumerSettings(session, createdOrders(), stopTimeout, metrics);
    }

    private UnroutableEvents unroutable() {
        return new UnroutableEvents(
                switch (unroutable) {
                    case hold -> UnroutableEvents.Policy.HOLD;
                    case drop -> UnroutableEvents.Policy.DROP;
                });
    }

    private TopologyDeclaration.Mode mode() {
        return switch (declare) {
            case full -> TopologyDeclaration.Mode.FULL;
            case passive -> TopologyDeclaration.Mode.PASSIVE;
        };
    }

    private CreatedOrders createdOrders() {
        if (timeToLive.compareTo(Reserve.TIME_TO_LIVE_MIN) < 0 || timeToLive.compareTo(Reserve.TIME_TO_LIVE_MAX) > 0)
            throw new SetupException("--time-to-live must be " + Durations.text(Reserve.TIME_TO_LIVE_MIN) + " to "
                    + Durations.text(Reserve.TIME_TO_LIVE_MAX) + ", is " + Durations.text(timeToLive));
        return switch (created) {
            case deduct -> CreatedOrders.deduct();
            case reserve -> CreatedOrders.reserve(timeToLive);
        };
    }
}
