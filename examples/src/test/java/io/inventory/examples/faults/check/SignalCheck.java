package io.inventory.examples.faults.check;

import static io.inventory.examples.faults.check.Property.SIGNALS_ALTERNATE;

import io.inventory.examples.faults.history.Event;
import io.inventory.examples.faults.history.Stored;
import io.inventory.examples.faults.history.Stored.Entry;
import io.inventory.examples.faults.history.Stored.Signal;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** Whether the signals are the edges of the ledger, and all were published in their order. */
final class SignalCheck {
    private static final String SOLD_OUT = "SOLD_OUT";
    private static final String BACK = "BACK";
    private static final String EXPIRY = "EXPIRY";

    private final Stored stored;
    private final Findings findings;
    /** The version and kind of each edge that was published, by SKU, in the order in which they first came. */
    private final Map<String, Set<String>> published = new HashMap<>();

    private final Set<String> expiriesPublished = new HashSet<>();

    SignalCheck(Stored stored, Iterable<Event> events, Findings findings) {
        this.stored = stored;
        this.findings = findings;
        for (Event event : events) {
            if (event.isExpiry()) expiriesPublished.add(event.subject());
            else if (event.cause().isEmpty())
                published
                        .computeIfAbsent(event.subject(), sku -> new LinkedHashSet<>())
                        .add(event.part() + " " + event.answer());
        }
    }

    void check() {
        Map<String, Set<String>> recorded = new HashMap<>();
        Map<String, String> last = new HashMap<>();
        Set<String> expired = new HashSet<>();
        for (Signal signal : stored.signals()) {
            if (signal.kind().equals(EXPIRY)) {
                expired.add(signal.order());
                continue;
            }
            recorded.computeIfAbsent(signal.sku(), sku -> new LinkedHashSet<>())
                    .add(signal.version() + " " + signal.kind());
            String pair = signal.kind().equals(SOLD_OUT) || signal.kind().equals(BACK) ? " sold out" : " low";
            String before = last.put(signal.sku() + pair, signal.kind());
            findings.require(
                    !signal.kind().equals(before), SIGNALS_ALTERNATE, signal.sku(), "twice in a row: " + signal);
        }
        edgesAreRecorded(recorded);
        recorded.forEach((sku, edges) -> {
            Set<String> came = published.getOrDefault(sku, Set.of());
            if (!came.containsAll(edges))
                findings.lost(SIGNALS_ALTERNATE, sku, "recorded " + edges + ", published " + came);
            else findings.require(isAscending(came), SIGNALS_ALTERNATE, sku, "was published out of its order: " + came);
        });
        expiriesAreRecorded(expired);
    }

    private void edgesAreRecorded(Map<String, Set<String>> recorded) {
        long before = 0;
        for (Entry entry : stored.ledger()) {
            Set<String> edges = recorded.getOrDefault(entry.sku(), Set.of());
            boolean isFirst = entry.version() == 1;
            boolean soldOut = !isFirst && before > 0 && entry.availableAfter() == 0;
            boolean back = !isFirst && before == 0 && entry.availableAfter() > 0;
            if (soldOut != edges.contains(entry.version() + " " + SOLD_OUT)
                    || back != edges.contains(entry.version() + " " + BACK))
                findings.add(SIGNALS_ALTERNATE, entry.sku(), "recorded as " + edges + ": " + entry);
            before = entry.availableAfter();
        }
    }

    private void expiriesAreRecorded(Set<String> expired) {
        for (Entry entry : stored.ledger())
            if (entry.reason().equals("reservation_expired"))
                findings.require(
                        expired.contains(entry.ref()), SIGNALS_ALTERNATE, entry.ref(), "ran out without a signal");
        for (String order : expired)
            if (!expiriesPublished.contains(order))
                findings.lost(SIGNALS_ALTERNATE, order, "ran out, and nobody was told");
    }

    private static boolean isAscending(Set<String> edges) {
        long last = 0;
        for (String edge : edges) {
            long version = Long.parseLong(edge.substring(0, edge.indexOf(' ')));
            if (version < last) return false;
            last = version;
        }
        return true;
    }
}
