package io.inventory.client;

import io.inventory.OrderId;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which command of an order may be sent: the first of those that are not over. Not thread-safe. */
final class PerOrderSequence {
    private final Map<OrderId, PendingCommand<?>> last = new HashMap<>();

    /** Adds a command; whether it may be sent at once. */
    boolean add(PendingCommand<?> command) {
        PendingCommand<?> before = last.put(command.orderId(), command);
        command.before = before;
        if (before != null) before.after = command;
        return before == null;
    }

    /** Takes out a command that is over; gives the one that may be sent now. */
    @Nullable
    PendingCommand<?> remove(PendingCommand<?> command) {
        PendingCommand<?> before = command.before;
        PendingCommand<?> after = command.after;
        if (after != null) after.before = before;
        else if (before != null) last.put(command.orderId(), before);
        else last.remove(command.orderId());
        if (before != null) before.after = after;
        command.before = null;
        command.after = null;
        return before == null ? after : null;
    }
}
