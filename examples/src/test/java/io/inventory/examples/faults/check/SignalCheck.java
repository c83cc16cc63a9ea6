package io.inventory.examples.faults.check;

import static io.inventory.examples.faults.check.Property.NOTHING_UNASKED;
import static io.inventory.examples.faults.check.Property.SIGNALS_ALTERNATE;

import io.inventory.examples.faults.history.Event;
import io.inventory.examples.faults.history.Operation;
import io.inventory.examples.faults.history.Operation.Result;
import io.inventory.examples.faults.history.Stored;
import io.inventory.examples.faults.history.Stored.Entry;
import io.inventory.examples.faults.history.Stored.Signal;
import io.inventory.examples.faults.history.Stored.Stock;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Whether the signals are the edges of the ledger, and all were published in their order. A call that nobody has an answer to
 * may be carried out when the tables were read; what is published of that is not compared.
 */
final class SignalCheck {
    private static final String SOLD_OUT = "SOLD_OUT";
    private static final String BACK = "BACK";
    private static final String LOW = "LOW";
    private static final String RECOVERED = "RECOVERED";
    private static final String EXPIRY = "EXPIRY";

    private final Asked asked;
    private final Stored stored;
    private final Findings findings;
    /** The version and kind of each edge that was published, by SKU, in the order in which they first came. */
    private final Map<String, Set<String>> published = new HashMap<>();

    private final Set<String> expiriesPublished = new HashSet<>();

    SignalCheck(Asked asked, Stored stored, Iterable<Event> events, Findings findings) {
        this.asked = asked;
        this.stored = stored;
        this.findings = findings;
        Map<String, Long> versions = stored.stocks().stream().collect(Collectors.toMap(Stock::sku, Stock::version));
        for (Event event : events) {
            if (event.isExpiry()) expiriesPublished.add(event.subject());
            else if (!event.isEdge())
                findings.require(
                        !event.cause().isEmpty(), NOTHING_UNASKED, event.subject(), () -> "answers nobody: " + event);
            else if (version(event.part()) <= versions.getOrDefault(event.subject(), Long.MAX_VALUE))
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
                    !signal.kind().equals(before), SIGNALS_ALTERNATE, signal.sku(), () -> "twice in a row: " + signal);
        }
        edgesAreRecorded(recorded);
        published.keySet().forEach(sku -> recorded.putIfAbsent(sku, Set.of()));
        recorded.forEach((sku, edges) -> {
            Set<String> came = published.getOrDefault(sku, Set.of());
            if (!edges.containsAll(came))
                findings.add(SIGNALS_ALTERNATE, sku, "published " + came + ", recorded " + edges);
            if (!came.containsAll(edges))
                findings.lost(SIGNALS_ALTERNATE, sku, "recorded " + edges + ", published " + came);
            else
                findings.require(
                        isAscending(came), SIGNALS_ALTERNATE, sku, () -> "was published out of its order: " + came);
        });
        expiriesAreRecorded(expired);
    }

    private void edgesAreRecorded(Map<String, Set<String>> recorded) {
        long before = 0;
        long thresholdBefore = 0;
        for (Entry entry : stored.ledger()) {
            boolean isFirst = entry.version() == 1;
            long after = entry.availableAfter();
            long threshold = isFirst ? 0 : threshold(entry, thresholdBefore);
            boolean wasLow = isLow(before, thresholdBefore);
            boolean isLow = isLow(after, threshold);
            Set<String> written = recorded.getOrDefault(entry.sku(), Set.of());
            boolean isAsWritten = isFirst
                    || (isEdge(before > 0 && after == 0, SOLD_OUT, entry, written)
                            && isEdge(before == 0 && after > 0, BACK, entry, written)
                            && isEdge(!wasLow && isLow, LOW, entry, written)
                            && isEdge(wasLow && !isLow, RECOVERED, entry, written));
            if (!isAsWritten)
                findings.add(SIGNALS_ALTERNATE, entry.sku(), "has the signals " + written + ", but " + entry);
            before = after;
            thresholdBefore = threshold;
        }
    }

    private static boolean isEdge(boolean isCrossed, String kind, Entry entry, Set<String> written) {
        return isCrossed == written.contains(entry.version() + " " + kind);
    }

    private static boolean isLow(long available, long threshold) {
        return threshold > 0 && available <= threshold;
    }

    /** From how many units on it is low; 0 for never. */
    private long threshold(Entry entry, long before) {
        if (!entry.reason().equals("policy_set")) return before;
        return asked.of(entry.ref()).stream()
                .mapToLong(operation -> Long.parseLong(operation.part()))
                .findAny()
                .orElse(before);
    }

    private void expiriesAreRecorded(Set<String> expired) {
        Set<String> ranOut = new HashSet<>();
        for (Entry entry : stored.ledger()) if (entry.reason().equals("reservation_expired")) ranOut.add(entry.ref());
        for (String order : ranOut)
            findings.require(expired.contains(order), SIGNALS_ALTERNATE, order, () -> "ran out without a signal");
        for (String order : expired) {
            findings.require(
                    ranOut.contains(order), SIGNALS_ALTERNATE, order, () -> "has a signal, and did not run out");
            if (!expiriesPublished.contains(order))
                findings.lost(SIGNALS_ALTERNATE, order, "ran out, and nobody was told");
        }
        for (String order : expiriesPublished)
            findings.require(
                    expired.contains(order) || isCarriedOutLater(order),
                    SIGNALS_ALTERNATE,
                    order,
                    () -> "did not run out, as was published");
    }

    private boolean isCarriedOutLater(String order) {
        List<Operation> creations = asked.of(order, Operation::isCreation);
        return !creations.isEmpty()
                && creations.stream().allMatch(operation -> operation.result() == Result.UNKNOWN)
                && stored.orders().stream().noneMatch(each -> each.id().equals(order));
    }

    /** That of an edge; 0, which none has, if it has none. */
    private static long version(String part) {
        return part.matches("[0-9]{1,18}") ? Long.parseLong(part) : 0;
    }

    private static boolean isAscending(Set<String> edges) {
        long last = 0;
        for (String edge : edges) {
            long version = version(edge.substring(0, edge.indexOf(' ')));
            if (version < last) return false;
            last = version;
        }
        return true;
    }
}
