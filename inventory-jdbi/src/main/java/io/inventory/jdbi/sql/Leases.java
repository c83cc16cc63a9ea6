package io.inventory.jdbi.sql;

import io.inventory.jdbi.sql.LeasesTable.Lease;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Work that one process at a time does, by the store's time. Each method is a transaction. Thread-safe. */
public final class Leases {
    /** Keeps their names apart from those of the inventory's own work. */
    private static final String PREFIX = "reader:";

    private final Function<Handle, Instant> clock;

    /** @param clock the store's time */
    public Leases(Function<Handle, Instant> clock) {
        this.clock = clock;
    }

    /** Takes it or renews it; returns its position, or empty while another holds it. */
    public OptionalLong acquire(Handle handle, String name, String holder, Duration time) {
        handle.attach(LeasesTable.class).insert(PREFIX + name);
        return change(
                handle,
                name,
                // read after the lock was acquired
                lease -> isFree(lease, holder, clock.apply(handle), time),
                lease -> set(handle, name, holder, time, lease.position()));
    }

    /** Keeps a position and renews it; returns whether nobody else took it meanwhile. */
    public boolean advance(Handle handle, String name, String holder, Duration time, long position) {
        return change(
                        handle,
                        name,
                        lease -> holder.equals(lease.holder()),
                        lease -> set(handle, name, holder, time, position))
                .isPresent();
    }

    /** Gives it up, if it is held. */
    public void release(Handle handle, String name, String holder) {
        change(
                handle,
                name,
                lease -> holder.equals(lease.holder()),
                lease -> set(handle, name, null, Duration.ZERO, lease.position()));
    }

    private static OptionalLong change(
            Handle handle, String name, Predicate<Lease> allowed, Function<Lease, Lease> next) {
        return handle.inTransaction(begun -> begun.attach(LeasesTable.class).lock(PREFIX + name).stream()
                .filter(allowed)
                .mapToLong(lease -> next.apply(lease).position())
                .findFirst());
    }

    /**
     * One that holds for much longer than it may is of a time when the clock was ahead. If it was ahead by less its holder, who counts
     * that time by a clock that only goes forward, may rely on it still.
     */
    private static boolean isFree(Lease lease, String holder, Instant now, Duration time) {
        return lease.holder() == null
                || lease.holder().equals(holder)
                || lease.expiresAt() == null
                || !now.isBefore(lease.expiresAt())
                || lease.expiresAt().isAfter(now.plus(time.multipliedBy(2)));
    }

    private Lease set(Handle handle, String name, @Nullable String holder, Duration time, long position) {
        Instant until = clock.apply(handle).plus(time);
        OffsetDateTime expiresAt = holder == null ? null : until.atOffset(ZoneOffset.UTC);
        handle.attach(LeasesTable.class).set(PREFIX + name, holder, expiresAt, position);
        return new Lease(holder, until, position);
    }
}
