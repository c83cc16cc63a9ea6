package io.inventory.jdbi.archive;

import io.inventory.LedgerEntry;
import io.inventory.StockExplanation.Balance;
import io.inventory.decision.LedgerSums;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads an archive from its first line to its last, and proves it on the way: each entry follows from the one before, each part adds up
 * to its checkpoint, and at the end the checksum is that of what was read. Not thread-safe.
 */
public final class ArchiveReader implements AutoCloseable {
    /** The longest line: an entry has some 1 KiB at most, a point with all reasons less. */
    private static final int LINE_BYTES_MAX = 1 << 16;

    private static final int BUFFER = 1 << 16;

    private final Path file;
    private final InputStream in;
    private final MessageDigest digest = ArchiveWriter.sha256();
    private long entries;
    private long parts;
    private long lines;
    private @Nullable LedgerPoint lastClosing;

    private ArchiveReader(Path file, InputStream in) {
        this.file = file;
        this.in = in;
    }

    /**
     * Begins to read one.
     *
     * @throws IOException if it can't be read, or is no archive
     */
    public static ArchiveReader open(Path file) throws IOException {
        InputStream bytes = bytes(file);
        try {
            InputStream in = new BufferedInputStream(new GZIPInputStream(bytes, BUFFER), BUFFER);
            ArchiveReader reader = new ArchiveReader(file, in);
            reader.head();
            return reader;
        } catch (IOException e) {
            bytes.close();
            throw failure(file, 1, e);
        }
    }

    /** What the JDK throws here has the name of the file alone for its message. */
    private static InputStream bytes(Path file) throws IOException {
        try {
            return Files.newInputStream(file);
        } catch (NoSuchFileException e) {
            throw new IOException(file + ": there is no such file", e);
        } catch (AccessDeniedException e) {
            throw new IOException(file + ": it may not be read", e);
        }
    }

    private static IOException failure(Path file, long line, IOException e) {
        return new IOException(file + ", line " + line + ": " + message(e), e);
    }

    /** The first line of it: Jackson adds where in its own text it was. */
    private static String message(IOException e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }

    private void head() throws IOException {
        String line = next().orElse("");
        require(line.startsWith("{") && ArchiveJson.name(line).equals("archive"), "it is no archive of a ledger");
        try (ArchiveJson.Fields fields = new ArchiveJson.Fields(line)) {
            require(fields.text("archive").equals("inventory-ledger"), "it is no archive of a ledger");
            require(fields.number("format") == ArchiveWriter.FORMAT, "its format is of a newer version");
        }
        digest(line);
    }

    /**
     * The next part, which is proved in itself; empty at the end, and only then is it known that all of them are as they were written.
     *
     * @throws IOException with the line that is wrong, if it is not proved or can't be read
     */
    public Optional<ArchivedPart> nextPart() throws IOException {
        try {
            String line = next().orElseThrow(() -> new IOException("it ends before its last line"));
            if (ArchiveJson.name(line).equals("end")) {
                end(line);
                return Optional.empty();
            }
            LedgerPoint opening = ArchiveJson.readPoint("opening", line);
            digest(line);
            return Optional.of(part(opening));
        } catch (IOException e) {
            throw failure(file, lines + 1, e);
        }
    }

    private ArchivedPart part(LedgerPoint opening) throws IOException {
        require(opening.addsUp(), "the sums before the part are not its opening balance");
        LedgerPoint last = lastClosing;
        require(
                last == null || !last.sku().equals(opening.sku()) || last.equals(opening),
                "the part does not begin where the one before ends");
        Balance balance = opening.balance();
        LedgerSums sums = opening.sums().plus(new LedgerSums());
        LedgerEntry lastEntry = null;
        while (true) {
            String line = next().orElseThrow(() -> new IOException("it ends within a part"));
            if (ArchiveJson.name(line).equals("checkpoint")) {
                LedgerPoint closing = ArchiveJson.readPoint("checkpoint", line);
                require(
                        closing.equals(new LedgerPoint(opening.sku(), balance, sums)) && closing.addsUp(),
                        "the entries of SKU " + opening.sku() + " do not add up to their checkpoint");
                if (lastEntry == null) throw new IOException("the part has no entries");
                digest(line);
                parts++;
                lastClosing = closing;
                return new ArchivedPart(opening, lastEntry, closing);
            }
            LedgerEntry entry = ArchiveJson.readEntry(line);
            require(
                    entry.sku().value().equals(opening.sku()) && LedgerPart.follows(balance, entry),
                    "version " + entry.version() + " of SKU " + entry.sku() + " does not follow from the entry before");
            balance = Balance.after(entry);
            sums.add(entry);
            lastEntry = entry;
            entries++;
            digest(line);
        }
    }

    private void end(String line) throws IOException {
        try (ArchiveJson.Fields fields = new ArchiveJson.Fields(line)) {
            fields.beginObject("end");
            require(
                    fields.number("parts") == parts && fields.number("entries") == entries,
                    "parts or entries are missing");
            require(
                    fields.text("sha256").equals(HexFormat.of().formatHex(digest.digest())),
                    "its checksum is not that of its lines");
        }
        require(next().isEmpty(), "it goes on after its last line");
    }

    /** How many entries there were up to here. */
    public long entries() {
        return entries;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    private void digest(String line) {
        digest.update((line + "\n").getBytes(StandardCharsets.UTF_8));
        lines++;
    }

    private Optional<String> next() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream(256);
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                require(line.size() == 0, "it ends within a line");
                return Optional.empty();
            }
            require(line.size() < LINE_BYTES_MAX, "a line has more than " + LINE_BYTES_MAX + " bytes");
            line.write(next);
        }
        return Optional.of(line.toString(StandardCharsets.UTF_8));
    }

    private static void require(boolean condition, String problem) throws IOException {
        if (!condition) throw new IOException(problem);
    }
}
