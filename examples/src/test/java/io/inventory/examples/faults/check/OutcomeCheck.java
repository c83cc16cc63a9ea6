package io.inventory.examples.faults.check;

import static io.inventory.examples.faults.check.Property.ONE_OUTCOME;

import io.inventory.examples.faults.history.Stored;
import io.inventory.examples.faults.history.Stored.Entry;
import io.inventory.examples.faults.history.Units;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Whether each order's row, with its status, returns and rollbacks, says the same as its ledger. */
final class OutcomeCheck {
    private final Map<String, List<Entry>> entries;
    private final List<Stored.Order> orders;
    private final Findings findings;

    OutcomeCheck(Stored stored, Findings findings) {
        this.findings = findings;
        orders = stored.orders();
        entries = stored.ledger().stream()
                .filter(entry -> !entry.isOperators())
                .collect(Collectors.groupingBy(Entry::ref));
    }

    void check() {
        Set<String> ids = new HashSet<>();
        for (Stored.Order order : orders) {
            if (!ids.add(order.id())) findings.doubled(ONE_OUTCOME, order.id(), "is there twice");
            check(order, entries.getOrDefault(order.id(), List.of()));
        }
        for (String ref : entries.keySet())
            if (!ids.contains(ref)) findings.lost(ONE_OUTCOME, ref, "has a ledger and no order: " + entries.get(ref));
    }

    private void check(Stored.Order order, List<Entry> ledger) {
        boolean takes = !order.status().equals("REJECTED") && !order.status().equals("CANCELED");
        if (!takes) {
            findings.require(ledger.isEmpty(), ONE_OUTCOME, order.id(), () -> order.status() + ", but " + ledger);
            return;
        }
        boolean isOver = order.status().equals("ROLLED_BACK") || order.status().equals("EXPIRED");
        boolean expired = ledger.stream().anyMatch(entry -> entry.reason().equals("reservation_expired"));
        findings.require(
                expired == order.status().equals("EXPIRED"), ONE_OUTCOME, order.id(), () -> order + ", but " + ledger);
        for (Stored.Line line : order.lines()) {
            List<Entry> ofSku = ledger.stream()
                    .filter(entry -> entry.sku().equals(line.sku()))
                    .toList();
            long outstanding = line.quantity() - line.returned();
            long taken = -ofSku.stream().mapToLong(Entry::change).sum();
            long reserved = ofSku.stream().mapToLong(Entry::reservedChange).sum();
            findings.require(
                    taken == outstanding
                            && reserved == (order.status().equals("RESERVED") ? outstanding : 0)
                            && (!isOver || outstanding == 0),
                    ONE_OUTCOME,
                    order.id(),
                    () -> order.status() + " with " + line + ", but " + ofSku);
        }
        Set<String> skus = order.lines().stream().map(Stored.Line::sku).collect(Collectors.toSet());
        for (Entry entry : ledger)
            if (!skus.contains(entry.sku())) findings.add(ONE_OUTCOME, order.id(), order + " has no line for " + entry);
        rollbacksAreInLedger(order, ledger);
    }

    private void rollbacksAreInLedger(Stored.Order order, List<Entry> ledger) {
        List<String> recorded = new ArrayList<>();
        for (Stored.Rollback rollback : order.rollbacks())
            for (Units units : rollback.units()) recorded.add(units.sku() + "*" + units.quantity());
        List<String> written = new ArrayList<>();
        for (Entry entry : ledger) if (entry.isRollback()) written.add(entry.sku() + "*" + entry.change());
        recorded.sort(null);
        written.sort(null);
        findings.require(
                recorded.equals(written), ONE_OUTCOME, order.id(), () -> "gave back " + recorded + ", but " + written);
    }
}
