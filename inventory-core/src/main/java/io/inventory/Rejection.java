package io.inventory;

import java.util.List;

/** Why an order was rejected, with the data that belongs to the reason. */
public sealed interface Rejection {
    /** The reason's name. */
    RejectionReason reason();

    /** The same without its data: what is left of it in an order that was compacted. */
    default Rejection withoutDetails() {
        return this;
    }

    /** All SKUs of the order that do not exist, sorted; none if the order was compacted. */
    record UnknownSku(List<Sku> skus) implements Rejection {
        /** Copies the list. */
        public UnknownSku {
            skus = List.copyOf(skus);
        }

        @Override
        public RejectionReason reason() {
            return RejectionReason.UNKNOWN_SKU;
        }

        @Override
        public Rejection withoutDetails() {
            return new UnknownSku(List.of());
        }
    }

    /**
     * Every line that was short, sorted by SKU, with what was available when it was decided; none if the order was compacted.
     */
    record InsufficientStock(List<Shortage> shortages) implements Rejection {
        /** Copies the list. */
        public InsufficientStock {
            shortages = List.copyOf(shortages);
        }

        @Override
        public RejectionReason reason() {
            return RejectionReason.INSUFFICIENT_STOCK;
        }

        @Override
        public Rejection withoutDetails() {
            return new InsufficientStock(List.of());
        }
    }

    /** The order is over: it stands at {@code status}. */
    record OrderClosed(OrderStatus status) implements Rejection {
        @Override
        public RejectionReason reason() {
            return RejectionReason.ORDER_CLOSED;
        }
    }

    /** The order is no reservation that could be extended: it stands at {@code status}. */
    record NotReserved(OrderStatus status) implements Rejection {
        @Override
        public RejectionReason reason() {
            return RejectionReason.NOT_RESERVED;
        }
    }

    /** The reservation ran out before it was confirmed or extended. */
    record ReservationExpired() implements Rejection {
        @Override
        public RejectionReason reason() {
            return RejectionReason.RESERVATION_EXPIRED;
        }
    }
}
