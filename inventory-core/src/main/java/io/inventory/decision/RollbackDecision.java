package io.inventory.decision;

import io.inventory.ConflictException;
import io.inventory.LedgerReason;
import io.inventory.NotFoundException;
import io.inventory.OrderLine;
import io.inventory.OrderStatus;
import io.inventory.RefusedException;
import io.inventory.Rollback;
import io.inventory.RollbackOutcome;
import io.inventory.RollbackOutcome.NothingToRollBack;
import io.inventory.RollbackReason;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Decides rollbacks: what an order gives back, and what answers a repeated rollback. */
final class RollbackDecision {
    private RollbackDecision() {}

    static Decision<RollbackOutcome> decide(
            Rollback command, @Nullable OrderRecord order, WorkingSet state, Instant now) {
        if (order == null) return unknownOrder(command, now);
        return switch (order.status()) {
            case REJECTED, CANCELED -> Decision.unchanged(new NothingToRollBack(order.id(), true));
            case DEDUCTED, RESERVED, ROLLED_BACK, EXPIRED -> {
                try {
                    yield decideAllocated(command, order, state, now);
                } catch (ConflictException | RefusedException e) {
                    yield Decision.refused(e);
                }
            }
        };
    }

    private static Decision<RollbackOutcome> unknownOrder(Rollback command, Instant now) {
        if (command.rollbackId().isPresent()) return Decision.refused(NotFoundException.order(command.orderId()));
        OrderRecord tombstone = new OrderRecord(
                command.orderId(),
                null,
                OrderStatus.CANCELED,
                List.of(),
                List.of(),
                null,
                null,
                null,
                null,
                now,
                now,
                now);
        return Decision.of(new NothingToRollBack(command.orderId(), false), Changes.of(tombstone, List.of()));
    }

    private static Decision<RollbackOutcome> decideAllocated(
            Rollback command, OrderRecord order, WorkingSet state, Instant now) {
        RollbackHistory history = new RollbackHistory(order);
        for (OrderLine line : command.lines()) history.requireOrdered(line);

        if (command.rollbackId().isPresent()) {
            int known = history.sequenceOf(command.rollbackId().get(), command.lines());
            if (known > 0) return Decision.unchanged(history.answer(known));
            if (order.isCompacted())
                throw RefusedException.rollbackExceedsOrder(
                        order.id(), command.lines().get(0), 0);
            return giveBack(command, order, command.lines(), state, now);
        }
        boolean everything = command.lines().isEmpty() || history.isWholeOrder(command.lines());
        if (isClosed(order.status()))
            return Decision.unchanged(everything ? history.finalAnswer() : history.answerTo(command.lines()));
        if (everything) return giveBack(command, order, history.outstanding(), state, now);
        List<OrderLine> fresh = history.notYetReturned(command.lines());
        if (fresh.isEmpty()) return Decision.unchanged(history.answerTo(command.lines()));
        return giveBack(command, order, fresh, state, now);
    }

    private static Decision<RollbackOutcome> giveBack(
            Rollback command, OrderRecord order, List<OrderLine> giving, WorkingSet state, Instant now) {
        List<LineRecord> lines = new ArrayList<>(order.lines().size());
        List<Movement> movements = new ArrayList<>(giving.size());
        long left = 0;
        int next = 0;
        for (LineRecord line : order.lines()) {
            LineRecord after = line;
            if (next < giving.size() && giving.get(next).sku().equals(line.sku())) {
                Cause cause = Cause.order(ledgerReason(command.reason()), order.id(), now);
                Movement movement = give(order, line, giving.get(next), cause, state);
                movements.add(movement);
                after = line.moved(giving.get(next).quantity(), movement.version());
                next++;
            }
            lines.add(after);
            left += after.outstanding();
        }
        if (left > 0 && isOneTooMany(order, giving)) throw RefusedException.tooManyRollbacks(order.id());
        RollbackRecord rollback = new RollbackRecord(
                command.rollbackId().orElse(null),
                command.reason(),
                giving,
                left == 0 ? OrderStatus.ROLLED_BACK : order.status(),
                now);
        OrderRecord after = order.rolledBack(List.copyOf(lines), rollback);
        return Decision.of(
                new RollbackHistory(after).answer(after.rollbacks().size(), false), Changes.of(after, movements));
    }

    private static boolean isOneTooMany(OrderRecord order, List<OrderLine> giving) {
        long lines = giving.size();
        for (RollbackRecord rollback : order.rollbacks())
            lines += rollback.lines().size();
        return order.rollbacks().size() >= Rollback.ROLLBACKS_MAX || lines > Rollback.ROLLBACK_LINES_MAX;
    }

    private static Movement give(OrderRecord order, LineRecord line, OrderLine giving, Cause cause, WorkingSet state) {
        long units = giving.quantity();
        if (units > line.outstanding())
            throw RefusedException.rollbackExceedsOrder(order.id(), giving, line.outstanding());
        return Movements.move(state.stockOfOrder(line.sku()), units, holdsUnits(order.status()) ? -units : 0, cause);
    }

    /** Whether a rollback finds nothing outstanding any more. */
    private static boolean isClosed(OrderStatus status) {
        return switch (status) {
            case DEDUCTED, RESERVED -> false;
            case REJECTED, CANCELED, ROLLED_BACK, EXPIRED -> true;
        };
    }

    /** Whether what is outstanding stands in the reserved units, or was sold. */
    private static boolean holdsUnits(OrderStatus status) {
        return switch (status) {
            case RESERVED -> true;
            case DEDUCTED -> false;
            case REJECTED, CANCELED, ROLLED_BACK, EXPIRED ->
                throw new IllegalStateException("an order that is " + status + " has nothing to give back");
        };
    }

    private static LedgerReason ledgerReason(RollbackReason reason) {
        return switch (reason) {
            case CANCELED -> LedgerReason.ORDER_CANCELED;
            case CLOSED -> LedgerReason.ORDER_CLOSED;
        };
    }
}
