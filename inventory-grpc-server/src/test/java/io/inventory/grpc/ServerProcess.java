package io.inventory.grpc;

import io.inventory.jdbi.ProgramClasses;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/** The server as a process of its own, with the memory that it must do with; killed at the end whatever happens. */
final class ServerProcess implements AutoCloseable {
    private static final Pattern SERVING = Pattern.compile(".* serving on 127\\.0\\.0\\.1:(\\d+);.*");

    /** The file in its folder with what it has printed there. */
    static final String STDOUT = "stdout.txt";

    private static final Pattern JSON = Pattern.compile("\\{.*serving on 127\\.0\\.0\\.1:(\\d+);.*}");
    private static final Pattern MANAGEMENT = Pattern.compile(".* management=(http://\\S+)/metrics.*");

    private static final Pattern HTTP = Pattern.compile(".* serving HTTP with JSON on 127\\.0\\.0\\.1:(\\d+).*");

    private final Process process;
    private final Thread reader;
    private final List<String> stderr = new CopyOnWriteArrayList<>();

    private ServerProcess(Process process) {
        this.process = process;
        reader = new Thread(this::read, "server-stderr");
        reader.setDaemon(true);
        reader.start();
    }

    /** @param folder where it runs, and where its default database is made */
    static ServerProcess start(Path folder, Map<String, String> environment, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                // most of them live for seconds, which the optimizing compiler would spend for later
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Dlogback.configurationFile="
                        + InventoryServer.class.getClassLoader().getResource("logback.xml")));
        command.addAll(ProgramClasses.optionsFor(
                InventoryServer.class.getName(),
                "serving on",
                "--jdbc-url=jdbc:h2:mem:class-data",
                "--port=0",
                "--management-port=0"));
        command.add(InventoryServer.class.getName());
        if (List.of(arguments).stream().noneMatch(argument -> argument.startsWith("--management-port")))
            command.add("--management-port=0");
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectOutput(folder.resolve(STDOUT).toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("INVENTORY_"));
        builder.environment().putAll(environment);
        return new ServerProcess(builder.start());
    }

    private void read() {
        try (BufferedReader lines = process.errorReader(StandardCharsets.UTF_8)) {
            lines.lines().forEach(stderr::add);
        } catch (IOException | java.io.UncheckedIOException e) {
            stderr.add("(cut off: " + e.getMessage() + ")");
        }
    }

    List<String> stderr() {
        return stderr;
    }

    /** Waits until it serves. */
    int port() {
        Awaitility.await("serving")
                .pollInterval(Duration.ofMillis(10))
                .atMost(Duration.ofSeconds(30))
                .failFast(() -> !process.isAlive())
                .until(() ->
                        stderr.stream().anyMatch(line -> SERVING.matcher(line).matches()));
        for (String line : stderr) {
            Matcher serving = SERVING.matcher(line);
            if (serving.matches()) return Integer.parseInt(serving.group(1));
        }
        throw new IllegalStateException("it was serving a moment ago");
    }

    /** Waits until it serves, and says so in JSON. */
    int jsonPort() {
        Awaitility.await("serving")
                .atMost(Duration.ofSeconds(30))
                .failFast(() -> !process.isAlive())
                .until(() -> stderr.stream().anyMatch(line -> JSON.matcher(line).matches()));
        Matcher serving = JSON.matcher(stderr.get(0));
        if (!serving.matches()) throw new IllegalStateException("not the first line: " + stderr);
        return Integer.parseInt(serving.group(1));
    }

    /** Where its metrics and its health are, once it serves. */
    URI management(String path) {
        int unused = port();
        for (String line : stderr) {
            Matcher management = MANAGEMENT.matcher(line);
            if (management.matches()) return URI.create(management.group(1) + path);
        }
        throw new IllegalStateException("it does not say where its metrics are: " + stderr);
    }

    /** The port for HTTP, once it serves. */
    int httpPort() {
        Awaitility.await("serving HTTP")
                .pollInterval(Duration.ofMillis(10))
                .atMost(Duration.ofSeconds(30))
                .failFast(() -> !process.isAlive())
                .until(() -> stderr.stream().anyMatch(line -> HTTP.matcher(line).matches()));
        for (String line : stderr) {
            Matcher serving = HTTP.matcher(line);
            if (serving.matches()) return Integer.parseInt(serving.group(1));
        }
        throw new IllegalStateException("it was serving a moment ago");
    }

    /** Sends SIGTERM; Process.destroy would also close what the process still has to say. */
    void terminate() {
        process.toHandle().destroy();
    }

    /** What it has used of the processors so far. */
    Duration cpuTime() {
        return process.toHandle().info().totalCpuDuration().orElseThrow();
    }

    /** Waits for its end. */
    int exitCode() throws InterruptedException {
        if (!process.waitFor(30, TimeUnit.SECONDS)) throw new AssertionError("does not end; it said " + stderr);
        reader.join(TimeUnit.SECONDS.toMillis(10));
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
