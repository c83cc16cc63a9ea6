package io.inventory.amqp;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.BuiltinExchangeType;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.GetResponse;
import io.inventory.amqp.broker.Topology;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;

/** The other side: sends order events and receives stock events. */
public final class TestShop implements AutoCloseable {
    public static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Topology topology;
    private final Connection connection;
    private final Channel channel;
    private final List<Received> events = new CopyOnWriteArrayList<>();

    /** An event that came. */
    public record Received(String routingKey, BasicProperties properties, String body) {
        public String id() {
            return properties.getMessageId();
        }
    }

    public TestShop(TestBroker broker, Topology topology) throws IOException, TimeoutException {
        this(broker.connect(), topology, true);
    }

    public TestShop(Connection connection, Topology topology, boolean receiving) throws IOException {
        this.topology = topology;
        this.connection = connection;
        channel = connection.createChannel();
        channel.confirmSelect();
        channel.exchangeDeclare(topology.ordersExchange(), BuiltinExchangeType.TOPIC, true);
        channel.exchangeDeclare(topology.eventsExchange(), BuiltinExchangeType.TOPIC, true);
        if (receiving) receive();
    }

    /** One whose events wait for it in the broker, also when it is not there. */
    public static TestShop receivingDurably(Connection connection, Topology topology) throws IOException {
        TestShop shop = new TestShop(connection, topology, false);
        String queue = topology.eventsExchange() + ".shop";
        shop.channel.queueDeclare(queue, true, false, false, Map.of("x-queue-type", "quorum"));
        shop.receive(queue, "#");
        return shop;
    }

    /** Receives all stock events from now on. */
    public void receive() throws IOException {
        receive(channel.queueDeclare().getQueue(), "#");
    }

    /** Receives the events with one routing key, and returns its queue, to be bound to others. */
    public String receiveOnly(String routingKey) throws IOException {
        String queue = channel.queueDeclare().getQueue();
        receive(queue, routingKey);
        return queue;
    }

    /** Receives the events with another routing key too. */
    public void bind(String queue, String routingKey) throws IOException {
        channel.queueBind(queue, topology.eventsExchange(), routingKey);
    }

    private void receive(String queue, String routingKey) throws IOException {
        bind(queue, routingKey);
        channel.basicConsume(
                queue,
                true,
                (tag, delivery) -> events.add(new Received(
                        delivery.getEnvelope().getRoutingKey(),
                        delivery.getProperties(),
                        new String(delivery.getBody(), StandardCharsets.UTF_8))),
                tag -> {});
    }

    public List<Received> events() {
        return events;
    }

    /** Waits until as many events have come, and returns them all. */
    public List<Received> awaitEvents(int count) {
        Awaitility.await().atMost(PATIENCE).until(() -> events.size() >= count);
        return List.copyOf(events);
    }

    /** Makes a new order of {@code "sku", quantity} pairs. */
    String create(String orderId, Object... items) throws IOException {
        return send("order.created", "OrderCreated", orderId, "\"items\":" + items(items));
    }

    String cancel(String orderId) throws IOException {
        return send("order.canceled", "OrderCanceled", orderId, "\"items\":[]");
    }

    String giveBack(String orderId, String rollbackId, Object... items) throws IOException {
        return send(
                "order.canceled",
                "OrderCanceled",
                orderId,
                "\"rollback_id\":\"" + rollbackId + "\",\"items\":" + items(items));
    }

    String closeOrder(String orderId) throws IOException {
        return send("order.closed", "OrderClosed", orderId, "\"items\":[]");
    }

    String pay(String orderId) throws IOException {
        return send("order.paid", "OrderPaid", orderId, "\"note\":\"unknown fields are ignored\"");
    }

    private String send(String routingKey, String type, String orderId, String fields) throws IOException {
        String id = UUID.randomUUID().toString();
        String body = "{\"event_id\":\"" + id + "\",\"order_id\":\"" + orderId + "\"," + fields
                + ",\"occurred_at\":\"2026-01-02T03:04:05Z\"}";
        BasicProperties properties = new BasicProperties.Builder()
                .contentType("application/json")
                .messageId(id)
                .type(type)
                .timestamp(Date.from(Instant.now()))
                .deliveryMode(2)
                .build();
        publish(routingKey, properties, body.getBytes(StandardCharsets.UTF_8));
        return id;
    }

    static String items(Object... items) {
        return IntStream.range(0, items.length / 2)
                .mapToObj(i -> "{\"sku_id\":\"" + items[2 * i] + "\",\"quantity\":" + items[2 * i + 1] + "}")
                .collect(Collectors.joining(",", "[", "]"));
    }

    void publish(String routingKey, BasicProperties properties, byte[] body) throws IOException {
        publish(topology.ordersExchange(), routingKey, properties, body);
    }

    void publish(String exchange, String routingKey, BasicProperties properties, byte[] body) throws IOException {
        channel.basicPublish(exchange, routingKey, properties, body);
    }

    long waiting(String queue) throws IOException {
        return channel.messageCount(queue);
    }

    /** Waits until a consumer consumes. */
    void awaitConsumer() {
        Awaitility.await().atMost(PATIENCE).until(() -> {
            try (Channel asking = connection.createChannel()) {
                return asking.consumerCount(topology.queue()) > 0;
            } catch (IOException e) {
                return false;
            }
        });
    }

    /** Takes a parked message out of its queue, waiting for it. */
    Parked awaitParked() {
        GetResponse response = Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> channel.basicGet(topology.parkingQueue(), true), java.util.Objects::nonNull);
        return new Parked(response.getProps(), response.getBody().length);
    }

    record Parked(BasicProperties properties, int bodyBytes) {
        String header(String name) {
            Map<String, Object> headers = properties.getHeaders();
            return String.valueOf(headers.get(name));
        }
    }

    @Override
    public void close() {
        connection.abort(1_000);
    }
}
