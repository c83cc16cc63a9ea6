package io.inventory.examples.faults.check;

import static io.inventory.examples.faults.check.Property.NOTHING_UNASKED;
import static io.inventory.examples.faults.check.Property.NO_MESSAGE_LOST;
import static io.inventory.examples.faults.check.Property.ONE_EVENT_A_TRANSITION;

import io.inventory.examples.faults.history.Event;
import io.inventory.examples.faults.history.Operation;
import io.inventory.examples.faults.history.Operation.Kind;
import io.inventory.examples.faults.history.Operation.Way;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Whether each message was answered, and each transition has one event. */
final class EventCheck {
    private final Asked asked;
    private final List<Event> events;
    private final Findings findings;

    EventCheck(Asked asked, List<Event> events, Findings findings) {
        this.asked = asked;
        this.events = events;
        this.findings = findings;
    }

    void check() {
        Map<String, Event> byId = new HashMap<>();
        Map<String, String> ids = new HashMap<>();
        for (Event event : events) {
            Event first = byId.putIfAbsent(event.id(), event);
            if (first != null && first.fingerprint() != event.fingerprint())
                findings.add(ONE_EVENT_A_TRANSITION, event.id(), "says something else: " + first + " and " + event);
            String transition = transition(event);
            String id = ids.putIfAbsent(transition, event.id());
            if (id != null && !id.equals(event.id()))
                findings.doubled(
                        ONE_EVENT_A_TRANSITION, event.subject(), transition + " is " + id + " and " + event.id());
        }
        messagesAreAnswered();
    }

    /** An order is created once, paid once and ended once, whatever came of it; its returns differ by id. */
    private static String transition(Event event) {
        String which = switch (event.routingKey()) {
            case "stock.deducted", "stock.reserved", "stock.deduct_failed" -> "created";
            case "stock.confirmed", "stock.confirm_failed" -> "paid";
            case "stock.rolled_back" -> "rolled back " + event.part();
            default -> event.routingKey() + " " + event.part();
        };
        return which + " " + event.subject();
    }

    private void messagesAreAnswered() {
        Map<String, Operation> messages = new HashMap<>();
        for (Operation operation : asked.all())
            if (operation.way() == Way.MESSAGE) messages.put(Long.toString(operation.id()), operation);
        for (Event event : events) {
            if (event.cause().isEmpty()) continue;
            Operation message = messages.get(event.cause());
            if (message == null || !message.key().equals(event.subject()))
                findings.add(NOTHING_UNASKED, event.subject(), "answers a message that nobody sent: " + event);
            else if (!answers(message.kind()).contains(event.routingKey()))
                findings.add(NOTHING_UNASKED, event.subject(), event + " is no answer to " + message);
        }
        for (Operation message : messages.values())
            if (message.answer().equals(Operation.UNANSWERED))
                findings.lost(NO_MESSAGE_LOST, message.key(), "was never answered: " + message);
    }

    private static Set<String> answers(Kind kind) {
        return switch (kind) {
            case DEDUCT, RESERVE -> Set.of("stock.deducted", "stock.reserved", "stock.deduct_failed");
            case CONFIRM -> Set.of("stock.confirmed", "stock.confirm_failed");
            case ROLLBACK, RETURN -> Set.of("stock.rolled_back");
            case OPEN, ADJUST, POLICY -> Set.of();
        };
    }
}
