package io.inventory.examples.faults.cluster;

import io.inventory.jdbi.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** A server or a consumer in a process of its own, on the ports that it had before when it is started again. Not thread-safe. */
public final class JavaProcess implements AutoCloseable {
    private static final Duration START_MAX = Duration.ofMinutes(2);
    private static final int HTTP_TIMEOUT_MILLIS = 1_000;
    /** What the level of a line looks like. */
    private static final Pattern ERROR = Pattern.compile("\\S+ ERROR ");

    private static final int ERRORS_MAX = 5;

    private final String name;
    private final Path log;
    private final Launch launch;
    private final List<String> options;
    private final int managementPort = Ports.free();
    private boolean isOfVersionBefore;
    private volatile Process process;

    /**
     * How it is started.
     *
     * @param main what runs
     * @param jarBefore the same of the version before, if it begins with that
     * @param clock its own, if it has one
     */
    record Launch(Class<?> main, Optional<Path> jarBefore, Optional<FakeClock> clock) {}

    /** Starts it, of these classes and with the machine's clock; {@link #awaitReady} waits for it. */
    public JavaProcess(String name, Path folder, Class<?> main, List<String> options) {
        this(name, folder, new Launch(main, Optional.empty(), Optional.empty()), options);
    }

    JavaProcess(String name, Path folder, Launch launch, List<String> options) {
        this.name = name;
        this.launch = launch;
        this.options = List.copyOf(options);
        log = folder.resolve(name + ".log");
        isOfVersionBefore = launch.jarBefore().isPresent();
        process = startProcess();
    }

    private List<String> command() {
        String classPath = System.getProperty("java.class.path");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                // they are killed before the optimizing compiler would pay
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                // not the tests' own, which is on the class path too
                "-Dlogback.configurationFile=logback.xml",
                "-cp",
                isOfVersionBefore ? launch.jarBefore().orElseThrow().toString() : classPath,
                launch.main().getName(),
                "--management-port=" + managementPort));
        command.addAll(options);
        return command;
    }

    private Process startProcess() {
        try {
            ProcessBuilder builder = new ProcessBuilder(command())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
            builder.environment().keySet().removeIf(variable -> variable.startsWith("INVENTORY_"));
            launch.clock().ifPresent(clock -> builder.environment().putAll(clock.environment()));
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + name, e);
        }
    }

    /** Whether it is one of the version before. */
    public boolean isOfVersionBefore() {
        return isOfVersionBefore;
    }

    /** SIGTERM, and started again in the version of these tests. */
    public void upgrade() {
        terminate();
        isOfVersionBefore = false;
        startAgain();
    }

    /** That of its own, if it has one. */
    public Optional<FakeClock> clock() {
        return launch.clock();
    }

    /** Starts it again if it has ended. */
    public void startAgain() {
        if (!process.isAlive()) process = startProcess();
    }

    /** Waits until it says that it can do its work. */
    public void awaitReady() {
        Awaitility.await(name + " is ready")
                .atMost(START_MAX)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> {
                    if (!process.isAlive()) throw new IllegalStateException(lastWords());
                    return isReady();
                });
    }

    private boolean isReady() {
        try {
            HttpURLConnection connection =
                    (HttpURLConnection) URI.create("http://127.0.0.1:" + managementPort + "/readyz")
                            .toURL()
                            .openConnection();
            connection.setConnectTimeout(HTTP_TIMEOUT_MILLIS);
            connection.setReadTimeout(HTTP_TIMEOUT_MILLIS);
            return connection.getResponseCode() == HttpURLConnection.HTTP_OK;
        } catch (IOException e) {
            return false;
        }
    }

    /** kill -9; another thread may start it again meanwhile. */
    public void kill() {
        Process killed = process;
        killed.destroyForcibly();
        awaitExit(killed);
    }

    /** SIGTERM; waits for the end. */
    public void terminate() {
        Process ending = process;
        ending.toHandle().destroy();
        awaitExit(ending);
    }

    private void awaitExit(Process ending) {
        try {
            if (!ending.waitFor(40, TimeUnit.SECONDS)) throw new IllegalStateException(name + " does not end");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** SIGSTOP: it does nothing more, and its connections stay open. */
    public void halt() {
        Signals.send("-STOP", process.pid());
    }

    /** Ends {@link #halt}. */
    public void resume() {
        Signals.send("-CONT", process.pid());
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** The first of its lines that are for people to look into: whatever fails around it, there should be none. */
    public List<String> errors() {
        try (Stream<String> lines = Files.lines(log)) {
            return lines.filter(line -> ERROR.matcher(line).lookingAt())
                    .limit(ERRORS_MAX)
                    .map(line -> name + " logged " + line)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All that it has logged. */
    public List<String> log() {
        try {
            return Files.readAllLines(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What it said before it ended. */
    public String lastWords() {
        List<String> lines = log();
        return name + " has ended: " + String.join("\n", lines.subList(Math.max(0, lines.size() - 5), lines.size()));
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
