package io.inventory.jdbi;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.SQLExceptionOverride;
import io.inventory.jdbi.fault.Fault;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Has a pool replace its connections when a change fails because the database takes none. After a failover the server
 * that was the primary may stay up for queries, and on what is connected to it no order would succeed again.
 * Thread-safe.
 */
final class ReadOnlyConnections implements SQLExceptionOverride {
    /** A database that stays read-only must not cost a new connection for each order. */
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final AtomicLong replacedNanos = new AtomicLong(System.nanoTime() - PAUSE.toNanos());
    private volatile @Nullable HikariDataSource pool;

    /** Begins to do so. */
    void replaceIn(HikariDataSource ofConnections) {
        pool = ofConnections;
    }

    /** Connections in use are closed when they are given back, so that the transaction can be aborted as usual. */
    @java.lang.Override
    public Override adjudicate(SQLException failure) {
        HikariDataSource connections = pool;
        if (connections != null && Fault.of(failure) == Fault.READ_ONLY && isDue())
            connections.getHikariPoolMXBean().softEvictConnections();
        return Override.CONTINUE_EVICT;
    }

    private boolean isDue() {
        long now = System.nanoTime();
        long last = replacedNanos.get();
        return now - last >= PAUSE.toNanos() && replacedNanos.compareAndSet(last, now);
    }
}
