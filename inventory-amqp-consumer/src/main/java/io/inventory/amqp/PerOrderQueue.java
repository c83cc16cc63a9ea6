package io.inventory.amqp;

import io.inventory.OrderId;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;

/**
 * Runs what belongs to one order one after another, in the order of its arrival, and what belongs to different orders side
 * by side. Used on one thread.
 */
final class PerOrderQueue {
    /** What waits, for each order of which something is running. */
    private final Map<OrderId, Queue<Runnable>> waiting = new HashMap<>();

    /** Runs the task now, or when all that was added for the same order before it has finished. */
    void add(OrderId orderId, Runnable task) {
        Queue<Runnable> behind = waiting.get(orderId);
        if (behind != null) {
            behind.add(task);
            return;
        }
        waiting.put(orderId, new ArrayDeque<>(0));
        task.run();
    }

    /** The order's task that is running has finished: runs the next one. */
    void finish(OrderId orderId) {
        Queue<Runnable> behind = waiting.get(orderId);
        if (behind == null) return;
        Runnable next = behind.poll();
        if (next == null) waiting.remove(orderId);
        else next.run();
    }

    /** Forgets what waits, and says how many tasks that were. */
    int clear() {
        int count = 0;
        for (Queue<Runnable> behind : waiting.values()) {
            count += behind.size();
            behind.clear();
        }
        return count;
    }
}
