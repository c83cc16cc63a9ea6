package io.inventory.grpc;

import com.google.protobuf.Timestamp;
import io.inventory.ConfirmOutcome;
import io.inventory.DeductOutcome;
import io.inventory.ExpireOutcome;
import io.inventory.ExtendOutcome;
import io.inventory.LineBalance;
import io.inventory.OrderLine;
import io.inventory.Rejection;
import io.inventory.ReserveOutcome;
import io.inventory.RollbackId;
import io.inventory.RollbackOutcome;
import io.inventory.Sku;
import io.inventory.v1.ConfirmStockResponse;
import io.inventory.v1.Confirmed;
import io.inventory.v1.DeductStockResponse;
import io.inventory.v1.Deducted;
import io.inventory.v1.ExpireReservationResponse;
import io.inventory.v1.Expired;
import io.inventory.v1.ExtendReservationResponse;
import io.inventory.v1.Extended;
import io.inventory.v1.GetOrderResponse;
import io.inventory.v1.Item;
import io.inventory.v1.NotOverdue;
import io.inventory.v1.NothingToRollBack;
import io.inventory.v1.Order;
import io.inventory.v1.OrderStatus;
import io.inventory.v1.Origin;
import io.inventory.v1.PastRollback;
import io.inventory.v1.Rejected;
import io.inventory.v1.RejectionReason;
import io.inventory.v1.ReserveStockResponse;
import io.inventory.v1.Reserved;
import io.inventory.v1.RollbackReason;
import io.inventory.v1.RollbackStockResponse;
import io.inventory.v1.RolledBack;
import io.inventory.v1.Shortage;
import java.time.Instant;
import java.util.List;

/** Outcomes of orders as messages. */
final class OrderResponses {
    private OrderResponses() {}

    static DeductStockResponse deduct(DeductOutcome outcome) {
        DeductStockResponse.Builder response = DeductStockResponse.newBuilder();
        if (outcome instanceof DeductOutcome.Deducted deducted)
            return response.setDeducted(Deducted.newBuilder()
                            .setOrderId(deducted.orderId().value())
                            .setReplayed(deducted.replayed()))
                    .build();
        return response.setRejected(rejected((io.inventory.Rejected) outcome)).build();
    }

    static ReserveStockResponse reserve(ReserveOutcome outcome) {
        ReserveStockResponse.Builder response = ReserveStockResponse.newBuilder();
        if (outcome instanceof ReserveOutcome.Reserved reserved)
            return response.setReserved(Reserved.newBuilder()
                            .setOrderId(reserved.orderId().value())
                            .setExpiresAt(timestamp(reserved.expiresAt()))
                            .setReplayed(reserved.replayed()))
                    .build();
        return response.setRejected(rejected((io.inventory.Rejected) outcome)).build();
    }

    static ConfirmStockResponse confirm(ConfirmOutcome outcome) {
        ConfirmStockResponse.Builder response = ConfirmStockResponse.newBuilder();
        if (outcome instanceof ConfirmOutcome.Confirmed confirmed)
            return response.setConfirmed(Confirmed.newBuilder()
                            .setOrderId(confirmed.orderId().value())
                            .setReplayed(confirmed.replayed()))
                    .build();
        return response.setRejected(rejected((io.inventory.Rejected) outcome)).build();
    }

    static ExtendReservationResponse extend(ExtendOutcome outcome) {
        ExtendReservationResponse.Builder response = ExtendReservationResponse.newBuilder();
        if (outcome instanceof ExtendOutcome.Extended extended)
            return response.setExtended(Extended.newBuilder()
                            .setOrderId(extended.orderId().value())
                            .setExpiresAt(timestamp(extended.expiresAt())))
                    .build();
        return response.setRejected(rejected((io.inventory.Rejected) outcome)).build();
    }

    static ExpireReservationResponse expire(ExpireOutcome outcome) {
        ExpireReservationResponse.Builder response = ExpireReservationResponse.newBuilder();
        if (outcome instanceof ExpireOutcome.Expired expired)
            return response.setExpired(Expired.newBuilder()
                            .setOrderId(expired.orderId().value())
                            .setReplayed(expired.replayed()))
                    .build();
        ExpireOutcome.NotOverdue notOverdue = (ExpireOutcome.NotOverdue) outcome;
        return response.setNotOverdue(NotOverdue.newBuilder()
                        .setOrderId(notOverdue.orderId().value())
                        .setStatus(status(notOverdue.status())))
                .build();
    }

    static RollbackStockResponse rollback(RollbackOutcome outcome) {
        RollbackStockResponse.Builder response = RollbackStockResponse.newBuilder();
        if (outcome instanceof RollbackOutcome.RolledBack rolledBack)
            return response.setRolledBack(rolledBack(rolledBack)).build();
        RollbackOutcome.NothingToRollBack nothing = (RollbackOutcome.NothingToRollBack) outcome;
        return response.setNothingToRollBack(NothingToRollBack.newBuilder()
                        .setOrderId(nothing.orderId().value())
                        .setReplayed(nothing.replayed()))
                .build();
    }

    static GetOrderResponse order(io.inventory.Order order) {
        Order.Builder message = Order.newBuilder()
                .setOrderId(order.id().value())
                .setOrigin(order.origin().map(OrderResponses::origin).orElse(Origin.ORIGIN_UNSPECIFIED))
                .setStatus(status(order.status()))
                .addAllLines(balances(order.lines()))
                .addAllRollbacks(
                        order.rollbacks().stream().map(OrderResponses::past).toList())
                .setCreatedAt(timestamp(order.createdAt()))
                .setUpdatedAt(timestamp(order.updatedAt()))
                .setCompacted(order.compacted());
        order.rejection()
                .ifPresent(rejection -> message.setRejected(
                        rejection(rejection).setOrderId(order.id().value())));
        order.expiresAt().ifPresent(at -> message.setExpiresAt(timestamp(at)));
        order.confirmedAt().ifPresent(at -> message.setConfirmedAt(timestamp(at)));
        order.closedAt().ifPresent(at -> message.setClosedAt(timestamp(at)));
        return GetOrderResponse.newBuilder().setOrder(message).build();
    }

    static Timestamp timestamp(Instant instant) {
        return Timestamp.newBuilder()
                .setSeconds(instant.getEpochSecond())
                .setNanos(instant.getNano())
                .build();
    }

    private static Rejected rejected(io.inventory.Rejected rejected) {
        return rejection(rejected.rejection())
                .setOrderId(rejected.orderId().value())
                .setReplayed(rejected.replayed())
                .setCompacted(rejected.compacted())
                .build();
    }

    private static Rejected.Builder rejection(Rejection rejection) {
        Rejected.Builder message = Rejected.newBuilder().setReason(reason(rejection.reason()));
        if (rejection instanceof Rejection.UnknownSku unknown)
            message.addAllUnknownSkuIds(unknown.skus().stream().map(Sku::value).toList());
        if (rejection instanceof Rejection.InsufficientStock insufficient)
            for (io.inventory.Shortage shortage : insufficient.shortages())
                message.addShortages(Shortage.newBuilder()
                        .setSkuId(shortage.sku().value())
                        .setRequested(shortage.requested())
                        .setAvailable(shortage.available()));
        if (rejection instanceof Rejection.OrderClosed closed) message.setOrderStatus(status(closed.status()));
        if (rejection instanceof Rejection.NotReserved other) message.setOrderStatus(status(other.status()));
        return message;
    }

    private static RolledBack rolledBack(RollbackOutcome.RolledBack rolledBack) {
        RolledBack.Builder message = RolledBack.newBuilder()
                .setOrderId(rolledBack.orderId().value())
                .setStatus(status(rolledBack.status()))
                .addAllLines(balances(rolledBack.lines()))
                .addAllGivenBack(items(rolledBack.givenBack()))
                .setSequence(rolledBack.sequence())
                .setReplayed(rolledBack.replayed())
                .setCompacted(rolledBack.compacted());
        rolledBack.rollbackId().map(RollbackId::value).ifPresent(message::setRollbackId);
        return message.build();
    }

    private static PastRollback past(io.inventory.Order.PastRollback past) {
        PastRollback.Builder message = PastRollback.newBuilder()
                .setReason(reason(past.reason()))
                .addAllItems(items(past.lines()))
                .setCreatedAt(timestamp(past.createdAt()));
        past.rollbackId().map(RollbackId::value).ifPresent(message::setRollbackId);
        return message.build();
    }

    private static List<io.inventory.v1.OrderLine> balances(List<LineBalance> lines) {
        return lines.stream()
                .map(line -> io.inventory.v1.OrderLine.newBuilder()
                        .setSkuId(line.sku().value())
                        .setRequested(line.requested())
                        .setTaken(line.taken())
                        .setReturned(line.returned())
                        .setOutstanding(line.outstanding())
                        .build())
                .toList();
    }

    static List<Item> items(List<OrderLine> lines) {
        return lines.stream()
                .map(line -> Item.newBuilder()
                        .setSkuId(line.sku().value())
                        .setQuantity(line.quantity())
                        .build())
                .toList();
    }

    private static Origin origin(io.inventory.Origin origin) {
        return switch (origin) {
            case DEDUCT -> Origin.ORIGIN_DEDUCT;
            case RESERVE -> Origin.ORIGIN_RESERVE;
        };
    }

    private static OrderStatus status(io.inventory.OrderStatus status) {
        return switch (status) {
            case DEDUCTED -> OrderStatus.ORDER_STATUS_DEDUCTED;
            case RESERVED -> OrderStatus.ORDER_STATUS_RESERVED;
            case REJECTED -> OrderStatus.ORDER_STATUS_REJECTED;
            case CANCELED -> OrderStatus.ORDER_STATUS_CANCELED;
            case ROLLED_BACK -> OrderStatus.ORDER_STATUS_ROLLED_BACK;
            case EXPIRED -> OrderStatus.ORDER_STATUS_EXPIRED;
        };
    }

    private static RejectionReason reason(io.inventory.RejectionReason reason) {
        return switch (reason) {
            case UNKNOWN_SKU -> RejectionReason.REJECTION_REASON_UNKNOWN_SKU;
            case INSUFFICIENT_STOCK -> RejectionReason.REJECTION_REASON_INSUFFICIENT_STOCK;
            case ORDER_CLOSED -> RejectionReason.REJECTION_REASON_ORDER_CLOSED;
            case RESERVATION_EXPIRED -> RejectionReason.REJECTION_REASON_RESERVATION_EXPIRED;
            case NOT_RESERVED -> RejectionReason.REJECTION_REASON_NOT_RESERVED;
        };
    }

    private static RollbackReason reason(io.inventory.RollbackReason reason) {
        return switch (reason) {
            case CANCELED -> RollbackReason.ROLLBACK_REASON_CANCELED;
            case CLOSED -> RollbackReason.ROLLBACK_REASON_CLOSED;
        };
    }
}
