package io.inventory.memory;

import io.inventory.ListSignals;
import io.inventory.Signal;
import io.inventory.SignalEntry;
import io.inventory.SignalPage;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The signals that are kept, in the order in which they were written. Not thread-safe. */
final class SignalLog {
    private final Deque<SignalEntry> entries = new ArrayDeque<>();
    private long newest;

    void add(List<Signal> signals) {
        for (Signal signal : signals) entries.add(new SignalEntry(++newest, signal));
    }

    SignalPage list(ListSignals list, Instant now) {
        Instant oldest = now.minus(Signal.RETENTION_DEFAULT);
        while (!entries.isEmpty() && entries.element().signal().occurredAt().isBefore(oldest)) entries.remove();
        long begin = list.begin(newest - entries.size(), newest);
        List<SignalEntry> found = entries.stream()
                .filter(entry -> entry.position() > begin)
                .limit(list.pageSize())
                .toList();
        return ListSignals.page(found, begin, newest);
    }
}
