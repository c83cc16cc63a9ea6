package io.inventory.client.cli.csv;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * The lines of a file of UTF-8, with or without a byte order mark, ended by LF, CRLF or CR. Each line is read by itself, so that one
 * that is broken takes no other with it; no value of a stock can have a line break. Not thread-safe.
 */
final class CsvLines implements AutoCloseable {
    /** More than the longest names and reasons need. */
    static final int LINE_BYTES_MAX = 16 << 10;

    private static final int BUFFER_BYTES = 1 << 16;
    private static final int NONE = -1;

    private final MessageDigest digest = sha256();
    private final InputStream in;
    private final CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    private long bytesRead;
    private long line;
    private int ahead = NONE;
    private boolean ended;

    CsvLines(Path file) throws IOException {
        in = new BufferedInputStream(Files.newInputStream(file), BUFFER_BYTES);
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** The next line; null after the last. */
    @Nullable
    Line next() throws IOException {
        if (ended) return null;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        long length = 0;
        int next = read();
        while (next != NONE && next != '\n' && next != '\r') {
            if (++length <= LINE_BYTES_MAX) bytes.write(next);
            next = read();
        }
        if (next == '\r') {
            int after = read();
            if (after != '\n') ahead = after;
            if (after == NONE) ended = true;
        }
        if (next == NONE) {
            ended = true;
            if (length == 0) return null;
        }
        line++;
        if (length > LINE_BYTES_MAX) return Line.bad(line, "has " + length + " bytes, and may have " + LINE_BYTES_MAX);
        digest.update(bytes.toByteArray());
        digest.update((byte) '\n');
        return decode(bytes.toByteArray());
    }

    private int read() throws IOException {
        if (ahead != NONE) {
            int next = ahead;
            ahead = NONE;
            return next;
        }
        int next = in.read();
        if (next != NONE) bytesRead++;
        return next;
    }

    private Line decode(byte[] bytes) {
        if (line == 1) {
            if (begins(bytes, 0xff, 0xfe) || begins(bytes, 0xfe, 0xff))
                return Line.bad(line, "is UTF-16; save the file as UTF-8");
        }
        int from = line == 1 && begins(bytes, 0xef, 0xbb, 0xbf) ? 3 : 0;
        try {
            return Line.of(
                    line,
                    decoder.decode(ByteBuffer.wrap(bytes, from, bytes.length - from))
                            .toString());
        } catch (CharacterCodingException e) {
            return Line.bad(line, "has bytes that are no UTF-8; save the file as UTF-8");
        }
    }

    private static boolean begins(byte[] bytes, int... with) {
        if (bytes.length < with.length) return false;
        for (int i = 0; i < with.length; i++) if (bytes[i] != (byte) with[i]) return false;
        return true;
    }

    /** How many bytes were read so far. */
    long bytesRead() {
        return bytesRead;
    }

    /** The SHA-256 of all lines so far, whatever they end with; what is too long is not in it. */
    String digest() {
        try {
            return HexFormat.of().formatHex(((MessageDigest) digest.clone()).digest());
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("every Java can clone a SHA-256", e);
        }
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    /**
     * A line, or what is wrong with it as a whole.
     *
     * @param problem empty if nothing is
     */
    record Line(long number, String text, String problem) {
        static Line of(long number, String text) {
            return new Line(number, text, "");
        }

        static Line bad(long number, String problem) {
            return new Line(number, "", problem);
        }

        boolean isBad() {
            return !problem.isEmpty();
        }
    }
}
