package io.inventory.examples.measure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The processor time of processes, as Linux counts it in {@code /proc}. */
final class ProcessTimes {
    /** A tick in microseconds; what programs see is 100 a second on every Linux that runs Java. */
    private static final long TICK_MICROS = 10_000;

    private static final int TRIES_MAX = 20;

    private ProcessTimes() {}

    /**
     * A process.
     *
     * @param ownMicros of itself, all its threads
     * @param endedMicros of those of its children that have ended
     */
    record Times(long parent, long ownMicros, long endedMicros) {
        /** Of a line of {@code /proc/PID/stat}; the name of the program may have spaces and parentheses. */
        static Times parse(String stat) {
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            return new Times(
                    Long.parseLong(fields[1]),
                    TICK_MICROS * (Long.parseLong(fields[11]) + Long.parseLong(fields[12])),
                    TICK_MICROS * (Long.parseLong(fields[13]) + Long.parseLong(fields[14])));
        }
    }

    /**
     * A process with all its children, at one time.
     *
     * @param totalMicros also of children that have ended
     * @param aliveMicros of each child that has not, by its id
     */
    record Family(long totalMicros, Map<Long, Long> aliveMicros) {
        /** Of the child that worked the most since an earlier time, of those that were there then. */
        long busiestSince(Family earlier) {
            return aliveMicros.entrySet().stream()
                    .filter(child -> earlier.aliveMicros.containsKey(child.getKey()))
                    .mapToLong(child -> child.getValue() - earlier.aliveMicros.getOrDefault(child.getKey(), 0L))
                    .max()
                    .orElse(0);
        }
    }

    /** Nothing if there is no such process. */
    static Optional<Times> of(long pid) {
        try {
            return Optional.of(Times.parse(Files.readString(Path.of("/proc/" + pid + "/stat"))));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** @throws IllegalStateException if there is no such process */
    static Times existing(long pid) {
        return of(pid).orElseThrow(() -> new IllegalStateException("there is no process " + pid));
    }

    /** Of all of them together; each must be there. */
    static long totalMicros(List<Long> pids) {
        return pids.stream().mapToLong(pid -> existing(pid).ownMicros()).sum();
    }

    /** Read again while children end, whose time would count twice or not at all. */
    static Family family(long pid) {
        for (int i = 0; i < TRIES_MAX; i++) {
            long ended = existing(pid).endedMicros();
            Map<Long, Long> alive = new HashMap<>();
            for (long child : children(pid)) of(child).ifPresent(times -> alive.put(child, times.ownMicros()));
            Times own = existing(pid);
            long total = own.ownMicros()
                    + own.endedMicros()
                    + alive.values().stream().mapToLong(Long::longValue).sum();
            if (own.endedMicros() == ended) return new Family(total, alive);
        }
        throw new IllegalStateException("the children of process " + pid + " do not come to rest");
    }

    private static List<Long> children(long pid) {
        return ProcessHandle.of(pid)
                .map(process -> process.children().map(ProcessHandle::pid).toList())
                .orElseThrow(() -> new UncheckedIOException(new IOException("there is no process " + pid)));
    }
}
