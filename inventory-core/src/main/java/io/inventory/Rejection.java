package io.inventory;

import java.util.List;

/** Why an order was rejected, with the data that belongs to the reason. */
public sealed interface Rejection {
    /** The reason's name. */
    RejectionReason reason();

    /** All SKUs of the order that do not exist, sorted. */
    record UnknownSku(List<Sku> skus) implements Rejection {
        /** Copies the list. */
        public UnknownSku {
            skus = List.copyOf(skus);
        }

        @Override
        public RejectionReason reason() {
            return RejectionReason.UNKNOWN_SKU;
        }
    }

    /** Every line that was short, sorted by SKU, with what was available when it was decided. */
    record InsufficientStock(List<Shortage> shortages) implements Rejection {
        /** Copies the list. */
        public InsufficientStock {
            shortages = List.copyOf(shortages);
        }

        @Override
        public RejectionReason reason() {
            return RejectionReason.INSUFFICIENT_STOCK;
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
