package io.inventory.jdbi;

import io.inventory.LedgerFinding;
import io.inventory.PageToken;
import io.inventory.UnavailableException;
import io.inventory.VerifiedPart;
import io.inventory.VerifyLedger;
import io.inventory.jdbi.fault.Failures;
import io.inventory.jdbi.sql.Database;
import io.inventory.jdbi.sql.SqlObjects;
import io.inventory.jdbi.sql.verification.Verification;
import io.inventory.jdbi.thread.LibraryThread;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.statement.SqlLogger;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Proves from the tables alone that the ledger explains every stock: versions without a gap, each balance the one before
 * plus the change, the newest entry equal to the stock, no stock without a ledger and no ledger without a stock. Reads
 * the whole ledger once, in snapshots of some thousand entries, so that orders may go on. Thread-safe.
 *
 * <p>That is a part of what {@link VerifyLedger} verifies, which asks of orders, requests and reservations too.
 */
public final class LedgerVerification {
    private static final int FINDINGS_MAX = 100;
    private static final Duration TIME_MAX = Duration.ofHours(1);
    private static final Duration CANCEL_PAUSE = Duration.ofMillis(50);

    private static final Logger LOG = LoggerFactory.getLogger(LedgerVerification.class);

    private LedgerVerification() {}

    /**
     * What is wrong, at most 100 findings in plain words; empty if stock and ledger agree. Blocks until the whole ledger is
     * read, for an hour at most. The reading is done on a thread of the library.
     *
     * @throws SetupException if it can't connect, or the database is neither PostgreSQL nor H2
     * @throws io.inventory.UnavailableException if the store does not answer, or the caller is interrupted: its interrupt is
     *     kept, and the reading is cancelled
     */
    public static List<String> findings(DataSource dataSource) {
        Database database = Databases.of(dataSource);
        Reading reading = new Reading();
        try {
            return LibraryThread.call(() -> findings(dataSource, database, reading));
        } catch (InterruptedException e) {
            reading.cancelled = true;
            var unused = LibraryThread.start(reading::cancel);
            Thread.currentThread().interrupt();
            throw interrupted(e);
        }
    }

    private static UnavailableException interrupted(Exception cause) {
        return UnavailableException.unavailable("the caller was interrupted", cause);
    }

    private static List<String> findings(DataSource dataSource, Database database, Reading reading) {
        Jdbi jdbi = SqlObjects.on(dataSource);
        jdbi.setSqlLogger(reading);
        try {
            return jdbi.withHandle(handle -> findings(handle, database, reading));
        } catch (CancellationException | JdbiException e) {
            // nobody hears of it any more, and the log need not
            if (reading.cancelled) throw interrupted(e);
            throw new Failures().exception(e);
        } finally {
            reading.ended.countDown();
        }
    }

    private static List<String> findings(Handle handle, Database database, Reading reading) {
        Verification verification = Verification.ofLedgerAlone(StatementForm.AUTO.dialect(database));
        List<String> findings = new ArrayList<>();
        long deadline = System.nanoTime() + TIME_MAX.toNanos();
        Optional<PageToken> next = Optional.empty();
        do {
            VerifiedPart part = verification.next(handle, new VerifyLedger(next, VerifyLedger.ENTRIES_MAX));
            part.findings().stream()
                    .limit(FINDINGS_MAX - findings.size())
                    .map(LedgerFinding::toString)
                    .forEach(findings::add);
            next = part.next();
            reading.goOn();
        } while (next.isPresent() && findings.size() < FINDINGS_MAX && System.nanoTime() - deadline < 0);
        if (next.isPresent() && findings.size() < FINDINGS_MAX)
            throw UnavailableException.unavailable("the ledger was not read to its end in " + TIME_MAX);
        return findings;
    }

    /** What the thread that reads and the one that cancels know of each other. */
    private static final class Reading implements SqlLogger {
        final CountDownLatch ended = new CountDownLatch(1);
        volatile boolean cancelled;
        private volatile @Nullable Statement running;

        @Override
        public void logBeforeExecution(StatementContext context) {
            running = context.getStatement();
            goOn();
        }

        void goOn() {
            if (cancelled) throw new CancellationException("the verification was cancelled");
        }

        /** Again and again until it has ended, for a statement that has not begun can't be cancelled yet. */
        boolean cancel() {
            long deadline = System.nanoTime() + TIME_MAX.toNanos();
            try {
                do cancelOnce();
                while (!ended.await(CANCEL_PAUSE.toMillis(), TimeUnit.MILLISECONDS)
                        && System.nanoTime() - deadline < 0);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return true;
        }

        private void cancelOnce() {
            Statement statement = running;
            try {
                if (statement != null) statement.cancel();
            } catch (SQLException e) {
                LOG.debug("the verification of the ledger could not be cancelled", e);
            }
        }
    }
}
