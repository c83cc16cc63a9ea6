package io.inventory.examples.faults.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A file system of its own in memory, that can be full: it becomes as small as what is in it. Unmounted when it is closed, at the
 * latest with the virtual machine. Not thread-safe.
 */
public final class SmallDisk implements AutoCloseable {
    /** Room for a million orders, and for as much of its log as PostgreSQL keeps by itself; what is not used takes no memory. */
    private static final String SIZE = "8g";

    /** So often it is made smaller while somebody writes to it. */
    private static final int ATTEMPTS_MAX = 200;

    private static final int COMMAND_SECONDS_MAX = 20;

    private final Path folder;
    private final AtomicBoolean isMounted = new AtomicBoolean(true);

    private SmallDisk(Path folder) {
        this.folder = folder;
        Runtime.getRuntime().addShutdownHook(new Thread(this::close));
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
        for (int i = 0; i < ATTEMPTS_MAX; i++) if (resize(Long.toString(usedBytes()))) return;
        throw new IllegalStateException("cannot fill " + folder);
    }

    private long usedBytes() {
        try {
            FileStore store = Files.getFileStore(folder);
            return store.getTotalSpace() - store.getUnallocatedSpace();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean resize(String size) {
        return succeeds("mount", "-o", "remount,size=" + size, folder.toString());
    }

    /** Ends {@link #fill}. */
    public void free() {
        if (!resize(SIZE)) throw new IllegalStateException("cannot free " + folder);
    }

    @Override
    public void close() {
        // lazily: a process that was killed may not be gone
        if (isMounted.getAndSet(false) && !succeeds("umount", "-l", folder.toString()))
            System.err.println("cannot unmount " + folder);
    }
}
