package io.inventory.amqp.message;

import com.google.protobuf.Timestamp;
import io.inventory.ConfirmOutcome;
import io.inventory.DeductOutcome;
import io.inventory.Order;
import io.inventory.OrderId;
import io.inventory.OrderLine;
import io.inventory.OrderStatus;
import io.inventory.Rejected;
import io.inventory.Rejection;
import io.inventory.ReserveOutcome;
import io.inventory.RollbackOutcome;
import io.inventory.events.v1.Item;
import io.inventory.events.v1.Shortage;
import io.inventory.events.v1.StockConfirmFailed;
import io.inventory.events.v1.StockConfirmed;
import io.inventory.events.v1.StockDeductFailed;
import io.inventory.events.v1.StockDeducted;
import io.inventory.events.v1.StockReserved;
import io.inventory.events.v1.StockRolledBack;
import java.time.Instant;
import java.util.List;

/**
 * Finds the event for an outcome: the transition that the order has recorded for the message, never merely the reply. An
 * order that was created, cancelled and is created again gets the reply "closed", but what happened is that it was
 * deducted.
 */
public final class OutcomeEvents {
    private OutcomeEvents() {}

    /**
     * The event to publish.
     *
     * @param event the message
     * @param outcome what the inventory replied to its command
     * @param order the order as it was recorded after that
     */
    public static StockEvent of(OrderEvent event, Object outcome, Order order) {
        if (outcome instanceof Rejected rejected) return rejected(event.type(), rejected.rejection(), order);
        if (outcome instanceof DeductOutcome.Deducted) return deducted(order);
        // the answer is the first one, also when the order holds for longer since
        if (outcome instanceof ReserveOutcome.Reserved reserved) return reserved(order, reserved.expiresAt());
        if (outcome instanceof ConfirmOutcome.Confirmed) return confirmed(order);
        if (outcome instanceof RollbackOutcome.RolledBack rolledBack) return rolledBack(rolledBack, order);
        if (outcome instanceof RollbackOutcome.NothingToRollBack) return nothingRolledBack(order);
        throw new IllegalArgumentException("there is no event for the outcome " + outcome);
    }

    private static StockEvent rejected(OrderEventType type, Rejection rejection, Order order) {
        return switch (type) {
            case CREATED -> hasTaken(order.status()) ? taken(order) : notTaken(rejection, order);
            case PAID -> order.confirmedAt().isPresent() ? confirmed(order) : notConfirmed(rejection, order);
            case CANCELED, CLOSED ->
                throw new IllegalArgumentException("a rollback can't be rejected, but was: " + rejection);
        };
    }

    /** Whether the order took its units when it was created, whatever became of them. */
    private static boolean hasTaken(OrderStatus status) {
        return switch (status) {
            case DEDUCTED, RESERVED, ROLLED_BACK, EXPIRED -> true;
            case REJECTED, CANCELED -> false;
        };
    }

    private static StockEvent taken(Order order) {
        return switch (order.origin().orElseThrow()) {
            case DEDUCT -> deducted(order);
            case RESERVE -> reserved(order, order.expiresAt().orElseThrow());
        };
    }

    private static StockEvent deducted(Order order) {
        String id = EventIds.created(order.id()).toString();
        Instant at = order.createdAt();
        StockDeducted.Builder body = StockDeducted.newBuilder()
                .setEventId(id)
                .setOrderId(order.id().value())
                .addAllItems(items(order))
                .setOccurredAt(timestamp(at));
        if (order.compacted()) body.setCompacted(true);
        return new StockEvent(StockEventType.DEDUCTED, id, at, body.build());
    }

    private static StockEvent reserved(Order order, Instant expiresAt) {
        String id = EventIds.created(order.id()).toString();
        Instant at = order.createdAt();
        StockReserved.Builder body = StockReserved.newBuilder()
                .setEventId(id)
                .setOrderId(order.id().value())
                .addAllItems(items(order))
                .setExpiresAt(timestamp(expiresAt))
                .setOccurredAt(timestamp(at));
        if (order.compacted()) body.setCompacted(true);
        return new StockEvent(StockEventType.RESERVED, id, at, body.build());
    }

    private static StockEvent notTaken(Rejection rejection, Order order) {
        String id = EventIds.created(order.id()).toString();
        Instant at = order.createdAt();
        StockDeductFailed.Builder body = StockDeductFailed.newBuilder()
                .setEventId(id)
                .setOrderId(order.id().value())
                .setReason(rejection.reason().name())
                .setOrderStatus(order.status().name())
                .setOccurredAt(timestamp(at));
        if (rejection instanceof Rejection.UnknownSku unknown)
            unknown.skus().forEach(sku -> body.addUnknownSkuIds(sku.value()));
        if (rejection instanceof Rejection.InsufficientStock insufficient)
            insufficient.shortages().forEach(shortage -> body.addShortages(shortage(shortage)));
        if (order.compacted()) body.setCompacted(true);
        return new StockEvent(StockEventType.DEDUCT_FAILED, id, at, body.build());
    }

    private static StockEvent confirmed(Order order) {
        String id = EventIds.paid(order.id()).toString();
        Instant at = order.confirmedAt().orElseThrow();
        StockConfirmed body = StockConfirmed.newBuilder()
                .setEventId(id)
                .setOrderId(order.id().value())
                .setOccurredAt(timestamp(at))
                .build();
        return new StockEvent(StockEventType.CONFIRMED, id, at, body);
    }

    private static StockEvent notConfirmed(Rejection rejection, Order order) {
        String id = EventIds.paid(order.id()).toString();
        Instant at = order.closedAt().orElseThrow();
        StockConfirmFailed body = StockConfirmFailed.newBuilder()
                .setEventId(id)
                .setOrderId(order.id().value())
                .setReason(rejection.reason().name())
                .setOrderStatus(order.status().name())
                .setOccurredAt(timestamp(at))
                .build();
        return new StockEvent(StockEventType.CONFIRM_FAILED, id, at, body);
    }

    private static StockEvent rolledBack(RollbackOutcome.RolledBack outcome, Order order) {
        OrderId orderId = order.id();
        int sequence = outcome.sequence();
        // Number 0 is the expiry, which is not among the rollbacks.
        if (sequence == 0)
            return expired(orderId, outcome.givenBack(), order.closedAt().orElseThrow(), order.compacted());
        String id = outcome.rollbackId()
                .map(rollbackId -> EventIds.rolledBack(orderId, rollbackId.value()))
                .orElseGet(() -> EventIds.rolledBack(orderId, sequence))
                .toString();
        Instant at = order.rollbacks().get(sequence - 1).createdAt();
        StockRolledBack.Builder body = StockRolledBack.newBuilder()
                .setEventId(id)
                .setOrderId(orderId.value())
                .addAllItems(
                        outcome.givenBack().stream().map(OutcomeEvents::item).toList())
                .setReason(order.rollbacks().get(sequence - 1).reason().name())
                .setOrderStatus(outcome.status().name())
                .setOccurredAt(timestamp(at));
        outcome.rollbackId().ifPresent(rollbackId -> body.setRollbackId(rollbackId.value()));
        if (order.compacted()) body.setCompacted(true);
        return new StockEvent(StockEventType.ROLLED_BACK, id, at, body.build());
    }

    /** The event of an expiry, whoever asks for it: an order event that came later, or the signal. */
    static StockEvent expired(OrderId orderId, List<OrderLine> givenBack, Instant at) {
        return expired(orderId, givenBack, at, false);
    }

    private static StockEvent expired(OrderId orderId, List<OrderLine> givenBack, Instant at, boolean compacted) {
        String id = EventIds.rolledBack(orderId, 0).toString();
        StockRolledBack.Builder body = StockRolledBack.newBuilder()
                .setEventId(id)
                .setOrderId(orderId.value())
                .addAllItems(givenBack.stream().map(OutcomeEvents::item).toList())
                .setReason(OrderStatus.EXPIRED.name())
                .setOrderStatus(OrderStatus.EXPIRED.name())
                .setOccurredAt(timestamp(at));
        if (compacted) body.setCompacted(true);
        return new StockEvent(StockEventType.ROLLED_BACK, id, at, body.build());
    }

    private static StockEvent nothingRolledBack(Order order) {
        String id = EventIds.nothingRolledBack(order.id()).toString();
        Instant at = order.closedAt().orElseThrow();
        StockRolledBack body = StockRolledBack.newBuilder()
                .setEventId(id)
                .setOrderId(order.id().value())
                .setOrderStatus(order.status().name())
                .setOccurredAt(timestamp(at))
                .build();
        return new StockEvent(StockEventType.ROLLED_BACK, id, at, body);
    }

    private static List<Item> items(Order order) {
        return order.lines().stream()
                .map(line -> item(new OrderLine(line.sku(), line.requested())))
                .toList();
    }

    private static Item item(OrderLine line) {
        return Item.newBuilder()
                .setSkuId(line.sku().value())
                .setQuantity(Math.toIntExact(line.quantity()))
                .build();
    }

    private static Shortage shortage(io.inventory.Shortage shortage) {
        return Shortage.newBuilder()
                .setSkuId(shortage.sku().value())
                .setRequested(Math.toIntExact(shortage.requested()))
                .setAvailable(shortage.available())
                .build();
    }

    static Timestamp timestamp(Instant instant) {
        return Timestamp.newBuilder()
                .setSeconds(instant.getEpochSecond())
                .setNanos(instant.getNano())
                .build();
    }
}
