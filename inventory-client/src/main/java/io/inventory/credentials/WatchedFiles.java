package io.inventory.credentials;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
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
 * with the key. New content is used when two looks in a row have found it the same, so that a file which is being written is not
 * used by half. A writer who stops for longer than the interval in the middle is not noticed: a rename is safer.
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

    /** How many looks in a row may find something new each time before that is logged. */
    static final int CHANGES_MAX = 5;

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
            watched.readFirst();
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

    /** One look at each; the thread's own work, which tests do for it. */
    void lookAtAll() {
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
    private final class Watched {
        private final String what;
        private final List<Path> files;
        private final Use use;
        private byte[] used = new byte[0];
        private byte[] seen = new byte[0];
        private String complaint = "";
        /** How many looks in a row have found something new. */
        private int changes;

        Watched(String what, List<Path> files, Use use) {
            this.what = what;
            this.files = files;
            this.use = use;
        }

        /** Nobody waits for a second look at the start: what cannot be used then ends it. */
        void readFirst() throws IOException, GeneralSecurityException {
            List<byte[]> contents = read();
            use.accept(contents);
            used = hash(contents);
        }

        /**
         * False if nothing has changed, or may still be changing. What cannot be used is tried again with the next look, when its
         * pair may be there.
         */
        boolean look() throws IOException, GeneralSecurityException {
            byte[] before = seen;
            seen = new byte[0];
            List<byte[]> contents = read();
            seen = hash(contents);
            boolean changed = !Arrays.equals(seen, before);
            changes = changed ? changes + 1 : 0;
            if (changes >= CHANGES_MAX)
                throw new IllegalStateException(
                        "it has changed with each look for a while, and two in a row must find it"
                                + " the same; write it less often than every " + interval.toMillis() + " ms");
            if (changed || Arrays.equals(seen, used)) return false;
            use.accept(contents);
            used = seen;
            return true;
        }

        private List<byte[]> read() throws IOException {
            List<byte[]> contents = new ArrayList<>();
            for (Path file : files) contents.add(read(file));
            return contents;
        }

        private static byte[] hash(List<byte[]> contents) throws GeneralSecurityException {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (byte[] content : contents) {
                digest.update((content.length + " ").getBytes(StandardCharsets.US_ASCII));
                digest.update(content);
            }
            return digest.digest();
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
