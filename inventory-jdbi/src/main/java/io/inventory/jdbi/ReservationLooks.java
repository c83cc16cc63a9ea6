package io.inventory.jdbi;

import io.inventory.InvalidRequestException;
import io.inventory.Page;
import io.inventory.UnavailableException;
import io.inventory.jdbi.queue.QueueParts;
import io.inventory.jdbi.sql.Dialect;
import io.inventory.jdbi.sql.OverdueOrder;
import io.inventory.jdbi.thread.LibraryThread;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;

/** Looks at the reservations that run out next, on threads of the library and a few at once. Thread-safe. */
final class ReservationLooks {
    private static final int LOOKS_MAX = 2;
    private static final OverdueOrder FIRST = new OverdueOrder("", Instant.EPOCH, 0);
    private static final Instant END_OF_TIME = Instant.parse("9999-12-31T23:59:59.999999Z");

    private final QueueParts parts;
    private final Dialect dialect;
    private final Semaphore places = new Semaphore(LOOKS_MAX);

    ReservationLooks(QueueParts parts, Dialect dialect) {
        this.parts = parts;
        this.dialect = dialect;
    }

    /** As of {@link JdbiInventory#nextToExpire}. */
    CompletableFuture<List<ExpiringReservation>> next(int limit) {
        if (limit < 1 || limit > Page.SIZE_MAX)
            throw new InvalidRequestException("limit", "must be 1 to " + Page.SIZE_MAX + ", is " + limit);
        if (!places.tryAcquire())
            return CompletableFuture.failedFuture(
                    UnavailableException.overloaded(LOOKS_MAX + " looks for reservations are under way"));
        try {
            return LibraryThread.start(() -> read(limit)).whenComplete((found, failure) -> places.release());
        } catch (RuntimeException | Error e) {
            places.release();
            throw e;
        }
    }

    private List<ExpiringReservation> read(int limit) {
        // those that are overdue at the end of time are all
        return parts.read(handle -> dialect.findOverdue(handle, END_OF_TIME, FIRST, limit)).stream()
                .map(order -> new ExpiringReservation(order.orderId(), order.expiresAt()))
                .toList();
    }
}
