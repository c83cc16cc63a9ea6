package io.inventory.client.wire;

import static io.inventory.client.wire.Values.instant;
import static io.inventory.client.wire.Values.name;
import static io.inventory.client.wire.Values.orderId;
import static io.inventory.client.wire.Values.sku;

import com.google.protobuf.Duration;
import io.inventory.Confirm;
import io.inventory.ConfirmOutcome;
import io.inventory.Deduct;
import io.inventory.DeductOutcome;
import io.inventory.Expire;
import io.inventory.ExpireOutcome;
import io.inventory.Extend;
import io.inventory.ExtendOutcome;
import io.inventory.GetOrder;
import io.inventory.LineBalance;
import io.inventory.Order;
import io.inventory.OrderLine;
import io.inventory.OrderStatus;
import io.inventory.Origin;
import io.inventory.Rejected;
import io.inventory.Rejection;
import io.inventory.RejectionReason;
import io.inventory.Reserve;
import io.inventory.ReserveOutcome;
import io.inventory.Rollback;
import io.inventory.RollbackId;
import io.inventory.RollbackOutcome;
import io.inventory.RollbackReason;
import io.inventory.Shortage;
import io.inventory.v1.ConfirmStockRequest;
import io.inventory.v1.ConfirmStockResponse;
import io.inventory.v1.DeductStockRequest;
import io.inventory.v1.DeductStockResponse;
import io.inventory.v1.ExpireReservationRequest;
import io.inventory.v1.ExpireReservationResponse;
import io.inventory.v1.ExtendReservationRequest;
import io.inventory.v1.ExtendReservationResponse;
import io.inventory.v1.GetOrderRequest;
import io.inventory.v1.GetOrderResponse;
import io.inventory.v1.Item;
import io.inventory.v1.PastRollback;
import io.inventory.v1.ReserveStockRequest;
import io.inventory.v1.ReserveStockResponse;
import io.inventory.v1.RollbackStockRequest;
import io.inventory.v1.RollbackStockResponse;
import java.util.List;
import java.util.Optional;

/** Requests about orders as messages, and the messages that answer them as outcomes. */
final class OrderMessages {
    private OrderMessages() {}

    static DeductStockRequest deduct(Deduct deduct) {
        return DeductStockRequest.newBuilder()
                .setOrderId(deduct.orderId().value())
                .addAllItems(items(deduct.lines()))
                .build();
    }

    static DeductOutcome deduct(DeductStockResponse response) {
        return switch (response.getOutcomeCase()) {
            case DEDUCTED ->
                new DeductOutcome.Deducted(
                        orderId(response.getDeducted().getOrderId()),
                        response.getDeducted().getReplayed());
            case REJECTED -> rejected(response.getRejected());
            case OUTCOME_NOT_SET -> throw Values.incomplete("outcome");
        };
    }

    static ReserveStockRequest reserve(Reserve reserve) {
        return ReserveStockRequest.newBuilder()
                .setOrderId(reserve.orderId().value())
                .addAllItems(items(reserve.lines()))
                .setTimeToLive(duration(reserve.timeToLive()))
                .build();
    }

    static ReserveOutcome reserve(ReserveStockResponse response) {
        return switch (response.getOutcomeCase()) {
            case RESERVED ->
                new ReserveOutcome.Reserved(
                        orderId(response.getReserved().getOrderId()),
                        instant(response.getReserved().getExpiresAt()),
                        response.getReserved().getReplayed());
            case REJECTED -> rejected(response.getRejected());
            case OUTCOME_NOT_SET -> throw Values.incomplete("outcome");
        };
    }

    static ConfirmStockRequest confirm(Confirm confirm) {
        return ConfirmStockRequest.newBuilder()
                .setOrderId(confirm.orderId().value())
                .build();
    }

    static ConfirmOutcome confirm(ConfirmStockResponse response) {
        return switch (response.getOutcomeCase()) {
            case CONFIRMED ->
                new ConfirmOutcome.Confirmed(
                        orderId(response.getConfirmed().getOrderId()),
                        response.getConfirmed().getReplayed());
            case REJECTED -> rejected(response.getRejected());
            case OUTCOME_NOT_SET -> throw Values.incomplete("outcome");
        };
    }

    static ExtendReservationRequest extend(Extend extend) {
        return ExtendReservationRequest.newBuilder()
                .setOrderId(extend.orderId().value())
                .setTimeToLive(duration(extend.timeToLive()))
                .build();
    }

    static ExtendOutcome extend(ExtendReservationResponse response) {
        return switch (response.getOutcomeCase()) {
            case EXTENDED ->
                new ExtendOutcome.Extended(
                        orderId(response.getExtended().getOrderId()),
                        instant(response.getExtended().getExpiresAt()));
            case REJECTED -> rejected(response.getRejected());
            case OUTCOME_NOT_SET -> throw Values.incomplete("outcome");
        };
    }

    static ExpireReservationRequest expire(Expire expire) {
        return ExpireReservationRequest.newBuilder()
                .setOrderId(expire.orderId().value())
                .build();
    }

    static ExpireOutcome expire(ExpireReservationResponse response) {
        return switch (response.getOutcomeCase()) {
            case EXPIRED ->
                new ExpireOutcome.Expired(
                        orderId(response.getExpired().getOrderId()),
                        response.getExpired().getReplayed());
            case NOT_OVERDUE ->
                new ExpireOutcome.NotOverdue(
                        orderId(response.getNotOverdue().getOrderId()),
                        name(OrderStatus.class, response.getNotOverdue().getStatus()));
            case OUTCOME_NOT_SET -> throw Values.incomplete("outcome");
        };
    }

    static RollbackStockRequest rollback(Rollback rollback) {
        RollbackStockRequest.Builder request = RollbackStockRequest.newBuilder()
                .setOrderId(rollback.orderId().value())
                .addAllItems(items(rollback.lines()))
                .setReason(
                        switch (rollback.reason()) {
                            case CANCELED -> io.inventory.v1.RollbackReason.ROLLBACK_REASON_CANCELED;
                            case CLOSED -> io.inventory.v1.RollbackReason.ROLLBACK_REASON_CLOSED;
                        });
        rollback.rollbackId().ifPresent(id -> request.setRollbackId(id.value()));
        return request.build();
    }

    static RollbackOutcome rollback(RollbackStockResponse response) {
        return switch (response.getOutcomeCase()) {
            case ROLLED_BACK -> rolledBack(response.getRolledBack());
            case NOTHING_TO_ROLL_BACK ->
                new RollbackOutcome.NothingToRollBack(
                        orderId(response.getNothingToRollBack().getOrderId()),
                        response.getNothingToRollBack().getReplayed());
            case OUTCOME_NOT_SET -> throw Values.incomplete("outcome");
        };
    }

    static GetOrderRequest order(GetOrder get) {
        return GetOrderRequest.newBuilder().setOrderId(get.orderId().value()).build();
    }

    static Order order(GetOrderResponse response) {
        io.inventory.v1.Order order = response.getOrder();
        return new Order(
                orderId(order.getOrderId()),
                order.getOrigin() == io.inventory.v1.Origin.ORIGIN_UNSPECIFIED
                        ? Optional.empty()
                        : Optional.of(name(Origin.class, order.getOrigin())),
                name(OrderStatus.class, order.getStatus()),
                balances(order.getLinesList()),
                order.getRollbacksList().stream().map(OrderMessages::past).toList(),
                order.hasRejected() ? Optional.of(rejection(order.getRejected())) : Optional.empty(),
                order.hasExpiresAt() ? Optional.of(instant(order.getExpiresAt())) : Optional.empty(),
                order.hasConfirmedAt() ? Optional.of(instant(order.getConfirmedAt())) : Optional.empty(),
                order.hasClosedAt() ? Optional.of(instant(order.getClosedAt())) : Optional.empty(),
                instant(order.getCreatedAt()),
                instant(order.getUpdatedAt()),
                order.getCompacted());
    }

    private static Duration duration(java.time.Duration duration) {
        return Duration.newBuilder()
                .setSeconds(duration.toSeconds())
                .setNanos(duration.toNanosPart())
                .build();
    }

    static List<Item> items(List<OrderLine> lines) {
        return lines.stream()
                .map(line -> Item.newBuilder()
                        .setSkuId(line.sku().value())
                        .setQuantity(line.quantity())
                        .build())
                .toList();
    }

    static List<OrderLine> lines(List<Item> items) {
        return items.stream()
                .map(item -> new OrderLine(sku(item.getSkuId()), item.getQuantity()))
                .toList();
    }

    private static List<LineBalance> balances(List<io.inventory.v1.OrderLine> lines) {
        return lines.stream()
                .map(line ->
                        new LineBalance(sku(line.getSkuId()), line.getRequested(), line.getTaken(), line.getReturned()))
                .toList();
    }

    private static Rejected rejected(io.inventory.v1.Rejected rejected) {
        return new Rejected(
                orderId(rejected.getOrderId()), rejection(rejected), rejected.getReplayed(), rejected.getCompacted());
    }

    private static Rejection rejection(io.inventory.v1.Rejected rejected) {
        return switch (name(RejectionReason.class, rejected.getReason())) {
            case UNKNOWN_SKU ->
                new Rejection.UnknownSku(rejected.getUnknownSkuIdsList().stream()
                        .map(Values::sku)
                        .toList());
            case INSUFFICIENT_STOCK ->
                new Rejection.InsufficientStock(rejected.getShortagesList().stream()
                        .map(line -> new Shortage(sku(line.getSkuId()), line.getRequested(), line.getAvailable()))
                        .toList());
            case ORDER_CLOSED -> new Rejection.OrderClosed(name(OrderStatus.class, rejected.getOrderStatus()));
            case RESERVATION_EXPIRED -> new Rejection.ReservationExpired();
            case NOT_RESERVED -> new Rejection.NotReserved(name(OrderStatus.class, rejected.getOrderStatus()));
        };
    }

    private static RollbackOutcome rolledBack(io.inventory.v1.RolledBack rolledBack) {
        return new RollbackOutcome.RolledBack(
                orderId(rolledBack.getOrderId()),
                name(OrderStatus.class, rolledBack.getStatus()),
                balances(rolledBack.getLinesList()),
                lines(rolledBack.getGivenBackList()),
                rolledBack.hasRollbackId() ? Optional.of(new RollbackId(rolledBack.getRollbackId())) : Optional.empty(),
                rolledBack.getSequence(),
                rolledBack.getReplayed(),
                rolledBack.getCompacted());
    }

    private static Order.PastRollback past(PastRollback past) {
        return new Order.PastRollback(
                past.hasRollbackId() ? Optional.of(new RollbackId(past.getRollbackId())) : Optional.empty(),
                name(RollbackReason.class, past.getReason()),
                lines(past.getItemsList()),
                instant(past.getCreatedAt()));
    }
}
