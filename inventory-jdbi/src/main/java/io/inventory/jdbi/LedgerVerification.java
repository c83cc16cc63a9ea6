package io.inventory.jdbi;

import io.inventory.UnavailableException;
import io.inventory.jdbi.fault.Failures;
import io.inventory.jdbi.sql.Database;
import io.inventory.jdbi.sql.SqlObjects;
import io.inventory.jdbi.thread.LibraryThread;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.statement.StatementContext;
import org.jdbi.v3.core.statement.StatementCustomizer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Proves from the tables alone that the ledger explains every stock: versions without a gap, each balance the one before
 * plus the change, the newest entry equal to the stock, no stock without a ledger and no ledger without a stock. Reads
 * the whole ledger once. Thread-safe.
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
        boolean h2 = Databases.of(dataSource) == Database.H2;
        Reading reading = new Reading();
        try {
            return LibraryThread.call(() -> findings(dataSource, h2, reading));
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

    private static List<String> findings(DataSource dataSource, boolean h2, Reading reading) {
        try {
            return SqlObjects.on(dataSource)
                    .inTransaction(handle -> h2 ? findings(handle, reading) : findingsInTime(handle, reading));
        } catch (SQLException | JdbiException e) {
            // nobody hears of it any more, and the log need not
            if (reading.cancelled) throw interrupted(e);
            throw new Failures().exception(e);
        } finally {
            reading.ended.countDown();
        }
    }

    /** Reads all rows and takes its time, other than what a pool for orders is set up for. */
    private static List<String> findingsInTime(Handle handle, Reading reading) throws SQLException {
        handle.execute("set local enable_seqscan = on; set local statement_timeout = " + TIME_MAX.toMillis());
        Connection connection = handle.getConnection();
        int before = connection.getNetworkTimeout();
        connection.setNetworkTimeout(Runnable::run, Math.toIntExact(TIME_MAX.toMillis()));
        List<String> found;
        try {
            found = findings(handle, reading);
        } catch (Throwable first) {
            try {
                connection.setNetworkTimeout(Runnable::run, before);
            } catch (SQLException second) {
                first.addSuppressed(second);
            }
            throw first;
        }
        connection.setNetworkTimeout(Runnable::run, before);
        return found;
    }

    private static List<String> findings(Handle handle, Reading reading) {
        return handle.createQuery("""
                            select 'SKU ' || c.sku_id || ', version ' || cast(c.version as varchar) || case
                                when c.version <> c.position or c.available_after <> c.available_before + c.change
                                        or c.reserved_after <> c.reserved_before + c.reserved_change
                                    then ': the version or a balance does not follow from the entry before'
                                when s.sku_id is null then ': there is a ledger but no stock'
                                else ': the stock is not that of the newest entry' end
                            from (
                                select sku_id, version, change, reserved_change, available_after, reserved_after,
                                    row_number() over w as position,
                                    coalesce(lag(available_after) over w, 0) as available_before,
                                    coalesce(lag(reserved_after) over w, 0) as reserved_before,
                                    lead(version) over w as next_version
                                from inventory_logs
                                window w as (partition by sku_id order by version)
                            ) c
                            left join inventory_stocks s on s.sku_id = c.sku_id
                            where c.version <> c.position or c.available_after <> c.available_before + c.change
                                or c.reserved_after <> c.reserved_before + c.reserved_change
                                or c.next_version is null and (s.sku_id is null or s.version <> c.version
                                    or s.available_stock <> c.available_after or s.reserved_stock <> c.reserved_after)
                            union all
                            select 'SKU ' || s.sku_id || ': there is a stock but no ledger'
                            from inventory_stocks s
                            where not exists (select 1 from inventory_logs l where l.sku_id = s.sku_id)
                            limit %d""".formatted(FINDINGS_MAX))
                .addCustomizer(new StatementCustomizer() {
                    @Override
                    public void beforeExecution(PreparedStatement statement, StatementContext context)
                            throws SQLException {
                        reading.begin(statement);
                    }
                })
                .mapTo(String.class)
                .list();
    }

    /** What the thread that reads and the one that cancels know of each other. */
    private static final class Reading {
        final CountDownLatch ended = new CountDownLatch(1);
        volatile boolean cancelled;
        private volatile @Nullable Statement running;

        void begin(Statement statement) throws SQLException {
            running = statement;
            if (cancelled) throw new SQLException("cancelled before it began");
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
