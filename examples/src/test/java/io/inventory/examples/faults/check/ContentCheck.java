package io.inventory.examples.faults.check;

import static io.inventory.examples.faults.check.Property.ANSWER_IS_RECORDED;

import io.inventory.examples.faults.history.Event;
import io.inventory.examples.faults.history.Operation;
import io.inventory.examples.faults.history.Operation.Kind;
import io.inventory.examples.faults.history.Stored;
import io.inventory.examples.faults.history.Stored.Entry;
import io.inventory.examples.faults.history.Units;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Whether each event names the units that were asked for, that were given back, or that the SKU has. */
final class ContentCheck {
    private final Asked asked;
    private final Recorded recorded;
    private final Findings findings;

    ContentCheck(Asked asked, Recorded recorded, Findings findings) {
        this.asked = asked;
        this.recorded = recorded;
        this.findings = findings;
    }

    void check(List<Event> events, Stored stored) {
        for (Event event : events) {
            switch (event.routingKey()) {
                case "stock.deducted" -> isAsked(event, Kind.DEDUCT);
                case "stock.reserved" -> isAsked(event, Kind.RESERVE);
                case "stock.rolled_back" -> isGivenBack(event);
                default -> {
                    // what is said of units is in the answer
                }
            }
        }
        edgesHaveTheirBalance(events, stored);
    }

    private void isAsked(Event event, Kind kind) {
        List<Operation> creations = asked.of(event.subject(), Operation::isCreation);
        boolean isOne = creations.stream()
                .anyMatch(operation -> operation.kind() == kind && isSame(operation.units(), event.units()));
        // what nobody asked for is for another check to find
        if (!creations.isEmpty() && !isOne)
            findings.add(ANSWER_IS_RECORDED, event.subject(), event + ", but was asked for " + creations);
    }

    private void isGivenBack(Event event) {
        List<Units> given = recorded.givenBack(event.subject(), event.part());
        // what is missing as a whole is for others to find
        if (!given.isEmpty() && !isSame(given, event.units()))
            findings.add(ANSWER_IS_RECORDED, event.subject(), event + ", but gave back " + given);
    }

    /** In any order. No SKU is there twice in what was asked for or recorded. */
    private static boolean isSame(List<Units> one, List<Units> said) {
        return one.size() == said.size() && one.containsAll(said) && said.containsAll(one);
    }

    private void edgesHaveTheirBalance(List<Event> events, Stored stored) {
        Map<String, Map<String, List<Event>>> edges = events.stream()
                .filter(Event::isEdge)
                .collect(Collectors.groupingBy(
                        Event::subject, HashMap::new, Collectors.groupingBy(Event::part, Collectors.toList())));
        for (Entry entry : stored.ledger()) {
            Map<String, List<Event>> ofSku = edges.get(entry.sku());
            if (ofSku == null) continue;
            List<Units> balance = List.of(new Units(entry.sku(), entry.availableAfter()));
            for (Event edge : ofSku.getOrDefault(Long.toString(entry.version()), List.of()))
                findings.require(
                        edge.units().equals(balance), ANSWER_IS_RECORDED, entry.sku(), () -> edge + ", but " + entry);
        }
    }
}
