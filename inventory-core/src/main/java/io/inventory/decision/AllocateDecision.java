package io.inventory.decision;

import io.inventory.AllocateCommand;
import io.inventory.ConflictException;
import io.inventory.DeductOutcome;
import io.inventory.LedgerReason;
import io.inventory.OrderId;
import io.inventory.OrderLine;
import io.inventory.OrderStatus;
import io.inventory.Origin;
import io.inventory.RefusedException;
import io.inventory.Rejected;
import io.inventory.Rejection;
import io.inventory.Reserve;
import io.inventory.ReserveOutcome;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Decides deductions and reservations, which differ only in where the units go. */
final class AllocateDecision {
    private AllocateDecision() {}

    static Decision<?> decide(AllocateCommand<?> command, @Nullable OrderRecord order, WorkingSet state, Instant now) {
        return order == null ? decideNew(command, state, now) : answerAgain(command, order);
    }

    private static Decision<?> answerAgain(AllocateCommand<?> command, OrderRecord order) {
        if (order.status() == OrderStatus.CANCELED) return closed(order);
        if (order.origin() != command.origin() || !order.hasLines(command.lines()))
            return Decision.refused(ConflictException.orderMismatch(order.id()));
        return switch (order.status()) {
            case DEDUCTED, RESERVED -> Decision.unchanged(allocated(command, order.firstExpiresAt(), true));
            case REJECTED ->
                Decision.unchanged(
                        new Rejected(order.id(), Objects.requireNonNull(order.rejection()), true, order.isCompacted()));
            case CANCELED, ROLLED_BACK, EXPIRED -> closed(order);
        };
    }

    private static Decision<?> closed(OrderRecord order) {
        return Decision.unchanged(new Rejected(order.id(), new Rejection.OrderClosed(order.status()), false));
    }

    private static Decision<?> decideNew(AllocateCommand<?> command, WorkingSet state, Instant now) {
        Rejection rejection = Availability.rejection(command.lines(), state);
        if (rejection != null)
            return Decision.of(
                    new Rejected(command.orderId(), rejection, false),
                    Changes.of(rejected(command, rejection, now), List.of()));
        try {
            return allocate(command, state, now);
        } catch (RefusedException e) {
            return Decision.refused(e);
        }
    }

    private static Decision<?> allocate(AllocateCommand<?> command, WorkingSet state, Instant now) {
        OrderId orderId = command.orderId();
        int size = command.lines().size();
        List<LineRecord> lines = new ArrayList<>(size);
        List<Movement> movements = new ArrayList<>(size);
        for (OrderLine line : command.lines()) {
            Movement movement = move(command, line, state, now);
            movements.add(movement);
            lines.add(new LineRecord(line.sku(), line.quantity(), 0, List.of(movement.version())));
        }
        Instant expiresAt = command instanceof Reserve reserve ? now.plus(reserve.timeToLive()) : null;
        OrderRecord order = new OrderRecord(
                orderId,
                command.origin(),
                status(command.origin()),
                lines,
                List.of(),
                null,
                expiresAt,
                null,
                null,
                null,
                now,
                now);
        return Decision.of(allocated(command, expiresAt, false), Changes.of(order, movements));
    }

    private static Movement move(AllocateCommand<?> command, OrderLine line, WorkingSet state, Instant now) {
        StockLevel stock = state.stockOfOrder(line.sku());
        long units = line.quantity();
        return switch (command.origin()) {
            case DEDUCT ->
                Movements.move(stock, -units, 0, Cause.order(LedgerReason.ORDER_CREATED, command.orderId(), now));
            case RESERVE ->
                Movements.move(stock, -units, units, Cause.order(LedgerReason.ORDER_RESERVED, command.orderId(), now));
        };
    }

    private static OrderStatus status(Origin origin) {
        return switch (origin) {
            case DEDUCT -> OrderStatus.DEDUCTED;
            case RESERVE -> OrderStatus.RESERVED;
        };
    }

    private static Object allocated(AllocateCommand<?> command, @Nullable Instant expiresAt, boolean replayed) {
        return switch (command.origin()) {
            case DEDUCT -> new DeductOutcome.Deducted(command.orderId(), replayed);
            case RESERVE -> new ReserveOutcome.Reserved(command.orderId(), Objects.requireNonNull(expiresAt), replayed);
        };
    }

    private static OrderRecord rejected(AllocateCommand<?> command, Rejection rejection, Instant now) {
        List<LineRecord> lines = command.lines().stream()
                .map(line -> new LineRecord(line.sku(), line.quantity(), 0, List.of()))
                .toList();
        return new OrderRecord(
                command.orderId(),
                command.origin(),
                OrderStatus.REJECTED,
                lines,
                List.of(),
                rejection,
                null,
                null,
                null,
                now,
                now,
                now);
    }
}
