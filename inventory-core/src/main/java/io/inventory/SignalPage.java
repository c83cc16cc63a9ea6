package io.inventory;

import java.util.List;

/**
 * Some signals, in their order.
 *
 * @param entries empty if there are no more for now
 * @param begin the position after which they begin
 * @param newest the position of the newest signal of all, 0 if there was none yet: what comes after it is still to happen
 */
public record SignalPage(List<SignalEntry> entries, long begin, long newest) {
    /** Copies the list. */
    public SignalPage {
        entries = List.copyOf(entries);
    }
}
