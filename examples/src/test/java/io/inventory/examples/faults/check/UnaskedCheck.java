package io.inventory.examples.faults.check;

import static io.inventory.examples.faults.check.Property.NOTHING_UNASKED;
import static io.inventory.examples.faults.check.Property.UNKNOWN_AT_MOST_ONCE;

import io.inventory.examples.faults.history.Operation.Kind;
import io.inventory.examples.faults.history.Stored;
import io.inventory.examples.faults.history.Stored.Entry;
import java.util.Set;

/** Whether each entry of the ledger, each order and each rollback was asked for by somebody, and is the whole of it. */
final class UnaskedCheck {
    private final Asked asked;
    private final Recorded recorded;
    private final Findings findings;

    UnaskedCheck(Asked asked, Recorded recorded, Findings findings) {
        this.asked = asked;
        this.recorded = recorded;
        this.findings = findings;
    }

    void check() {
        for (String ref : recorded.refs())
            for (Entry entry : recorded.entries(ref))
                if (!isAsked(ref, causes(entry), "")) findings.add(NOTHING_UNASKED, ref, "nobody asked for " + entry);
        for (String id : recorded.orderIds()) {
            if (asked.of(id).isEmpty()) findings.add(NOTHING_UNASKED, id, "nobody asked for this order");
            Stored.Order order = recorded.order(id).orElseThrow();
            for (Stored.Rollback rollback : order.rollbacks()) check(order, rollback);
        }
    }

    private static Set<Kind> causes(Entry entry) {
        return switch (entry.reason()) {
            case "order_created" -> Set.of(Kind.DEDUCT);
            case "order_reserved", "reservation_expired" -> Set.of(Kind.RESERVE);
            case "order_confirmed" -> Set.of(Kind.CONFIRM);
            case "order_canceled", "order_closed" -> Set.of(Kind.ROLLBACK, Kind.RETURN);
            default -> Set.of(Kind.OPEN, Kind.ADJUST, Kind.POLICY);
        };
    }

    private void check(Stored.Order order, Stored.Rollback rollback) {
        boolean isOfAll = rollback.id().isEmpty();
        if (!isAsked(order.id(), Set.of(isOfAll ? Kind.ROLLBACK : Kind.RETURN), rollback.id()))
            findings.add(NOTHING_UNASKED, order.id(), "nobody asked for " + rollback);
        if (isOfAll && !order.status().equals("ROLLED_BACK"))
            findings.add(UNKNOWN_AT_MOST_ONCE, order.id(), "only a part was given back: " + order);
    }

    /** @param rollbackId if it is not empty, just that */
    private boolean isAsked(String key, Set<Kind> kinds, String rollbackId) {
        return asked.of(key).stream()
                .anyMatch(operation -> kinds.contains(operation.kind())
                        && (rollbackId.isEmpty() || operation.part().equals(rollbackId)));
    }
}
