package io.inventory.examples.faults.ha;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.awaitility.Awaitility;

/** Processes and what they have started, halted and killed together, as those of one machine. Not thread-safe. */
final class ProcessGroup {
    private static final Duration GONE_MAX = Duration.ofSeconds(20);

    private final Supplier<List<ProcessHandle>> first;

    /** @param first those that have started the others, as far as they run now */
    ProcessGroup(Supplier<List<ProcessHandle>> first) {
        this.first = first;
    }

    /** SIGSTOP: connections stay open and nothing answers. */
    void halt() {
        // twice: what was being started during the first is seen by the second
        signal("-STOP");
        signal("-STOP");
    }

    /** Ends {@link #halt}. */
    void resume() {
        signal("-CONT");
    }

    /** kill -9 of all: halted before, so that nobody does anything because of the end of another. */
    void kill() {
        halt();
        Set<ProcessHandle> all = all();
        all.forEach(ProcessHandle::destroyForcibly);
        Awaitility.await("killed processes are gone")
                .atMost(GONE_MAX)
                .until(() -> all.stream().noneMatch(ProcessGroup::runs));
    }

    /** One that has ended and that nobody has waited for has no command any more. */
    private static boolean runs(ProcessHandle process) {
        return process.isAlive() && process.info().command().isPresent();
    }

    private Set<ProcessHandle> all() {
        Set<ProcessHandle> all = new LinkedHashSet<>();
        for (ProcessHandle process : first.get()) {
            all.add(process);
            process.descendants().forEach(all::add);
        }
        return all;
    }

    private void signal(String signal) {
        Set<ProcessHandle> all = all();
        if (all.isEmpty()) return;
        List<String> command = new ArrayList<>(List.of("kill", signal));
        for (ProcessHandle process : all) command.add(Long.toString(process.pid()));
        try {
            // what it says of those that have ended meanwhile is of no interest
            new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
