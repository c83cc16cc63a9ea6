package io.inventory.credentials;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Files that are read again when their content changes, on a thread of their own. New content that cannot be used is logged,
 * once, and what was read before stays in use. Thread-safe.
 *
 * <p>It is the content that counts, and that of several files together: a certificate whose key comes a moment later is used
 * with the key.
 */
public final class WatchedFiles implements AutoCloseable {
    /** From one look at the files to the next, where nothing else is said. */
    public static final Duration INTERVAL_DEFAULT = Duration.ofSeconds(10);
    /** The shortest time from one look to the next. */
    public static final Duration INTERVAL_MIN = Duration.ofMillis(10);
    /** The longest. */
    public static final Duration INTERVAL_MAX = Duration.ofHours(1);
    /** The largest file, in bytes. */
    public static final int FILE_BYTES_MAX = 1 << 20;

    private static final Logger LOG = LoggerFactory.getLogger(WatchedFiles.class);

    /** Takes the files' contents, in their order, or throws what is wrong with them, in a message for an operator. */
    @FunctionalInterface
    public interface Use {
        /** Puts the contents to use as a whole, or not at all. */
        void accept(List<byte[]> contents) throws IOException, GeneralSecurityException;
    }

    private final Duration interval;
    private final List<Watched> all = new CopyOnWriteArrayList<>();
    private @Nullable ScheduledExecutorService thread;
    private boolean closed;

    /** @throws IllegalArgumentException if it is not {@link #INTERVAL_MIN} to {@link #INTERVAL_MAX} */
    public WatchedFiles(Duration interval) {
        if (interval.compareTo(INTERVAL_MIN) < 0 || interval.compareTo(INTERVAL_MAX) > 0)
            throw new IllegalArgumentException(
                    "the interval must be " + INTERVAL_MIN + " to " + INTERVAL_MAX + ", is " + interval);
        this.interval = interval;
    }

    /**
     * Reads files, and reads them again when they change, until this is closed.
     *
     * @param what what they hold, for messages
     * @throws IllegalArgumentException if they cannot be used now; the message names them and says why
     */
    public void add(String what, List<Path> files, Use use) {
        Watched watched = new Watched(what, List.copyOf(files), use);
        try {
            watched.look();
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            throw new IllegalArgumentException(watched + " cannot be used: " + why(e), e);
        }
        all.add(watched);
        begin();
    }

    private synchronized void begin() {
        if (closed || thread != null) return;
        thread = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread made = new Thread(task, "inventory-credentials");
            made.setDaemon(true);
            return made;
        });
        var unused = thread.scheduleWithFixedDelay(
                this::lookAtAll, interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void lookAtAll() {
        for (Watched watched : all) {
            try {
                if (watched.look()) LOG.info("{} read again", watched);
                watched.complaint = "";
            } catch (IOException | GeneralSecurityException | RuntimeException | Error e) {
                // also an Error, which would end all later looks without a word
                String why = why(e);
                if (!why.equals(watched.complaint))
                    LOG.error("{} cannot be used, what was read before stays in use: {}", watched, why);
                watched.complaint = why;
            }
        }
    }

    /** Reads the files no more. */
    @Override
    public synchronized void close() {
        closed = true;
        if (thread != null) thread.shutdownNow();
    }

    private static String why(Throwable e) {
        if (e instanceof NoSuchFileException) return "there is no such file as " + e.getMessage();
        return e instanceof IOException || e.getMessage() == null ? e.toString() : e.getMessage();
    }

    /** Used by one thread at a time. */
    private static final class Watched {
        private final String what;
        private final List<Path> files;
        private final Use use;
        private byte[] used = new byte[0];
        private String complaint = "";

        Watched(String what, List<Path> files, Use use) {
            this.what = what;
            this.files = files;
            this.use = use;
        }

        /** False if nothing has changed. What cannot be used is tried again with the next look, when its pair may be there. */
        boolean look() throws IOException, GeneralSecurityException {
            List<byte[]> contents = new ArrayList<>();
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (Path file : files) {
                byte[] content = read(file);
                contents.add(content);
                digest.update(Integer.toString(content.length).getBytes(java.nio.charset.StandardCharsets.US_ASCII));
                digest.update((byte) ' ');
                digest.update(content);
            }
            byte[] hash = digest.digest();
            if (Arrays.equals(hash, used)) return false;
            use.accept(contents);
            used = hash;
            return true;
        }

        private static byte[] read(Path file) throws IOException {
            try (InputStream in = Files.newInputStream(file)) {
                byte[] content = in.readNBytes(FILE_BYTES_MAX + 1);
                if (content.length > FILE_BYTES_MAX)
                    throw new IOException(file + " has more than " + FILE_BYTES_MAX + " bytes");
                return content;
            }
        }

        @Override
        public String toString() {
            return what + " (" + files.stream().map(Path::toString).collect(Collectors.joining(", ")) + ")";
        }
    }
}
