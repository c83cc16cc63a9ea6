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

    /** Makes a change; one that is made within another is a part of that. */
    void run(Runnable change) {
        List<Runnable> now = List.of();
        synchronized (this) {
            nesting++;
            try {
                change.run();
                if (nesting == 1) afterEach.run();
            } finally {
                nesting--;
            }
            if (nesting == 0 && !completions.isEmpty()) {
                now = completions;
                completions = new ArrayList<>();
            }
        }
        now.forEach(Runnable::run);
    }

    /** Within a change: what is to be run after it. */
    void afterwards(Runnable completion) {
        completions.add(completion);
    }
}
