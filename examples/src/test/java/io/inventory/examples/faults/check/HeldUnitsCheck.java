package io.inventory.examples.faults.check;

import static io.inventory.examples.faults.check.Property.NOTHING_UNASKED;

import io.inventory.examples.faults.history.Stored.Entry;
import java.util.HashMap;
import java.util.Map;

/**
 * Whether each entry of the ledger holds or frees as many units as its reason says: a reservation holds what it takes until it
 * is paid, given back or over, and nothing else holds any.
 */
final class HeldUnitsCheck {
    private HeldUnitsCheck() {}

    static void check(Recorded recorded, Findings findings) {
        for (String ref : recorded.refs()) {
            Map<String, Long> heldBySku = new HashMap<>(4);
            for (Entry entry : recorded.entries(ref)) {
                long held = heldBySku.getOrDefault(entry.sku(), 0L);
                findings.require(isAsItsReason(entry, held), NOTHING_UNASKED, ref, () -> "held " + held + ": " + entry);
                heldBySku.put(entry.sku(), held + entry.reservedChange());
            }
        }
    }

    private static boolean isAsItsReason(Entry entry, long held) {
        long change = entry.change();
        long reserved = entry.reservedChange();
        return switch (entry.reason()) {
            case "order_reserved" -> reserved == -change;
            // a line of which everything was given back has nothing to confirm
            case "order_confirmed" -> held > 0 && change == 0 && reserved == -held;
            case "reservation_expired" -> held > 0 && change == held && reserved == -held;
            case "order_canceled", "order_closed" -> change > 0 && reserved == (held > 0 ? -change : 0);
            // an order that takes its units at once, and operators
            default -> reserved == 0;
        };
    }
}
