package io.inventory.contract;

import io.inventory.OrderId;
import io.inventory.OrderLine;
import io.inventory.RequestId;
import io.inventory.Sku;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Names that nobody else uses: each instance has a prefix of its own, so that tests, also of several processes and runs,
 * can share one store. Thread-safe.
 */
public final class Names {
    private static final String RUN = Long.toString(System.currentTimeMillis(), 36) + "-"
            + Long.toString(ProcessHandle.current().pid(), 36) + "-";
    private static final AtomicLong INSTANCES = new AtomicLong();

    private final String prefix = RUN + Long.toString(INSTANCES.incrementAndGet(), 36) + ":";
    private final AtomicLong requests = new AtomicLong();

    /** What all names of this instance begin with. */
    public String prefix() {
        return prefix;
    }

    /** The SKU of that label. */
    public Sku sku(String label) {
        return new Sku(prefix + label);
    }

    /** What the SKU was made from. */
    public String label(Sku sku) {
        return sku.value().startsWith(prefix) ? sku.value().substring(prefix.length()) : sku.value();
    }

    /** The order id of that label. */
    public OrderId order(String label) {
        return new OrderId(prefix + label);
    }

    /** A line of the SKU of that label. */
    public OrderLine line(String label, long quantity) {
        return new OrderLine(sku(label), quantity);
    }

    /** A request id that was not given before. */
    public RequestId request() {
        return new RequestId("request-" + requests.incrementAndGet());
    }
}
