package io.inventory.client.cli.bulk;

import io.inventory.client.cli.session.UsageException;
import java.io.BufferedWriter;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;

/** A file that is there when all is in it, and on the disk; until then it is beside its place under another name. Not thread-safe. */
final class NewFile implements AutoCloseable {
    private final Path target;
    private final Path part;

    /**
     * Writes nothing yet.
     *
     * @throws UsageException if it cannot be there, or is there already
     */
    NewFile(Path file, boolean replaces) throws IOException {
        if (Files.exists(file) && !Files.isRegularFile(file)) throw new UsageException(file + " is no file");
        if (Files.exists(file) && !replaces) throw new UsageException(file + " is there already; --force replaces it");
        // a link stays one
        target = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
        part = target.resolveSibling(target.getFileName() + "." + UUID.randomUUID() + ".part");
        Path folder = target.getParent();
        if (folder != null && !Files.isDirectory(folder)) throw new UsageException("there is no folder " + folder);
    }

    /** Writes with that, from the beginning; it is complete if nothing is thrown. */
    <T> T write(Content<T> content) throws IOException {
        T result;
        try (FileOutputStream bytes = new FileOutputStream(part.toFile());
                Writer out = new BufferedWriter(new OutputStreamWriter(bytes, StandardCharsets.UTF_8))) {
            result = content.writeTo(out);
            out.flush();
            bytes.getFD().sync();
        }
        Files.move(part, target, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        return result;
    }

    /** Removes what is not complete; on any thread. */
    void discard() throws IOException {
        Files.deleteIfExists(part);
    }

    @Override
    public void close() throws IOException {
        discard();
    }

    /** What is in a file. */
    interface Content<T> {
        T writeTo(Writer out) throws IOException;
    }
}
