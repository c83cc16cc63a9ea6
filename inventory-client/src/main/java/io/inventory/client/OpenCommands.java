package io.inventory.client;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** The commands of a stream that are not over: a limited number, each with its deadline. Not thread-safe. */
final class OpenCommands {
    /** The most commands that are not over; one more is refused as overloaded. */
    static final int COMMANDS_MAX = 10_000;

    private final long limitNanos;
    private final Deque<PendingCommand<?>> byDeadline = new ArrayDeque<>();
    private int count;

    /** @param limitNanos how long each may take */
    OpenCommands(long limitNanos) {
        this.limitNanos = limitNanos;
    }

    /** Whether no other may be added. */
    boolean isFull() {
        return count == COMMANDS_MAX;
    }

    /** Begins a command and its time. */
    void add(PendingCommand<?> command) {
        count++;
        command.open = true;
        command.deadlineNanos = System.nanoTime() + limitNanos;
        // behind one that is not answered there may be any number that are over
        if (byDeadline.size() >= 2 * COMMANDS_MAX) byDeadline.removeIf(other -> !other.open);
        byDeadline.add(command);
    }

    /** Takes out a command that is over; false if it was over before. */
    boolean remove(PendingCommand<?> command) {
        if (!command.open) return false;
        command.open = false;
        count--;
        return true;
    }

    /** The first one if it is past its deadline. */
    @Nullable
    PendingCommand<?> overdue() {
        long now = System.nanoTime();
        for (PendingCommand<?> first = byDeadline.peek(); first != null; first = byDeadline.peek()) {
            if (first.open) return first.deadlineNanos - now > 0 ? null : first;
            byDeadline.remove();
        }
        return null;
    }
}
