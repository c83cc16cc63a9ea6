package io.inventory.examples.faults.check;

import static io.inventory.examples.faults.check.Property.NOTHING_UNASKED;

import io.inventory.examples.faults.check.Asked.Expected;
import io.inventory.examples.faults.history.Operation;
import io.inventory.examples.faults.history.Operation.Kind;
import io.inventory.examples.faults.history.Operation.Result;
import io.inventory.examples.faults.history.Stored;
import io.inventory.examples.faults.history.Stored.Entry;
import io.inventory.examples.faults.history.Units;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Whether what was acknowledged, refused or not answered is there as often as it should be. */
final class EffectCheck {
    private final Asked asked;
    private final Recorded recorded;
    private final Findings findings;

    EffectCheck(Asked asked, Recorded recorded, Findings findings) {
        this.asked = asked;
        this.recorded = recorded;
        this.findings = findings;
    }

    void check() {
        asked.byKey().forEach((key, operations) -> {
            Map<Kind, List<Operation>> byKind = operations.stream().collect(Collectors.groupingBy(Operation::kind));
            byKind.forEach((kind, ofKind) -> {
                switch (kind) {
                    case OPEN, ADJUST, POLICY -> requestIsThere(key, ofKind);
                    case DEDUCT -> unitsAreTaken(key, ofKind, "order_created");
                    case RESERVE -> unitsAreTaken(key, ofKind, "order_reserved");
                    case CONFIRM -> isConfirmed(key, ofKind, byKind.containsKey(Kind.RESERVE));
                    case ROLLBACK -> isRolledBack(key, ofKind);
                    case RETURN -> partsAreReturned(key, ofKind);
                }
            });
        });
    }

    private void requestIsThere(String request, List<Operation> operations) {
        Units units = operations.get(0).units().get(0);
        List<Entry> ofRequest = recorded.entries(request);
        Asked.expected(operations).require(ofRequest.size(), request, "the change of " + units, findings);
        for (Entry entry : ofRequest)
            if (!entry.sku().equals(units.sku()) || entry.change() != units.quantity())
                findings.add(NOTHING_UNASKED, request, "changed " + entry + " instead of " + units);
    }

    private void unitsAreTaken(String order, List<Operation> operations, String reason) {
        Expected expected = expectedOfOrder(operations);
        Map<String, Long> lines =
                operations.get(0).units().stream().collect(Collectors.toMap(Units::sku, Units::quantity));
        Map<String, Long> times = new HashMap<>();
        for (Entry entry : recorded.entries(order)) {
            if (!entry.isCreation()) continue;
            times.merge(entry.sku(), 1L, Long::sum);
            boolean isAsked = entry.reason().equals(reason) && entry.change() == -lines.getOrDefault(entry.sku(), 0L);
            if (!isAsked) findings.add(NOTHING_UNASKED, order, "took " + entry + " instead of " + lines);
        }
        for (String sku : lines.keySet())
            expected.require(times.getOrDefault(sku, 0L), order, "what it takes of " + sku, findings);
        if (expected == Expected.AT_MOST_ONCE && !times.isEmpty() && times.size() < lines.size())
            findings.add(expected.property(), order, "took " + times.keySet() + " of " + lines.keySet());
        if (expected == Expected.ONCE && recorded.order(order).isEmpty())
            findings.lost(expected.property(), order, "the order is not there");
    }

    /** An order that was over when it was sent again may have taken units before. */
    private static Expected expectedOfOrder(List<Operation> operations) {
        List<Operation> telling = operations.stream()
                .filter(operation -> !operation.isClosed() || operation.answer().endsWith("CANCELED"))
                .toList();
        return telling.isEmpty() ? Expected.AT_MOST_ONCE : Asked.expected(telling);
    }

    private void isConfirmed(String order, List<Operation> operations, boolean isReservation) {
        if (!isReservation) return;
        Map<String, Long> times = recorded.entries(order).stream()
                .filter(entry -> entry.reason().equals("order_confirmed"))
                .collect(Collectors.groupingBy(Entry::sku, Collectors.counting()));
        Expected expected = expectedOfConfirmation(operations);
        times.forEach((sku, count) -> expected.require(count, order, "the confirmation of " + sku, findings));
        // an order of which nothing is left to confirm is over, and says so
        if (expected == Expected.ONCE && times.isEmpty())
            findings.lost(expected.property(), order, "the confirmation is not there");
    }

    /** An order that was over when its payment was sent again may have been confirmed by one whose answer was lost. */
    private static Expected expectedOfConfirmation(List<Operation> operations) {
        boolean isOneUnknown = operations.stream().anyMatch(operation -> operation.result() == Result.UNKNOWN);
        return Asked.expected(
                isOneUnknown
                        ? operations.stream()
                                .filter(operation -> !operation.isClosed())
                                .toList()
                        : operations);
    }

    private void isRolledBack(String order, List<Operation> operations) {
        String status = recorded.status(order);
        for (Operation operation : operations) {
            if (operation.result() == Result.UNKNOWN || operation.isPassing()) continue;
            boolean gaveBack = operation.result() == Result.OK;
            Set<String> allowed = gaveBack ? Set.of("ROLLED_BACK", "EXPIRED") : Set.of("REJECTED", "CANCELED");
            if (allowed.contains(status)) continue;
            String detail = "was told " + operation.answer() + ", is " + status;
            if (gaveBack) findings.lost(Property.ACKNOWLEDGED_ONCE, order, detail);
            else findings.add(Property.REFUSED_NOT_AT_ALL, order, detail);
        }
    }

    private void partsAreReturned(String order, List<Operation> operations) {
        List<Stored.Rollback> all =
                recorded.order(order).map(Stored.Order::rollbacks).orElse(List.of());
        operations.stream().collect(Collectors.groupingBy(Operation::part)).forEach((part, ofPart) -> {
            List<Stored.Rollback> rollbacks =
                    all.stream().filter(rollback -> rollback.id().equals(part)).toList();
            Asked.expected(ofPart).require(rollbacks.size(), order, "the return " + part, findings);
            for (Stored.Rollback rollback : rollbacks)
                if (!rollback.units().equals(ofPart.get(0).units()))
                    findings.add(
                            NOTHING_UNASKED,
                            order,
                            rollback + " instead of " + ofPart.get(0).units());
        });
    }
}
