package io.inventory.jdbi.queue;

import java.time.Instant;

/** Hears what becomes of that which is not kept any longer, on the thread that sees to it. Must not block or throw. */
public interface RetentionObserver {
    /** Hears nothing. */
    RetentionObserver NONE = new RetentionObserver() {};

    /** So many rows were done with. */
    default void done(int rows) {}

    /** Something went wrong, and is tried again. */
    default void failed() {}

    /** When the last pass over all rows ended, in whichever process. */
    default void passEnded(Instant at) {}
}
