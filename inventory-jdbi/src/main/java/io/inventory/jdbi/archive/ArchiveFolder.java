package io.inventory.jdbi.archive;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Where the archives are. A file is called so while it is written; another name says that it is whole, and that its entries may be in
 * the database still; and it has its own name when they are not. Each name outlives a crash of the machine. Immutable.
 */
public final class ArchiveFolder {
    /** What the names of archives end with. */
    public static final String SUFFIX = ".jsonl.gz";

    private static final String PREFIX = "inventory-ledger-";
    private static final String UNFINISHED = ".part";
    private static final String PENDING = ".pending";
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private final Path folder;

    public ArchiveFolder(Path folder) {
        this.folder = folder;
    }

    /**
     * Begins an archive.
     *
     * @param now its time, which its name begins with
     */
    public ArchiveWriter begin(Instant now) throws IOException {
        String name =
                PREFIX + STAMP.format(now) + "-" + UUID.randomUUID().toString().substring(0, 8) + SUFFIX;
        return ArchiveWriter.create(folder.resolve(name + UNFINISHED), now);
    }

    /** Says that an archive is whole, which its writer has ended; returns it under its new name. */
    public Path finished(ArchiveWriter writer) throws IOException {
        return renamed(writer.file(), UNFINISHED, PENDING);
    }

    /** Says that the entries of a pending archive are not in the database any more; returns it under its own name. */
    public Path settled(Path pending) throws IOException {
        return renamed(pending, PENDING, "");
    }

    private Path renamed(Path file, String ending, String next) throws IOException {
        Path target = folder.resolve(withoutEnding(file, ending) + next);
        Files.move(file, target, StandardCopyOption.ATOMIC_MOVE);
        try (FileChannel directory = FileChannel.open(folder, StandardOpenOption.READ)) {
            directory.force(true);
        }
        return target;
    }

    /** The own name of a pending archive. */
    public static String name(Path pending) {
        return withoutEnding(pending, PENDING);
    }

    private static String withoutEnding(Path file, String ending) {
        String name = String.valueOf(file.getFileName());
        return name.substring(0, name.length() - ending.length());
    }

    /** Those that are pending, the oldest first: whoever wrote them died, or failed, before their entries were deleted. */
    public List<Path> pending() throws IOException {
        List<Path> pending = list(PENDING);
        pending.sort(null);
        return pending;
    }

    /** Deletes what others have left unfinished that died. */
    public void deleteUnfinished() throws IOException {
        for (Path path : list(UNFINISHED)) Files.deleteIfExists(path);
    }

    private List<Path> list(String ending) throws IOException {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, PREFIX + "*" + SUFFIX + ending)) {
            files.forEach(found::add);
        }
        return found;
    }

    @Override
    public String toString() {
        return folder.toString();
    }
}
