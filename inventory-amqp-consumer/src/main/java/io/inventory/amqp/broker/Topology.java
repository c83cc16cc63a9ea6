package io.inventory.amqp.broker;

import io.inventory.amqp.message.OrderEventType;
import io.inventory.jdbi.cli.Durations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The exchanges and queues that the consumer works with, by name.
 *
 * <p>All queues are quorum queues, and all that leaves one by itself (its time is over, or it was delivered too often)
 * goes on to the next queue "at least once": the broker keeps it until the next queue has it.
 *
 * @param ordersExchange where order events come from
 * @param eventsExchange where stock events go to
 * @param queue what is consumed
 * @param retryTiers how long a message that came too early waits before each new try
 */
public record Topology(String ordersExchange, String eventsExchange, String queue, List<Duration> retryTiers) {
    /**
     * How often a message is delivered before the broker parks it, which only happens to one that ends its consumer's
     * connection or process each time. RabbitMQ 4's default is 20, and drops it.
     */
    public static final int DELIVERIES_MAX = 100;
    /** Listing parked messages delivers them too, and the broker may not drop one that is listed often. */
    static final int PARKED_DELIVERIES_MAX = 1_000_000_000;
    /** The most retry tiers. */
    static final int RETRY_TIERS_MAX = 10;

    public Topology {
        retryTiers = List.copyOf(retryTiers);
    }

    public String parkingQueue() {
        return queue + ".parked";
    }

    /** The queue of the tier for the {@code attempt}-th new try, from 1. */
    public String retryQueue(int attempt) {
        return retryQueue(retryTiers.get(attempt - 1));
    }

    private String retryQueue(Duration tier) {
        return queue + ".retry." + Durations.text(tier);
    }

    /** The routing keys by which the queue is bound to the orders exchange. */
    List<String> bindingKeys() {
        List<String> keys = new ArrayList<>();
        for (OrderEventType type : OrderEventType.values()) keys.add(type.routingKey());
        return keys;
    }

    /** Every queue with the arguments that it must have. */
    public Map<String, Map<String, Object>> queues() {
        Map<String, Map<String, Object>> queues = new LinkedHashMap<>();
        queues.put(parkingQueue(), Map.of("x-queue-type", "quorum", "x-delivery-limit", PARKED_DELIVERIES_MAX));
        Map<String, Object> main = deadLettersTo(parkingQueue());
        main.put("x-delivery-limit", DELIVERIES_MAX);
        queues.put(queue, main);
        for (Duration tier : retryTiers) {
            Map<String, Object> retry = deadLettersTo(queue);
            retry.put("x-message-ttl", tier.toMillis());
            queues.put(retryQueue(tier), retry);
        }
        return queues;
    }

    private static Map<String, Object> deadLettersTo(String target) {
        Map<String, Object> arguments = new LinkedHashMap<>();
        arguments.put("x-queue-type", "quorum");
        arguments.put("x-dead-letter-exchange", "");
        arguments.put("x-dead-letter-routing-key", target);
        arguments.put("x-dead-letter-strategy", "at-least-once");
        // What at-least-once asks for.
        arguments.put("x-overflow", "reject-publish");
        return arguments;
    }
}
