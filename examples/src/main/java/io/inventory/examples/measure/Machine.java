package io.inventory.examples.measure;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

/** What decides how fast a database is on a machine: without it, no figure can be compared with one of another machine. */
final class Machine {
    private static final int FLUSHES = 200;
    private static final int PAGE_BYTES = 8_192;
    private static final int FILE_BYTES = FLUSHES * PAGE_BYTES;
    private static final int SWITCHES = 20_000;
    private static final int SWITCHES_WARM_UP = 5_000;

    private Machine() {}

    /**
     * A line about the machine and its PostgreSQL.
     *
     * @param folder on the disk of the database
     */
    static String describe(Postgres postgres, Path folder) throws IOException, SQLException {
        return String.format(
                Locale.ROOT,
                "%d cores; fdatasync %s; a switch over a pipe %.1f µs; PostgreSQL %s, shared_buffers %s, fsync %s,"
                        + " synchronous_commit %s; Java %s",
                Runtime.getRuntime().availableProcessors(),
                flushTime(folder),
                switchMicros(),
                postgres.setting("split_part(current_setting('server_version'), ' ', 1)"),
                postgres.setting("current_setting('shared_buffers')"),
                postgres.setting("current_setting('fsync')"),
                postgres.setting("current_setting('synchronous_commit')"),
                Runtime.version().feature());
    }

    /** How long it takes to have a page on the disk: of a file that is written over, as PostgreSQL's log is. */
    static String flushTime(Path folder) throws IOException {
        Path file = Files.createTempFile(folder, "flush", null);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(bytes(FILE_BYTES), 0);
            channel.force(true);
            return Spread.of(IntStream.range(0, FLUSHES).mapToDouble(i -> flush(channel, i)))
                            .text(2)
                    + " ms";
        } finally {
            Files.delete(file);
        }
    }

    private static double flush(FileChannel channel, long page) {
        try {
            ByteBuffer bytes = bytes(PAGE_BYTES);
            long start = System.nanoTime();
            channel.write(bytes, page * PAGE_BYTES);
            channel.force(false);
            return (System.nanoTime() - start) / 1e6;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Random, because a disk may be clever with zeros. */
    private static ByteBuffer bytes(int count) {
        byte[] bytes = new byte[count];
        ThreadLocalRandom.current().nextBytes(bytes);
        return ByteBuffer.wrap(bytes);
    }

    /** The time from one process to another that waits for it: half of what a byte takes to {@code cat} and back. */
    static double switchMicros() throws IOException {
        Process cat = new ProcessBuilder("cat").start();
        try (OutputStream to = cat.getOutputStream();
                InputStream from = cat.getInputStream()) {
            roundTripMicros(to, from, SWITCHES_WARM_UP);
            return roundTripMicros(to, from, SWITCHES) / 2;
        } finally {
            cat.destroy();
        }
    }

    private static double roundTripMicros(OutputStream to, InputStream from, int count) throws IOException {
        long start = System.nanoTime();
        for (int i = 0; i < count; i++) {
            to.write(1);
            to.flush();
            if (from.read() < 0) throw new IOException("cat has ended");
        }
        return (System.nanoTime() - start) / 1e3 / count;
    }
}
