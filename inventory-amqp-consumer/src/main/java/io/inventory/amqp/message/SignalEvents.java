package io.inventory.amqp.message;

import io.inventory.ExpirySignal;
import io.inventory.Signal;
import io.inventory.StockSignal;
import io.inventory.events.v1.StockEdge;

/** Makes the event that a signal is published as. */
public final class SignalEvents {
    private SignalEvents() {}

    /** The event to publish: that of an expiry is the same as the one that {@link OutcomeEvents} makes for it. */
    public static StockEvent of(Signal signal) {
        if (signal instanceof StockSignal stock) return edge(stock);
        if (signal instanceof ExpirySignal expiry)
            return OutcomeEvents.expired(expiry.orderId(), expiry.givenBack(), expiry.occurredAt());
        throw new IllegalArgumentException("there is no event for the signal " + signal);
    }

    private static StockEvent edge(StockSignal signal) {
        String id = signal.eventId().toString();
        StockEdge body = StockEdge.newBuilder()
                .setEventId(id)
                .setKind(signal.kind().name())
                .setSkuId(signal.sku().value())
                .setAvailable(signal.available())
                .setReserved(signal.reserved())
                .setSellable(signal.sellable())
                .setVersionBefore(signal.versionBefore())
                .setVersion(signal.version())
                .setOccurredAt(OutcomeEvents.timestamp(signal.occurredAt()))
                .build();
        return new StockEvent(type(signal), id, signal.occurredAt(), body);
    }

    private static StockEventType type(StockSignal signal) {
        return switch (signal.kind()) {
            case LOW -> StockEventType.LOW;
            case SOLD_OUT -> StockEventType.SOLD_OUT;
            case BACK -> StockEventType.BACK;
            case RECOVERED -> StockEventType.RECOVERED;
        };
    }
}
