package io.inventory.examples.faults.check;

import static io.inventory.examples.faults.check.Property.HELD_AS_LONG_AS_ASKED;

import io.inventory.examples.faults.history.Event;
import io.inventory.examples.faults.history.Operation;
import io.inventory.examples.faults.history.Operation.Kind;
import io.inventory.examples.faults.history.Operation.Result;
import io.inventory.examples.faults.history.Stored;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Whether nobody heard of the end of a reservation before its time was over, which began when it was asked for at the
 * earliest: measured by the clock of those who asked, which only goes forward, whatever the clocks of the others said. Who
 * publishes late hides what ended early; so the times of each row are compared too, which are by the database's clock.
 */
final class HoldingCheck {
    private final Map<String, Long> heardNanos = new HashMap<>();
    private final Asked asked;
    private final List<Stored.Order> orders;
    private final Findings findings;

    HoldingCheck(Asked asked, Stored stored, List<Event> events, Findings findings) {
        this.asked = asked;
        orders = stored.orders();
        this.findings = findings;
        for (Event event : events)
            if (event.isExpiry()) heardNanos.merge(event.subject(), event.receivedNanos(), Math::min);
    }

    void check() {
        asked.byKey().forEach((order, operations) -> {
            for (Operation operation : operations) if (tellsOfExpiry(operation)) heard(order, operation.endNanos());
            Long heard = heardNanos.get(order);
            if (heard != null) check(order, operations, heard);
        });
        for (Stored.Order order : orders)
            findings.require(
                    isHeld(order), HELD_AS_LONG_AS_ASKED, order.id(), () -> "is not held until its time: " + order);
    }

    private boolean isHeld(Stored.Order order) {
        Stored.Hold hold = order.hold();
        boolean isExpired = order.status().equals("EXPIRED");
        if (hold == null) return !isExpired;
        Duration time = Duration.between(hold.createdAt(), hold.firstExpiresAt());
        boolean isAsLongAsAsked = asked.of(order.id(), operation -> operation.kind() == Kind.RESERVE).stream()
                .map(operation -> Duration.parse(operation.part()))
                .min(Comparator.naturalOrder())
                .map(least -> time.compareTo(least) >= 0)
                .orElse(true);
        boolean isOver = hold.closedAt() != null && !hold.closedAt().isBefore(hold.expiresAt());
        return isAsLongAsAsked && !hold.expiresAt().isBefore(hold.firstExpiresAt()) && (!isExpired || isOver);
    }

    private void heard(String order, long nanos) {
        heardNanos.merge(order, nanos, Math::min);
    }

    private static boolean tellsOfExpiry(Operation operation) {
        return operation.result() == Result.REFUSED
                && (operation.answer().equals("RESERVATION_EXPIRED")
                        || operation.answer().equals("ORDER_CLOSED EXPIRED"));
    }

    private void check(String order, List<Operation> operations, long heard) {
        for (Operation operation : operations) {
            if (operation.kind() != Kind.RESERVE) continue;
            Duration held = Duration.ofNanos(heard - firstAsked(operations));
            findings.require(
                    held.compareTo(Duration.parse(operation.part())) >= 0,
                    HELD_AS_LONG_AS_ASKED,
                    order,
                    () -> "was over after " + held + ": " + operation);
            return;
        }
    }

    private static long firstAsked(List<Operation> operations) {
        return operations.stream()
                .filter(operation -> operation.kind() == Kind.RESERVE)
                .mapToLong(Operation::startNanos)
                .min()
                .orElseThrow();
    }
}
