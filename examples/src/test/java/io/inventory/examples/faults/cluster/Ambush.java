package io.inventory.examples.faults.cluster;

import java.util.concurrent.atomic.AtomicBoolean;

/** Something to be done once, when a point is reached. */
final class Ambush {
    private final Point point;
    private final Runnable action;
    private final AtomicBoolean isOver = new AtomicBoolean();

    Ambush(Point point, Runnable action) {
        this.point = point;
        this.action = action;
    }

    /** Does it, on the calling thread, if it is this point and it was not done before; says whether it did. */
    boolean reached(Point reached) {
        if (reached != point || !isOver.compareAndSet(false, true)) return false;
        action.run();
        return true;
    }
}
