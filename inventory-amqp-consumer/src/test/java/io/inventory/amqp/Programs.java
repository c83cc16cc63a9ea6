package io.inventory.amqp;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs short programs. */
final class Programs {
    private static final Duration TIME_MAX = Duration.ofMinutes(2);

    private Programs() {}

    static String run(String... command) {
        return run(Map.of(), command);
    }

    /** Returns what the program printed; throws if it failed, or hangs. */
    static String run(Map<String, String> environment, String... command) {
        try {
            ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
            builder.environment().putAll(environment);
            Path printed = Files.createTempFile("printed", ".txt");
            try {
                Process process = builder.redirectOutput(printed.toFile()).start();
                boolean ended = process.waitFor(TIME_MAX.toMillis(), TimeUnit.MILLISECONDS);
                process.destroyForcibly();
                String output = Files.readString(printed);
                if (!ended) throw new IllegalStateException(String.join(" ", command) + " hangs: " + output);
                if (process.exitValue() != 0)
                    throw new IllegalStateException(
                            String.join(" ", command) + " exited with " + process.exitValue() + ": " + output);
                return output;
            } finally {
                Files.delete(printed);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
