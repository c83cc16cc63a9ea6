package io.inventory.examples.faults.cluster;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A file system of its own in memory, to be filled up. Not thread-safe. */
public final class SmallDisk implements AutoCloseable {
    /** Room for PostgreSQL and for as much of its log as it keeps by itself. */
    private static final String SIZE = "2g";

    private static final int PIECE_BYTES = 1 << 20;
    private static final int COMMAND_SECONDS_MAX = 20;

    private final Path folder;
    private final Path ballast;

    private SmallDisk(Path folder) {
        this.folder = folder;
        ballast = folder.resolve("ballast");
    }

    /** Mounts it, if that is allowed here. */
    static Optional<SmallDisk> mount(Path folder) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        boolean isMounted = succeeds("mount", "-t", "tmpfs", "-o", "size=" + SIZE, "none", folder.toString());
        return isMounted ? Optional.of(new SmallDisk(folder)) : Optional.empty();
    }

    private static boolean succeeds(String... command) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(COMMAND_SECONDS_MAX, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    Path folder() {
        return folder;
    }

    /** Leaves no byte. */
    public void fill() {
        byte[] piece = new byte[PIECE_BYTES];
        for (int bytes = PIECE_BYTES; bytes > 0; bytes /= 2) {
            try (OutputStream file =
                    Files.newOutputStream(ballast, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
                while (true) file.write(piece, 0, bytes);
            } catch (IOException e) {
                // it is full, for pieces of this size
            }
        }
    }

    /** Ends {@link #fill}. */
    public void free() {
        try {
            Files.deleteIfExists(ballast);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        // lazily: a process that was killed may not be gone
        if (!succeeds("umount", "-l", folder.toString())) System.err.println("cannot unmount " + folder);
    }
}
