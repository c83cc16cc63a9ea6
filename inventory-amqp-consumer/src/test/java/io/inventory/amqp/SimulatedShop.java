package io.inventory.amqp;

import com.rabbitmq.client.AMQP.BasicProperties;
import io.inventory.amqp.broker.Topology;
import io.inventory.amqp.simulator.SimulatedBroker;
import io.inventory.amqp.simulator.SimulatedBroker.SimulatedMessage;
import io.inventory.amqp.simulator.Simulation;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Sends what happens to a few orders, in any order, some of it twice, and some that nobody can read. */
final class SimulatedShop {
    /** Until when all is sent. */
    static final Duration TIME = Duration.ofSeconds(6);

    private static final int SKUS = 3;
    private static final int ORDERS_MAX = 6;

    /** What was sent, by the id of the event. */
    final Map<String, Sent> sent = new TreeMap<>();

    private final Simulation simulation;
    private final SimulatedBroker broker;
    private final Topology topology;
    private final int orders;

    /** A message, of whose order nothing is known if it can't be read. */
    record Sent(String routingKey, String orderId, String body) {
        boolean isReadable() {
            return body.endsWith("}");
        }

        /** How many units of which SKU it names. */
        Map<String, Long> items() {
            return SimulatedEvent.items(body);
        }
    }

    SimulatedShop(Simulation simulation, SimulatedBroker broker, Topology topology) {
        this.simulation = simulation;
        this.broker = broker;
        this.topology = topology;
        orders = 1 + simulation.below(ORDERS_MAX);
    }

    static List<String> skus() {
        return IntStream.range(0, SKUS).mapToObj(i -> "sku-" + i).toList();
    }

    List<String> orderIds() {
        return IntStream.range(0, orders).mapToObj(i -> "order-" + i).toList();
    }

    void open() {
        for (String order : orderIds()) {
            List<String> items = items();
            Duration created = simulation.upTo(TIME);
            send(created, order, "order.created", String.join(",", items), "");
            // another order of the same id is one that a sender got wrong
            if (simulation.happens(0.05)) send(created, order, "order.created", items.get(0), "");
            if (simulation.happens(0.4)) send(after(created), order, "order.canceled", "", "");
            if (simulation.happens(0.3)) send(after(created), order, "order.canceled", items.get(0), "r-1");
            if (simulation.happens(0.2)) send(after(created), order, "order.closed", items.get(0), "");
            if (simulation.happens(0.4)) send(after(created), order, "order.paid", "", "");
        }
    }

    private List<String> items() {
        List<String> items = new ArrayList<>();
        for (String sku : skus())
            if (simulation.happens(0.5))
                items.add("{\"sku_id\":\"" + sku + "\",\"quantity\":" + (1 + simulation.below(3)) + "}");
        if (items.isEmpty())
            items.add("{\"sku_id\":\"" + (simulation.happens(0.2) ? "nothing" : "sku-0") + "\",\"quantity\":1}");
        return items;
    }

    /** Mostly after the order was created. */
    private Duration after(Duration created) {
        return simulation.happens(0.1) ? simulation.upTo(TIME) : created.plus(simulation.upTo(TIME));
    }

    private void send(Duration when, String order, String routingKey, String items, String rollbackId) {
        String event = "event-" + sent.size();
        String body = "{\"event_id\":\"" + event + "\",\"order_id\":\"" + order + '"'
                + (rollbackId.isEmpty() ? "" : ",\"rollback_id\":\"" + rollbackId + '"')
                + (items.isEmpty() ? "" : ",\"items\":[" + items + "]")
                + (simulation.happens(0.03) ? "" : "}");
        sent.put(event, new Sent(routingKey, order, body));
        int times = simulation.happens(0.2) ? 2 : 1;
        for (int i = 0; i < times; i++)
            simulation.after(i == 0 ? when : when.plus(simulation.upTo(TIME)), () -> {
                simulation.tell(() -> "shop: " + routingKey + " " + body);
                broker.publish(new SimulatedMessage(
                        topology.ordersExchange(),
                        routingKey,
                        new BasicProperties.Builder().messageId(event).build(),
                        body.getBytes(StandardCharsets.UTF_8)));
            });
    }

    /** Why a message may be put aside though it can be read: those of the same order may come in any order. */
    Set<String> reasonsToPark(Sent message) {
        return switch (message.routingKey) {
            case "order.created" -> isOfTwoContents(message.orderId) ? Set.of("ORDER_MISMATCH") : Set.of();
            case "order.paid" -> Set.of("ORDER_NOT_FOUND");
            case "order.closed" -> Set.of("ROLLBACK_EXCEEDS_ORDER");
            default ->
                message.body.contains("rollback_id") ? Set.of("ORDER_NOT_FOUND", "ROLLBACK_EXCEEDS_ORDER") : Set.of();
        };
    }

    private boolean isOfTwoContents(String order) {
        return sent.values().stream()
                        .filter(message -> message.orderId.equals(order) && message.routingKey.equals("order.created"))
                        .count()
                > 1;
    }

    @Override
    public String toString() {
        return sent.entrySet().stream().map(Object::toString).collect(Collectors.joining("\n"));
    }
}
