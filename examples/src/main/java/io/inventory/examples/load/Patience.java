package io.inventory.examples.load;

import io.inventory.Inventory;
import io.inventory.Request;
import io.inventory.UnavailableException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Asks again while the inventory is overloaded or not there: what is not measured must succeed. */
final class Patience {
    private static final int TRIES_MAX = 100;
    private static final long PAUSE_MILLIS = 100;

    private Patience() {}

    static <A> A execute(Inventory inventory, Request<A> request) {
        for (int tries = 1; ; tries++) {
            try {
                return inventory.execute(request);
            } catch (UnavailableException e) {
                if (tries == TRIES_MAX) throw e;
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(PAUSE_MILLIS));
            }
        }
    }

    /** All at once, then each that failed once more. */
    static void executeAll(Inventory inventory, List<? extends Request<?>> requests) {
        List<CompletableFuture<?>> answers = new ArrayList<>();
        for (Request<?> request : requests) answers.add(inventory.submit(request));
        for (int i = 0; i < answers.size(); i++) {
            boolean failed =
                    answers.get(i).handle((answer, failure) -> failure != null).join();
            if (failed) execute(inventory, requests.get(i));
        }
    }
}
