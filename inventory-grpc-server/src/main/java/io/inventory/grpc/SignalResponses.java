package io.inventory.grpc;

import static io.inventory.grpc.OrderResponses.timestamp;

import io.inventory.ExpirySignal;
import io.inventory.SignalEntry;
import io.inventory.SignalPage;
import io.inventory.StockSignal;
import io.inventory.StockSignalKind;
import io.inventory.v1.ListSignalsResponse;
import io.inventory.v1.ListedSignal;
import io.inventory.v1.ReservationExpired;
import io.inventory.v1.Signal;
import io.inventory.v1.StockEdge;
import io.inventory.v1.StockEdgeKind;
import io.inventory.v1.WatchSignalsResponse;
import java.util.ArrayList;
import java.util.List;

/** Signals as messages. */
final class SignalResponses {
    /**
     * What the signals of a page have at most, in bytes, so that clients with gRPC's default limit of 4 MB read it, and so that
     * not much is held for those who watch; one signal alone has little more than 1 MB.
     */
    static final int PAGE_BYTES_MAX = 3 << 20;

    /** The tag and the length of a message within another, in bytes, at most. */
    private static final int FRAME_BYTES = 6;

    private SignalResponses() {}

    static String token(long position) {
        return Long.toString(position);
    }

    /** The first signals of the page, at least one of them if there is any: as many as one answer may hold. */
    static ListSignalsResponse list(SignalPage page) {
        ListSignalsResponse.Builder response = ListSignalsResponse.newBuilder()
                .setBeginResumeToken(token(page.begin()))
                .setNewestResumeToken(token(page.newest()));
        int bytes = 0;
        for (SignalEntry entry : page.entries()) {
            ListedSignal listed = ListedSignal.newBuilder()
                    .setSignal(signal(entry.signal()))
                    .setResumeToken(token(entry.position()))
                    .build();
            bytes += listed.getSerializedSize() + FRAME_BYTES;
            if (bytes > PAGE_BYTES_MAX && response.getSignalsCount() > 0) break;
            response.addSignals(listed);
        }
        return response.build();
    }

    /** The first signals of the page, at least one of them if there is any: as many as may be held for one who watches. */
    static List<WatchSignalsResponse> watched(SignalPage page) {
        List<WatchSignalsResponse> watched = new ArrayList<>();
        int bytes = 0;
        for (SignalEntry entry : page.entries()) {
            WatchSignalsResponse message = WatchSignalsResponse.newBuilder()
                    .setSignal(signal(entry.signal()))
                    .setResumeToken(token(entry.position()))
                    .build();
            bytes += message.getSerializedSize();
            if (bytes > PAGE_BYTES_MAX && !watched.isEmpty()) break;
            watched.add(message);
        }
        return watched;
    }

    /** A message that tells nothing but a position. */
    static WatchSignalsResponse bookmark(long position) {
        return WatchSignalsResponse.newBuilder().setResumeToken(token(position)).build();
    }

    private static Signal signal(io.inventory.Signal signal) {
        Signal.Builder message = Signal.newBuilder()
                .setEventId(signal.eventId().toString())
                .setOccurredAt(timestamp(signal.occurredAt()));
        if (signal instanceof StockSignal edge) message.setStockEdge(edge(edge));
        else message.setReservationExpired(expired((ExpirySignal) signal));
        return message.build();
    }

    private static StockEdge edge(StockSignal signal) {
        return StockEdge.newBuilder()
                .setKind(kind(signal.kind()))
                .setSkuId(signal.sku().value())
                .setAvailableStock(signal.available())
                .setReservedStock(signal.reserved())
                .setSellableStock(signal.sellable())
                .setVersionBefore(signal.versionBefore())
                .setVersion(signal.version())
                .build();
    }

    private static ReservationExpired expired(ExpirySignal signal) {
        return ReservationExpired.newBuilder()
                .setOrderId(signal.orderId().value())
                .addAllItems(OrderResponses.items(signal.givenBack()))
                .setVersion(signal.version())
                .build();
    }

    private static StockEdgeKind kind(StockSignalKind kind) {
        return switch (kind) {
            case LOW -> StockEdgeKind.STOCK_EDGE_KIND_LOW;
            case SOLD_OUT -> StockEdgeKind.STOCK_EDGE_KIND_SOLD_OUT;
            case BACK -> StockEdgeKind.STOCK_EDGE_KIND_BACK;
            case RECOVERED -> StockEdgeKind.STOCK_EDGE_KIND_RECOVERED;
        };
    }
}
