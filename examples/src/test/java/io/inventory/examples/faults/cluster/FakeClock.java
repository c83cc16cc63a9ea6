package io.inventory.examples.faults.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What time it is for a process, which can be changed while it runs: by libfaketime, where that is installed. The clock that
 * only goes forward, and deadlines are measured by, stays as it is, as it does where an operator sets the clock. Not thread-safe.
 */
public final class FakeClock {
    private static final List<Path> LIBRARIES = List.of(
            Path.of("/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1"),
            Path.of("/usr/lib/aarch64-linux-gnu/faketime/libfaketimeMT.so.1"),
            Path.of("/usr/lib64/faketime/libfaketimeMT.so.1"),
            Path.of("/usr/lib/faketime/libfaketimeMT.so.1"),
            Path.of("/usr/local/lib/faketime/libfaketimeMT.so.1"));

    private final Path library;
    private final Path file;

    private FakeClock(Path library, Path file) {
        this.library = library;
        this.file = file;
    }

    private static Optional<Path> library() {
        return LIBRARIES.stream().filter(Files::exists).findFirst();
    }

    /** A clock that is right, if there can be any; it is set by a file. */
    static Optional<FakeClock> make(Path file) {
        Optional<FakeClock> clock = library().map(library -> new FakeClock(library, file));
        clock.ifPresent(made -> made.jump(Duration.ZERO));
        return clock;
    }

    /** Is so much fast from now on, or slow; the process sees it within a second. */
    public void jump(Duration ahead) {
        String seconds = (ahead.isNegative() ? "" : "+") + ahead.toSeconds();
        Path next = file.resolveSibling(file.getFileName() + ".next");
        try {
            // in one step: the process reads it whenever it asks for the time
            Files.writeString(next, seconds + "\n");
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot set the clock " + file, e);
        }
    }

    /** What a process is started with that has this clock. */
    Map<String, String> environment() {
        return Map.of(
                "LD_PRELOAD", library.toString(),
                "FAKETIME_TIMESTAMP_FILE", file.toString(),
                "FAKETIME_CACHE_DURATION", "1",
                "FAKETIME_DONT_FAKE_MONOTONIC", "1",
                // with it no thread of Java's would wait at all
                "FAKETIME_FORCE_MONOTONIC_FIX", "0",
                "NO_FAKE_STAT", "1");
    }
}
