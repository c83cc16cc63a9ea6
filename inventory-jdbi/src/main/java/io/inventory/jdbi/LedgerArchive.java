package io.inventory.jdbi;

import io.inventory.UnavailableException;
import io.inventory.jdbi.archive.ArchiveReader;
import io.inventory.jdbi.archive.ArchivedPart;
import io.inventory.jdbi.archive.LedgerPoint;
import io.inventory.jdbi.fault.Failures;
import io.inventory.jdbi.sql.LedgerArchiving;
import io.inventory.jdbi.sql.SqlObjects;
import io.inventory.jdbi.thread.LibraryThread;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;

/**
 * Proves the archives that {@link LedgerRetention} writes ({@code docs/retention.md} has their form). Its methods block while they read
 * a file, and keep nothing of it. Thread-safe.
 */
public final class LedgerArchive {
    private static final int FINDINGS_MAX = 100;

    private LedgerArchive() {}

    /**
     * Proves an archive by itself: its checksum, that each entry follows from the one before, and that those of each part add up to its
     * checkpoint.
     *
     * @return how many ledger entries it has
     * @throws IOException with what is wrong and the line, if it is not proved or can't be read
     */
    public static long verify(Path file) throws IOException {
        try (ArchiveReader reader = ArchiveReader.open(file)) {
            while (reader.nextPart().isPresent()) {}
            return reader.entries();
        }
    }

    /**
     * Proves an archive by itself, and that a database goes on from it: each ledger was archived there up to where a part of it ends, to
     * the same balance by the same sums, or further. The database is read on a thread of the library.
     *
     * @return what contradicts the database, at most 100 findings in plain words; empty if nothing does
     * @throws IOException as {@link #verify(Path)}
     * @throws UnavailableException if the database does not answer, or the caller is interrupted: its interrupt is kept, and the
     *     reading ends after the part that is under way
     */
    public static List<String> findings(Path file, DataSource dataSource) throws IOException {
        AtomicBoolean cancelled = new AtomicBoolean();
        try {
            return LibraryThread.call(() -> findings(file, dataSource, cancelled));
        } catch (UncheckedIOException e) {
            throw new IOException(e.getMessage(), e);
        } catch (JdbiException e) {
            throw new Failures().exception(e);
        } catch (InterruptedException e) {
            cancelled.set(true);
            Thread.currentThread().interrupt();
            throw UnavailableException.unavailable("the caller was interrupted", e);
        }
    }

    private static List<String> findings(Path file, DataSource dataSource, AtomicBoolean cancelled) {
        try (ArchiveReader reader = ArchiveReader.open(file);
                Handle handle = SqlObjects.on(dataSource).open()) {
            List<String> findings = new ArrayList<>();
            Optional<ArchivedPart> part = reader.nextPart();
            while (part.isPresent() && !cancelled.get()) {
                LedgerPoint end = part.get().closing();
                if (findings.size() < FINDINGS_MAX)
                    finding(end, LedgerArchiving.archived(handle, end.sku())).ifPresent(findings::add);
                part = reader.nextPart();
            }
            return findings;
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
    }

    private static Optional<String> finding(LedgerPoint archived, Optional<LedgerPoint> stored) {
        if (stored.isEmpty() || stored.get().version() < archived.version())
            return Optional.of("SKU " + archived.sku() + " is archived up to version " + archived.version()
                    + ", and the database has it archived up to "
                    + stored.map(LedgerPoint::version).orElse(0L));
        boolean agrees =
                stored.get().version() > archived.version() || stored.get().equals(archived);
        return agrees
                ? Optional.empty()
                : Optional.of("SKU " + archived.sku() + ", version " + archived.version()
                        + ": the database has another checkpoint");
    }
}
