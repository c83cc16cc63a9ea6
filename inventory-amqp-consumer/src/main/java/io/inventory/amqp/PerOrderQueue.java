package io.inventory.amqp;

import io.inventory.OrderId;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;

/**
 * Lets the messages of one order through one after another, in the order of their arrival, and those of different orders
 * side by side. Used on one thread.
 */
final class PerOrderQueue {
    private final Map<OrderId, Queue<Runnable>> waiting = new HashMap<>();

    /** Runs {@code turn} now, or when those of the same order before it have left. */
    void enter(OrderId orderId, Runnable turn) {
        Queue<Runnable> others = waiting.get(orderId);
        if (others != null) {
            others.add(turn);
            return;
        }
        waiting.put(orderId, new ArrayDeque<>(0));
        turn.run();
    }

    /** Ends the turn of the order's message that is running. */
    void leave(OrderId orderId) {
        Queue<Runnable> others = waiting.get(orderId);
        if (others == null) return;
        Runnable next = others.poll();
        if (next == null) waiting.remove(orderId);
        else next.run();
    }

    /** Forgets who has not had a turn yet, and says how many that were. */
    int clear() {
        int count = 0;
        for (Queue<Runnable> others : waiting.values()) {
            count += others.size();
            others.clear();
        }
        return count;
    }
}
