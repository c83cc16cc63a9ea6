package io.inventory.amqp;

import com.rabbitmq.client.Connection;
import io.inventory.jdbi.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.opentest4j.TestAbortedException;

/**
 * A RabbitMQ node of its own, on free ports and in a folder of its own, made from the installed {@code rabbitmq-server}.
 * It can be killed and started again with its data. Not thread-safe.
 */
public final class PrivateBroker implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofSeconds(90);
    private static final List<Path> SCRIPTS = List.of(
            // Debian's wrapper would switch the user and use the system's folders; this is what it calls.
            Path.of("/usr/lib/rabbitmq/bin/rabbitmq-server"),
            Path.of("/opt/homebrew/sbin/rabbitmq-server"),
            Path.of("/usr/local/sbin/rabbitmq-server"),
            Path.of("/usr/sbin/rabbitmq-server"));

    private final Path script;
    private final Path folder;
    /** Where the cookie is, which the nodes of a cluster share. */
    private final Path home;

    private final int port = Ports.free();
    private final int distributionPort = Ports.free();
    private final String node = "inventory-test-" + UUID.randomUUID().toString().substring(0, 8) + "@localhost";
    private final String configuration;
    private final Thread killer = new Thread(this::kill);
    private @Nullable Process server;

    private PrivateBroker(Path script, String configuration, Optional<PrivateBroker> other) {
        this.script = script;
        this.configuration = configuration;
        try {
            folder = Files.createTempDirectory("inventory-rabbitmq");
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make a folder for RabbitMQ", e);
        }
        home = other.map(first -> first.home).orElse(folder);
    }

    /** Starts a node and waits until it answers. */
    public static PrivateBroker start() {
        return start("");
    }

    /** The same with lines of rabbitmq.conf. */
    public static PrivateBroker start(String configuration) {
        return start(configuration, Optional.empty());
    }

    /** Another node of the same cluster, which is to be closed before the first one. */
    public PrivateBroker startBeside() {
        String join = "cluster_formation.peer_discovery_backend = classic_config\n"
                + "cluster_formation.classic_config.nodes.1 = " + node + "\n";
        return start(join, Optional.of(this));
    }

    private static PrivateBroker start(String configuration, Optional<PrivateBroker> other) {
        Path script = script().orElseThrow(PrivateBroker::notInstalled);
        PrivateBroker broker = new PrivateBroker(script, configuration, other);
        Runtime.getRuntime().addShutdownHook(broker.killer);
        try {
            broker.startAgain();
        } catch (RuntimeException e) {
            broker.close();
            throw e;
        }
        return broker;
    }

    private static RuntimeException notInstalled() {
        return System.getenv(TestBroker.GIVEN_URI) == null
                ? new IllegalStateException(
                        "The tests of the consumer need RabbitMQ: install it (Debian, Ubuntu: apt-get"
                                + " install rabbitmq-server), or name a broker for tests in " + TestBroker.GIVEN_URI
                                + ".")
                : new TestAbortedException("needs an installed rabbitmq-server, to make a broker that may be killed");
    }

    private static Optional<Path> script() {
        return SCRIPTS.stream().filter(Files::isExecutable).findFirst();
    }

    /** How to reach it. */
    public String uri() {
        return "amqp://guest:guest@127.0.0.1:" + port;
    }

    /** What it is called in its cluster. */
    public String node() {
        return node;
    }

    /** A connection to it. */
    public Connection connect() throws IOException, TimeoutException {
        return TestBroker.factory(uri()).newConnection("test");
    }

    /** Starts it with the data that it had. */
    public void startAgain() {
        Process started = startServer();
        server = started;
        Awaitility.await("RabbitMQ answers")
                .atMost(START_LIMIT)
                .pollInterval(Duration.ofMillis(100))
                .until(() -> {
                    if (!started.isAlive())
                        throw new IllegalStateException("RabbitMQ ended while it started: " + output());
                    return answers();
                });
    }

    private Process startServer() {
        try {
            Files.writeString(folder.resolve("rabbitmq.conf"), configuration);
            ProcessBuilder builder = new ProcessBuilder(script.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(
                            folder.resolve("output.txt").toFile()));
            builder.environment().putAll(environment());
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start RabbitMQ", e);
        }
    }

    private Map<String, String> environment() {
        Map<String, String> environment = new HashMap<>(Map.of(
                "HOME", home.toString(),
                "RABBITMQ_NODENAME", node,
                "RABBITMQ_NODE_IP_ADDRESS", "127.0.0.1",
                "RABBITMQ_NODE_PORT", Integer.toString(port),
                "RABBITMQ_DIST_PORT", Integer.toString(distributionPort),
                "RABBITMQ_MNESIA_BASE", file("mnesia"),
                "RABBITMQ_LOG_BASE", file("log"),
                "RABBITMQ_PID_FILE", file("pid"),
                "RABBITMQ_CONFIG_FILE", file("rabbitmq.conf"),
                "RABBITMQ_ENABLED_PLUGINS_FILE", file("plugins")));
        environment.put("RABBITMQ_GENERATED_CONFIG_DIR", file("generated"));
        environment.put("RABBITMQ_CONF_ENV_FILE", file("none"));
        environment.put("RABBITMQ_ADVANCED_CONFIG_FILE", file("none.config"));
        // Idle schedulers that spin would take the processor from what is tested.
        environment.put("RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS", "+sbwt none +sbwtdcpu none +sbwtdio none");
        return environment;
    }

    private String file(String name) {
        return folder.resolve(name).toString();
    }

    private boolean answers() {
        try (Connection connection = connect()) {
            return connection.isOpen();
        } catch (IOException | TimeoutException e) {
            return false;
        }
    }

    private String output() {
        try {
            return Files.readString(folder.resolve("output.txt"));
        } catch (IOException e) {
            return "no output: " + e.getMessage();
        }
    }

    /** Kills it as a power cut would, and waits for its end. */
    public void kill() {
        Process running = server;
        if (running == null) return;
        // The script is a shell that waits for Erlang's virtual machine.
        running.descendants().forEach(ProcessHandle::destroyForcibly);
        running.destroyForcibly();
        try {
            if (!running.waitFor(20, TimeUnit.SECONDS)) throw new IllegalStateException("RabbitMQ can't be killed");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        server = null;
    }

    /** Stops all its threads without ending it: it accepts no work and closes no connection. */
    public void freeze() {
        signal("-STOP");
    }

    /** Lets it go on after {@link #freeze}. */
    public void thaw() {
        signal("-CONT");
    }

    private void signal(String signal) {
        Process running = server;
        if (running == null) throw new IllegalStateException("RabbitMQ does not run");
        running.descendants()
                .filter(process -> process.info().command().orElse("").contains("beam"))
                .forEach(process -> Programs.run("kill", signal, Long.toString(process.pid())));
    }

    /** Runs {@code rabbitmqctl} on it. */
    public String control(String... arguments) {
        // A link leads into the folder where all its programs are.
        Path control = realPath(script).resolveSibling("rabbitmqctl");
        return Programs.run(
                environment(),
                Stream.concat(Stream.of(control.toString(), "-n", node), Stream.of(arguments))
                        .toArray(String[]::new));
    }

    private static Path realPath(Path link) {
        try {
            return link.toRealPath();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot find the programs of RabbitMQ", e);
        }
    }

    /** Ends it and deletes its data. */
    @Override
    public void close() {
        kill();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) Files.deleteIfExists(file);
        } catch (IOException | UncheckedIOException e) {
            // what a dying process still writes there stays in the folder for temporary files
            System.err.println("cannot delete " + folder + ": " + e);
        }
    }
}
