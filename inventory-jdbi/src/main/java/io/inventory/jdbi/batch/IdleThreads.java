package io.inventory.jdbi.batch;

import java.util.ArrayDeque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.function.BooleanSupplier;

/**
 * Threads of a queue that have nothing to do. The last that came to rest is woken first: its connection and all that goes
 * with it are still warm. Everything here is called with the queue's lock held.
 */
final class IdleThreads {
    private final Lock lock;
    private final ArrayDeque<IdleThread> resting = new ArrayDeque<>();
    private int woken;

    IdleThreads(Lock lock) {
        this.lock = lock;
    }

    /** The current thread rests until, when it is woken, there is something to do. */
    void restWhile(BooleanSupplier nothingToDo) {
        IdleThread self = new IdleThread(lock.newCondition());
        while (nothingToDo.getAsBoolean()) {
            resting.push(self);
            self.mayGoOn.awaitUninterruptibly();
            if (self.isWoken) woken--;
            else resting.remove(self);
            self.isWoken = false;
        }
    }

    /** How many were woken by {@link #wakeOne} and do not run yet. */
    int woken() {
        return woken;
    }

    /** Wakes one, if there is one. */
    void wakeOne() {
        if (resting.isEmpty()) return;
        IdleThread next = resting.pop();
        next.isWoken = true;
        woken++;
        next.mayGoOn.signal();
    }

    /** Lets all look whether there is anything to do. */
    void wakeAll() {
        resting.forEach(thread -> thread.mayGoOn.signal());
    }

    private static final class IdleThread {
        final Condition mayGoOn;
        boolean isWoken;

        IdleThread(Condition mayGoOn) {
            this.mayGoOn = mayGoOn;
        }
    }
}
