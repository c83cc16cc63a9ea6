package io.inventory.jdbi;

import io.inventory.jdbi.RetentionTurn.Store;
import io.inventory.jdbi.archive.ArchiveFolder;
import io.inventory.jdbi.archive.ArchiveReader;
import io.inventory.jdbi.archive.ArchiveWriter;
import io.inventory.jdbi.archive.ArchivedPart;
import io.inventory.jdbi.archive.LedgerPart;
import io.inventory.jdbi.archive.LedgerPoint;
import io.inventory.jdbi.sql.LedgerArchiving;
import io.inventory.jdbi.sql.LedgerArchiving.Ledger;
import io.inventory.jdbi.sql.LedgerArchiving.Replaced;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A pass over all ledgers: file after file is written, proved from the disk, and what it has is deleted from the database before the
 * next is begun. It rests for longer than it works, so that orders get on meanwhile. Not thread-safe.
 */
final class LedgerPass {
    /** How many parts a file has at most: what they add up to is kept in memory until they are deleted. */
    private static final int PARTS_MAX = 10_000;

    private static final Logger LOG = LoggerFactory.getLogger(LedgerRetention.class);

    private final Store store;
    private final RetentionTurn turn;
    private final LedgerRetention.Settings settings;
    private final ArchiveFolder folder;
    private final BooleanSupplier isEnding;
    private final LedgerArchiving archiving = new LedgerArchiving();
    /** The last SKU whose due entries are all in files. */
    private String after = "";

    private boolean hasToEnd;

    /** @param isEnding whether it is to end before it is through */
    LedgerPass(Store store, RetentionTurn turn, LedgerRetention.Settings settings, BooleanSupplier isEnding) {
        this.store = store;
        this.turn = turn;
        this.settings = settings;
        this.folder = settings.archives();
        this.isEnding = isEnding;
    }

    /** Returns whether it is through; it is not if it has to end, or if it is another process's turn. */
    boolean run() throws IOException {
        folder.deleteUnfinished();
        for (Path pending : folder.pending()) {
            LOG.info("going on with {}, whose entries may be in the database still", pending);
            if (!replace(pending)) return false;
        }
        Optional<Path> file = write();
        while (file.isPresent()) {
            if (!replace(file.get())) return false;
            file = write();
        }
        if (!mayGoOn()) return false;
        turn.end();
        return true;
    }

    private boolean mayGoOn() {
        hasToEnd = hasToEnd || isEnding.getAsBoolean() || !turn.keeps();
        return !hasToEnd;
    }

    /** Writes a file; empty if there is nothing more to write, or it has to end. */
    private Optional<Path> write() throws IOException {
        Instant now = store.parts().read(store.now());
        try (ArchiveWriter writer = folder.begin(now)) {
            List<Ledger> ledgers = ledgers();
            while (!ledgers.isEmpty() && !isFull(writer)) {
                for (Ledger ledger : ledgers) {
                    write(ledger, now.minus(settings.retained()), writer);
                    if (!mayGoOn()) return Optional.empty();
                    if (isFull(writer)) break;
                    after = ledger.sku();
                }
                ledgers = ledgers();
            }
            if (writer.parts() == 0) return Optional.empty();
            writer.finish();
            return Optional.of(folder.finished(writer));
        }
    }

    private List<Ledger> ledgers() {
        return store.parts().read(handle -> archiving.ledgers(handle, after));
    }

    private boolean isFull(ArchiveWriter writer) {
        return writer.entries() >= settings.entriesMax() || writer.parts() >= PARTS_MAX;
    }

    private void write(Ledger ledger, Instant before, ArchiveWriter writer) throws IOException {
        Optional<LedgerPoint> begun = Optional.empty();
        while (!isFull(writer) && mayGoOn()) {
            long beginNanos = System.nanoTime();
            Optional<LedgerPoint> from = begun;
            Optional<LedgerPart> part = store.parts().read(handle -> archiving.next(handle, ledger, from, before));
            if (part.isPresent()) writer.write(part.get());
            pauseSince(beginNanos);
            if (part.isEmpty()) return;
            begun = Optional.of(part.get().closing());
        }
    }

    /** Proves a file, and deletes what it has; returns whether all of it was. */
    private boolean replace(Path pending) throws IOException {
        List<ArchivedPart> parts = new ArrayList<>();
        if (!prove(pending, parts)) return false;
        for (ArchivedPart part : parts) if (!mayGoOn() || !replace(part, ArchiveFolder.name(pending))) return false;
        Path file = folder.settled(pending);
        LOG.info("archived {} ledger entries in {}", entries(parts), file);
        return true;
    }

    private static long entries(List<ArchivedPart> parts) {
        return parts.stream()
                .mapToLong(part -> part.closing().version() - part.opening().version())
                .sum();
    }

    private boolean prove(Path pending, List<ArchivedPart> parts) throws IOException {
        try (ArchiveReader reader = ArchiveReader.open(pending)) {
            while (mayGoOn()) {
                long beginNanos = System.nanoTime();
                Optional<ArchivedPart> part = reader.nextPart();
                if (part.isEmpty()) return true;
                parts.add(part.get());
                pauseSince(beginNanos);
            }
            return false;
        } catch (IOException e) {
            throw new IOException(
                    e.getMessage()
                            + " (nothing more is archived until it can be read, or is moved away: some of its entries"
                            + " may not be in the database any more)",
                    e);
        }
    }

    /** Returns whether it is still this process's turn. */
    private boolean replace(ArchivedPart part, String file) {
        long beginNanos = System.nanoTime();
        // nobody else can take over before this is committed
        Optional<Replaced> replaced = store.parts()
                .read(handle -> handle.inTransaction(begun ->
                        turn.goOn(begun) ? Optional.of(archiving.replace(begun, part, file)) : Optional.empty()));
        if (replaced.isEmpty()) return false;
        store.observer().done(replaced.get().entries());
        if (!replaced.get().problem().isEmpty()) {
            LOG.error(
                    "the ledger of a SKU is not as it was archived in {}, and stays in the database: {}; verify it",
                    file,
                    replaced.get().problem());
            store.observer().failed();
        }
        pauseSince(beginNanos);
        return true;
    }

    private static void pauseSince(long beginNanos) {
        LockSupport.parkNanos(
                Math.min(RetentionTurn.restNanos(System.nanoTime() - beginNanos), TimeUnit.SECONDS.toNanos(1)));
    }
}
