package io.inventory.jdbi.archive;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.zip.GZIPOutputStream;

/** Writes an archive: JSON lines, compressed, the last of which has the checksum of all before. Not thread-safe. */
public final class ArchiveWriter implements AutoCloseable {
    static final int FORMAT = 1;

    private static final int BUFFER = 1 << 16;

    private final Path file;
    private final FileChannel channel;
    private final GZIPOutputStream compressed;
    private final OutputStream out;
    private final MessageDigest digest = sha256();
    private long entries;
    private long parts;
    private boolean finished;

    private ArchiveWriter(Path file, FileChannel channel) throws IOException {
        this.file = file;
        this.channel = channel;
        compressed = new GZIPOutputStream(Channels.newOutputStream(channel), BUFFER);
        out = new BufferedOutputStream(compressed, BUFFER);
    }

    static ArchiveWriter create(Path file, Instant now) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try {
            ArchiveWriter writer = new ArchiveWriter(file, channel);
            writer.line(ArchiveJson.object(json -> {
                json.writeStringField("archive", "inventory-ledger");
                json.writeNumberField("format", FORMAT);
                json.writeStringField("created_at", now.toString());
            }));
            return writer;
        } catch (IOException | RuntimeException e) {
            channel.close();
            Files.deleteIfExists(file);
            throw e;
        }
    }

    /** Adds a part. */
    public void write(LedgerPart part) throws IOException {
        line(ArchiveJson.point("opening", part.opening()));
        for (var entry : part.entries()) line(ArchiveJson.entry(entry));
        line(ArchiveJson.point("checkpoint", part.closing()));
        entries += part.entries().size();
        parts++;
    }

    private void line(String line) throws IOException {
        byte[] bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
        digest.update(bytes);
        out.write(bytes);
    }

    /** How many entries it has. */
    public long entries() {
        return entries;
    }

    /** How many parts it has. */
    public long parts() {
        return parts;
    }

    /** The file, under the name that it has while it is written. */
    Path file() {
        return file;
    }

    /** Ends it: when this returns all of it is on the disk. */
    public void finish() throws IOException {
        String sum = HexFormat.of().formatHex(digest.digest());
        String end = ArchiveJson.object(json -> {
            json.writeObjectFieldStart("end");
            json.writeNumberField("parts", parts);
            json.writeNumberField("entries", entries);
            json.writeStringField("sha256", sum);
            json.writeEndObject();
        });
        out.write((end + "\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
        compressed.finish();
        channel.force(true);
        channel.close();
        finished = true;
    }

    /** Deletes it, unless it was finished. */
    @Override
    public void close() throws IOException {
        if (finished) return;
        channel.close();
        Files.deleteIfExists(file);
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
