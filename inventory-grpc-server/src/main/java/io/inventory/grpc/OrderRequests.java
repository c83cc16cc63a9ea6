package io.inventory.grpc;

import io.inventory.Confirm;
import io.inventory.Deduct;
import io.inventory.Expire;
import io.inventory.Extend;
import io.inventory.GetOrder;
import io.inventory.InvalidRequestException;
import io.inventory.OrderId;
import io.inventory.OrderLine;
import io.inventory.Reserve;
import io.inventory.Rollback;
import io.inventory.RollbackId;
import io.inventory.RollbackReason;
import io.inventory.v1.ConfirmStockRequest;
import io.inventory.v1.DeductStockRequest;
import io.inventory.v1.ExpireReservationRequest;
import io.inventory.v1.ExtendReservationRequest;
import io.inventory.v1.GetOrderRequest;
import io.inventory.v1.ReserveStockRequest;
import io.inventory.v1.RollbackStockRequest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Messages about orders as requests; a malformed one is refused with all its bad fields. */
final class OrderRequests {
    private static final String TIME_TO_LIVE = "time_to_live";
    private static final List<OrderLine> GOOD_LINES = List.of(new OrderLine(Fields.GOOD_SKU, 1));

    private OrderRequests() {}

    static Deduct deduct(DeductStockRequest request) {
        return Fields.read(
                () -> new Deduct(new OrderId(request.getOrderId()), Fields.lines(request.getItemsList())),
                fields -> fields.check(() -> new OrderId(request.getOrderId())).items(request.getItemsList()));
    }

    static Reserve reserve(ReserveStockRequest request) {
        return Fields.read(
                () -> new Reserve(
                        new OrderId(request.getOrderId()), Fields.lines(request.getItemsList()), timeToLive(request)),
                fields -> fields.check(() -> new OrderId(request.getOrderId()))
                        .items(request.getItemsList())
                        .check(() -> new Reserve(Fields.GOOD_ORDER, GOOD_LINES, timeToLive(request))));
    }

    static Confirm confirm(ConfirmStockRequest request) {
        return new Confirm(new OrderId(request.getOrderId()));
    }

    static Extend extend(ExtendReservationRequest request) {
        return Fields.read(
                () -> new Extend(new OrderId(request.getOrderId()), timeToLive(request)),
                fields -> fields.check(() -> new OrderId(request.getOrderId()))
                        .check(() -> new Extend(Fields.GOOD_ORDER, timeToLive(request))));
    }

    static Expire expire(ExpireReservationRequest request) {
        return new Expire(new OrderId(request.getOrderId()));
    }

    static Rollback rollback(RollbackStockRequest request) {
        boolean hasItems = request.getItemsCount() > 0;
        return Fields.read(
                () -> new Rollback(
                        new OrderId(request.getOrderId()),
                        Fields.lines(request.getItemsList()),
                        rollbackId(request),
                        reason(request)),
                fields -> fields.check(() -> new OrderId(request.getOrderId()))
                        .itemsIfAny(request.getItemsList())
                        .check(() -> new Rollback(
                                Fields.GOOD_ORDER,
                                hasItems ? GOOD_LINES : List.of(),
                                rollbackId(request),
                                RollbackReason.CANCELED))
                        .check(() -> reason(request)));
    }

    static GetOrder get(GetOrderRequest request) {
        return new GetOrder(new OrderId(request.getOrderId()));
    }

    private static Duration timeToLive(ReserveStockRequest request) {
        return request.hasTimeToLive()
                ? Fields.duration(TIME_TO_LIVE, request.getTimeToLive())
                : Reserve.TIME_TO_LIVE_DEFAULT;
    }

    private static Duration timeToLive(ExtendReservationRequest request) {
        if (!request.hasTimeToLive()) throw new InvalidRequestException(TIME_TO_LIVE, "must be given");
        return Fields.duration(TIME_TO_LIVE, request.getTimeToLive());
    }

    private static Optional<RollbackId> rollbackId(RollbackStockRequest request) {
        return request.hasRollbackId() ? Optional.of(new RollbackId(request.getRollbackId())) : Optional.empty();
    }

    private static RollbackReason reason(RollbackStockRequest request) {
        return switch (request.getReason()) {
            case ROLLBACK_REASON_UNSPECIFIED, ROLLBACK_REASON_CANCELED -> RollbackReason.CANCELED;
            case ROLLBACK_REASON_CLOSED -> RollbackReason.CLOSED;
            case UNRECOGNIZED ->
                throw new InvalidRequestException("reason", "has the unknown number " + request.getReasonValue());
        };
    }
}
