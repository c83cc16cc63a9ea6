package io.inventory.amqp;

import io.inventory.jdbi.ProgramClasses;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A consumer in a process of its own, that can be killed. */
final class ConsumerProcess implements AutoCloseable {
    private static final String PROGRAM = "io.inventory.amqp.InventoryConsumer";

    private final List<String> command;
    private final File log;
    private final Map<String, String> environment;
    private Process process;

    /** Starts it with the program's own options. */
    ConsumerProcess(File log, String... options) {
        this(log, Map.of(), options);
    }

    /** The same with variables of the environment. */
    ConsumerProcess(File log, Map<String, String> environment, String... options) {
        this.log = log;
        this.environment = environment;
        command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-Xmx256m",
                // most of them live for seconds, which the optimizing compiler would spend for later
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC"));
        command.addAll(ProgramClasses.optionsFor(
                PROGRAM,
                "RabbitMQ",
                "--inventory=jdbc:h2:mem:class-data",
                "--amqp-uri=amqp://127.0.0.1:1",
                "--management-port=0"));
        command.add(PROGRAM);
        boolean consumes = List.of(options).stream().noneMatch(option -> option.equals("parked"));
        if (consumes && List.of(options).stream().noneMatch(option -> option.startsWith("--management-port")))
            command.add("--management-port=0");
        command.addAll(List.of(options));
        process = startProcess();
    }

    private Process startProcess() {
        try {
            ProcessBuilder builder = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log));
            builder.environment().putAll(environment);
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start a consumer", e);
        }
    }

    void startAgain() {
        process = startProcess();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Waits until it ends by itself. */
    int awaitExit() throws InterruptedException {
        if (!process.waitFor(60, TimeUnit.SECONDS)) throw new IllegalStateException("the consumer does not end");
        return process.exitValue();
    }

    /** kill -9 */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** SIGTERM; waits for the end. */
    void terminate() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(40, TimeUnit.SECONDS)) throw new IllegalStateException("the consumer does not stop");
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
