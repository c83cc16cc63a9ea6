package io.inventory.contract;

import io.inventory.OrderId;
import io.inventory.OrderLine;
import io.inventory.RequestId;
import io.inventory.Reserve;
import io.inventory.Rollback;
import io.inventory.RollbackId;
import io.inventory.RollbackReason;
import io.inventory.SetStock;
import io.inventory.Sku;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Short forms of requests that have many parts. */
final class Requests {
    /** How long a test waits for what must come at once. */
    static final Duration PATIENCE = Duration.ofSeconds(60);

    private Requests() {}

    static Reserve reserve(OrderId orderId, long seconds, OrderLine... lines) {
        return new Reserve(orderId, List.of(lines), Duration.ofSeconds(seconds));
    }

    static Rollback rollback(OrderId orderId, OrderLine... lines) {
        return new Rollback(orderId, List.of(lines), Optional.empty(), RollbackReason.CANCELED);
    }

    static Rollback rollback(RollbackId id, OrderId orderId, OrderLine... lines) {
        return new Rollback(orderId, List.of(lines), Optional.of(id), RollbackReason.CANCELED);
    }

    static Rollback close(OrderId orderId, OrderLine... lines) {
        return new Rollback(orderId, List.of(lines), Optional.empty(), RollbackReason.CLOSED);
    }

    static SetStock set(Sku sku, long available, RequestId requestId, long expectedVersion) {
        return new SetStock(sku, available, "counted", requestId, OptionalLong.of(expectedVersion));
    }
}
