package io.inventory.client;

import java.util.ArrayList;
import java.util.List;

/**
 * Changes the state of one stream, one change at a time. What completes futures, and so may run callers' code, is run after
 * the change and without the lock, also when gRPC calls back in the midst of a change. Thread-safe.
 */
final class StreamUpdates {
    private final Runnable afterEach;
    private List<Runnable> completions = new ArrayList<>();
    private int nesting;

    /** @param afterEach the last part of every change */
    StreamUpdates(Runnable afterEach) {
        this.afterEach = afterEach;
    }

    /**
     * Makes a change; one that is made within another is a part of that. Whatever the change or a completion throws, all
     * completions are run before it is thrown from here.
     */
    void run(Runnable change) {
        Throwable failure;
        List<Runnable> now = List.of();
        synchronized (this) {
            nesting++;
            failure = Attempts.attempt(change, null);
            if (nesting == 1 && failure == null) failure = Attempts.attempt(afterEach, null);
            nesting--;
            if (nesting == 0 && !completions.isEmpty()) {
                now = completions;
                completions = new ArrayList<>();
            }
        }
        for (Runnable completion : now) failure = Attempts.attempt(completion, failure);
        Attempts.throwIfAny(failure);
    }

    /** Within a change: what is to be run after it. */
    void afterwards(Runnable completion) {
        completions.add(completion);
    }
}
