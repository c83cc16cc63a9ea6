package io.inventory.examples.faults.check;

import io.inventory.examples.faults.history.Operation;
import io.inventory.examples.faults.history.Operation.Kind;
import io.inventory.examples.faults.history.Operation.Result;
import io.inventory.examples.faults.history.Stored;
import io.inventory.examples.faults.history.Stored.Entry;
import io.inventory.examples.faults.history.Units;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Whether each answer is one that such a question may have, and says what the database has recorded. */
final class RecordCheck {
    private static final Set<String> NEVER_TOOK = Set.of("REJECTED", "CANCELED");

    private final Asked asked;
    private final Recorded recorded;
    private final Findings findings;

    RecordCheck(Asked asked, Recorded recorded, Findings findings) {
        this.asked = asked;
        this.recorded = recorded;
        this.findings = findings;
    }

    void check() {
        for (Operation operation : asked.all()) {
            if (operation.result() == Result.UNKNOWN) continue;
            String status = recorded.status(operation.key());
            // what has ended has ended in one way for good
            if (operation.isClosed() && !isHowItEnded(operation, status))
                findings.add(Property.ANSWER_NEVER_CHANGES, operation.key(), operation + ", but it is " + status);
            else if (!operation.isClosed() && !isRecorded(operation, status))
                findings.add(
                        Property.ANSWER_IS_RECORDED,
                        operation.key(),
                        operation + ", but it is " + status + " with " + recorded.entries(operation.key()));
        }
    }

    private static boolean isHowItEnded(Operation operation, String status) {
        boolean mayBeClosed = operation.isCreation() || operation.kind() == Kind.CONFIRM;
        return mayBeClosed
                && (operation.answer().equals("RESERVATION_EXPIRED")
                        ? status.equals("EXPIRED")
                        : operation.answer().equals("ORDER_CLOSED " + status));
    }

    /** What is missing as a whole is for others to find. */
    private boolean isRecorded(Operation operation, String status) {
        boolean isDone = operation.result() == Result.OK;
        return switch (operation.kind()) {
            case OPEN, ADJUST, POLICY -> isDone && isBalance(operation);
            case DEDUCT -> isDone ? operation.answer().equals("DEDUCTED") : isRejection(operation, status);
            case RESERVE -> isDone ? isHeldUntil(operation) : isRejection(operation, status);
            case CONFIRM -> isDone ? operation.answer().equals("CONFIRMED") : isNotYet(operation);
            case ROLLBACK -> isDone ? isGivenBack(operation) : isNothing(operation, status);
            case RETURN ->
                isDone
                        ? isGivenBack(operation)
                        : isNothing(operation, status) || isNotYet(operation) || isTooMuch(operation);
        };
    }

    private boolean isBalance(Operation operation) {
        List<Entry> written = recorded.entries(operation.key());
        return written.isEmpty()
                || written.stream()
                        .map(entry -> entry.availableAfter() + " " + entry.reservedAfter() + " " + entry.version())
                        .anyMatch(operation.answer()::equals);
    }

    /** Each SKU is there, so that an order can be refused for want of units alone. */
    private boolean isRejection(Operation operation, String status) {
        boolean tookAfterAll = !recorded.entries(operation.key()).isEmpty();
        return operation.answer().startsWith("INSUFFICIENT_STOCK ") && (status.equals("REJECTED") || tookAfterAll);
    }

    /** An order that is not known cannot have been answered for before. */
    private boolean isNotYet(Operation operation) {
        return operation.isPassing()
                && asked.of(
                                operation.key(),
                                other -> other.result() != Result.UNKNOWN
                                        && !other.isPassing()
                                        && other.endNanos() < operation.startNanos())
                        .isEmpty();
    }

    private static boolean isNothing(Operation operation, String status) {
        return operation.answer().equals("NOTHING") && NEVER_TOOK.contains(status);
    }

    /** Until the time that was said, unless it was extended since. */
    private boolean isHeldUntil(Operation operation) {
        Optional<Stored.Order> order = recorded.order(operation.key());
        if (order.isEmpty()) return true;
        Stored.Hold hold = order.get().hold();
        return hold != null && operation.answer().equals("RESERVED " + hold.firstExpiresAt());
    }

    /** Whether there was less left than it would have given back, because of others that had begun before it was answered. */
    private boolean isTooMuch(Operation operation) {
        if (!operation.answer().equals("ROLLBACK_EXCEEDS_ORDER")) return false;
        Optional<Stored.Order> order = recorded.order(operation.key());
        return order.isEmpty()
                || order.get().status().equals("EXPIRED")
                || operation.units().stream()
                        .anyMatch(units -> units.quantity() > leastLeft(order.get(), operation, units.sku()));
    }

    /** Of a line, if all was given back first that can have been by then. */
    private long leastLeft(Stored.Order order, Operation refused, String sku) {
        long left = 0;
        for (Stored.Line line : order.lines()) if (line.sku().equals(sku)) left += line.quantity();
        for (Stored.Rollback rollback : order.rollbacks())
            if (hadBegun(rollback, refused))
                for (Units units : rollback.units()) if (units.sku().equals(sku)) left -= units.quantity();
        return left;
    }

    private boolean hadBegun(Stored.Rollback rollback, Operation refused) {
        return !rollback.id().equals(refused.part())
                && !asked.of(
                                refused.key(),
                                other -> Asked.isRollback(other)
                                        && other.part().equals(rollback.id())
                                        && other.startNanos() < refused.endNanos())
                        .isEmpty();
    }

    private boolean isGivenBack(Operation operation) {
        List<String> given = recorded.givenBack(operation.key(), operation.part()).stream()
                .map(RecordCheck::text)
                .sorted()
                .toList();
        List<String> told = Stream.of(
                        operation.answer().replaceFirst("^ROLLED_BACK ", "").split(","))
                .sorted()
                .toList();
        return given.isEmpty() || given.equals(told);
    }

    private static String text(Units units) {
        return units.sku() + "*" + units.quantity();
    }
}
