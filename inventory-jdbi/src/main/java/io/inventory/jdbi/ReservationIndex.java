package io.inventory.jdbi;

import io.inventory.jdbi.fault.Fault;
import io.inventory.jdbi.sql.SqlObjects;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The index by which overdue reservations are found among all orders, on PostgreSQL. It holds reservations only, whoever wrote
 * them, so that a deduction pays nothing. It is made beside a migration and not in it: with an order table of any size, and
 * while orders go on, which is possible only outside a transaction.
 */
final class ReservationIndex {
    static final String NAME = "inventory_orders_reserved";

    /** Of the locks that applications may take with numbers of their own: nobody else has this one. */
    private static final long LOCK = 0x696e762d69647831L; // "inv-idx1"

    /** On the table that the statements mean: another schema of the search path may have one too. */
    private static final String OF_THE_TABLE = """
            select i.indexrelid::regclass::text from pg_index i join pg_class c on c.oid = i.indexrelid
            where i.indrelid = to_regclass('inventory_orders') and c.relname = ?""";

    private static final Duration PAUSE = Duration.ofMillis(200);
    private static final Logger LOG = LoggerFactory.getLogger(ReservationIndex.class);

    private ReservationIndex() {}

    /**
     * Makes it if it is not there, or was left unfinished. Many processes may do so at once: the others wait for the one that
     * is at it, asking again and again, because a session that waits for a lock would hold up the index itself.
     *
     * @throws SetupException if it fails, or the caller is interrupted while another process is at it
     */
    static void make(DataSource dataSource) {
        try {
            SqlObjects.on(new MigrationConnections(dataSource)).useHandle(ReservationIndex::make);
        } catch (JdbiException e) {
            SQLException cause = Fault.sqlException(e);
            throw new SetupException(
                    "cannot make the index " + NAME + ": " + (cause == null ? e : cause).getMessage(), e);
        }
    }

    private static void make(Handle handle) {
        while (!isThere(handle)) {
            if (isMine(handle)) {
                try {
                    if (!isThere(handle)) create(handle);
                } finally {
                    handle.execute("select pg_advisory_unlock(?)", LOCK);
                }
            } else {
                LockSupport.parkNanos(PAUSE.toNanos());
                if (Thread.currentThread().isInterrupted())
                    throw new SetupException("interrupted while another process makes the index " + NAME);
            }
        }
    }

    private static boolean isMine(Handle handle) {
        return handle.select("select pg_try_advisory_lock(?)", LOCK)
                .mapTo(Boolean.class)
                .one();
    }

    private static void create(Handle handle) {
        LOG.info("making the index {}; orders go on meanwhile", NAME);
        // it waits for the transactions that are under way, and holds nobody up meanwhile
        handle.execute("set lock_timeout = 0");
        // to drop it in the ordinary way would lock the whole table
        for (String left : leftovers(handle)) handle.execute("drop index concurrently " + left);
        handle.execute("create index concurrently " + NAME
                + " on inventory_orders (expires_at, order_id) where status = 'RESERVED'");
    }

    /**
     * Checks that it is there.
     *
     * @throws SetupException if it is not
     */
    static void check(DataSource dataSource) {
        boolean isThere;
        try {
            isThere = SqlObjects.on(dataSource).withHandle(ReservationIndex::isThere);
        } catch (JdbiException e) {
            SQLException cause = Fault.sqlException(e);
            throw new SetupException(
                    "cannot read the state of the database: " + (cause == null ? e : cause).getMessage(), e);
        }
        if (!isThere)
            throw new SetupException("the database lacks the index " + NAME
                    + "; start once with --migrate=auto, or call Schema.migrate");
    }

    private static boolean isThere(Handle handle) {
        return !handle.select(OF_THE_TABLE + " and i.indisvalid", NAME)
                .mapTo(String.class)
                .list()
                .isEmpty();
    }

    private static List<String> leftovers(Handle handle) {
        return handle.select(OF_THE_TABLE + " and not i.indisvalid", NAME)
                .mapTo(String.class)
                .list();
    }
}
