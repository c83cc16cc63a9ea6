package io.inventory.client.wire;

import static io.inventory.client.wire.Values.instant;
import static io.inventory.client.wire.Values.orderId;
import static io.inventory.client.wire.Values.sku;

import io.inventory.ExpirySignal;
import io.inventory.ListSignals;
import io.inventory.Signal;
import io.inventory.SignalEntry;
import io.inventory.SignalPage;
import io.inventory.StockSignal;
import io.inventory.StockSignalKind;
import io.inventory.v1.ListSignalsRequest;
import io.inventory.v1.ListSignalsResponse;
import io.inventory.v1.ReservationExpired;
import io.inventory.v1.StockEdge;
import io.inventory.v1.WatchSignalsRequest;
import java.time.Instant;

/** Requests about signals as messages, and the messages that answer them as signals. */
public final class SignalMessages {
    private SignalMessages() {}

    static ListSignalsRequest list(ListSignals list) {
        ListSignalsRequest.Builder request = ListSignalsRequest.newBuilder().setPageSize(list.pageSize());
        if (list.after() == ListSignals.NEWEST) request.setNewest(ListSignalsRequest.Newest.getDefaultInstance());
        else if (list.after() != ListSignals.OLDEST) request.setResumeToken(Long.toString(list.after()));
        return request.build();
    }

    static SignalPage page(ListSignalsResponse response) {
        return new SignalPage(
                response.getSignalsList().stream()
                        .map(listed -> new SignalEntry(position(listed.getResumeToken()), signal(listed.getSignal())))
                        .toList(),
                position(response.getBeginResumeToken()),
                position(response.getNewestResumeToken()));
    }

    /** A watch of what happens from now on. */
    public static WatchSignalsRequest watchNow() {
        return WatchSignalsRequest.getDefaultInstance();
    }

    /** A watch that begins with the oldest signal that is kept. */
    public static WatchSignalsRequest watchOldest() {
        return WatchSignalsRequest.newBuilder()
                .setOldest(WatchSignalsRequest.Oldest.getDefaultInstance())
                .build();
    }

    /** A watch that goes on after a position. */
    public static WatchSignalsRequest watchAfter(String resumeToken) {
        return WatchSignalsRequest.newBuilder().setResumeToken(resumeToken).build();
    }

    private static long position(String token) {
        return Long.parseLong(token);
    }

    /**
     * A message as a signal.
     *
     * @throws RuntimeException that says what of it this client does not know, or finds missing
     */
    public static Signal signal(io.inventory.v1.Signal signal) {
        Instant occurredAt = instant(signal.getOccurredAt());
        return switch (signal.getKindCase()) {
            case STOCK_EDGE -> edge(signal.getStockEdge(), occurredAt);
            case RESERVATION_EXPIRED -> expired(signal.getReservationExpired(), occurredAt);
            case KIND_NOT_SET ->
                throw new IllegalArgumentException("unknown kind of signal, event id " + signal.getEventId());
        };
    }

    private static StockSignal edge(StockEdge edge, Instant occurredAt) {
        return new StockSignal(
                kind(edge),
                sku(edge.getSkuId()),
                edge.getAvailableStock(),
                edge.getReservedStock(),
                edge.getSellableStock(),
                edge.getVersionBefore(),
                edge.getVersion(),
                occurredAt);
    }

    private static StockSignalKind kind(StockEdge edge) {
        return switch (edge.getKind()) {
            case STOCK_EDGE_KIND_LOW -> StockSignalKind.LOW;
            case STOCK_EDGE_KIND_SOLD_OUT -> StockSignalKind.SOLD_OUT;
            case STOCK_EDGE_KIND_BACK -> StockSignalKind.BACK;
            case STOCK_EDGE_KIND_RECOVERED -> StockSignalKind.RECOVERED;
            case STOCK_EDGE_KIND_UNSPECIFIED, UNRECOGNIZED ->
                throw new IllegalArgumentException("unknown StockEdgeKind " + edge.getKindValue());
        };
    }

    private static ExpirySignal expired(ReservationExpired expired, Instant occurredAt) {
        return new ExpirySignal(
                orderId(expired.getOrderId()),
                OrderMessages.lines(expired.getItemsList()),
                expired.getVersion(),
                occurredAt);
    }
}
