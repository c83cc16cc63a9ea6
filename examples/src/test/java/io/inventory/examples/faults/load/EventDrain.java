package io.inventory.examples.faults.load;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Struct;
import com.google.protobuf.util.JsonFormat;
import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.BuiltinExchangeType;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Delivery;
import io.inventory.examples.faults.history.Event;
import io.inventory.examples.faults.history.Operation.Result;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Receives all events of the inventory, from a durable queue, and keeps each as often as it comes. */
public final class EventDrain implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EventDrain.class);
    private static final String EXCHANGE = "inventory.events";
    private static final String QUEUE = "fault-suite";
    private static final int PREFETCH = 500;
    private static final long LOOK_MILLIS = 200;

    private final RecordingSender sender;
    private final BrokerLink link;
    private final List<Event> events = new ArrayList<>();
    private final List<String> unreadable = new CopyOnWriteArrayList<>();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();

    /** @param sender is told of the answers to its messages */
    public EventDrain(String uri, RecordingSender sender) {
        this.sender = sender;
        link = new BrokerLink(uri, this::receive);
    }

    /** Makes its queue, and receives from now on. */
    public void begin() throws IOException {
        link.channel();
        var unused = thread.scheduleWithFixedDelay(this::reconnect, 0, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void reconnect() {
        try {
            link.channel();
        } catch (IOException e) {
            LOG.debug("the broker is away", e);
        }
    }

    private void receive(Channel channel) throws IOException {
        channel.exchangeDeclare(EXCHANGE, BuiltinExchangeType.TOPIC, true);
        channel.queueDeclare(QUEUE, true, false, false, Map.of("x-queue-type", "quorum"));
        channel.queueBind(QUEUE, EXCHANGE, "stock.#");
        channel.basicQos(PREFETCH);
        channel.basicConsume(
                QUEUE,
                false,
                (tag, delivery) -> {
                    receive(delivery);
                    try {
                        channel.basicAck(delivery.getEnvelope().getDeliveryTag(), false);
                    } catch (AlreadyClosedException e) {
                        // it comes again
                    }
                },
                tag -> link.close());
    }

    private void receive(Delivery delivery) {
        String body = new String(delivery.getBody(), StandardCharsets.UTF_8);
        String routingKey = delivery.getEnvelope().getRoutingKey();
        try {
            Struct.Builder read = Struct.newBuilder();
            JsonFormat.parser().merge(body, read);
            String cause = delivery.getProperties().getCorrelationId();
            add(event(routingKey, cause == null ? "" : cause, read.build(), body), read.build());
        } catch (InvalidProtocolBufferException | RuntimeException e) {
            LOG.error("cannot read an event {} {}", routingKey, body, e);
            unreadable.add(routingKey + " " + body);
        }
    }

    private void add(Event event, Struct body) {
        synchronized (events) {
            events.add(event);
        }
        if (!event.cause().isEmpty()) sender.answered(event, result(event, body));
    }

    private static Result result(Event event, Struct body) {
        return Answer.of(event.routingKey(), body).result();
    }

    private static Event event(String routingKey, String cause, Struct body, String text) {
        String id = Answer.text(body, "event_id");
        if (body.containsFields("kind"))
            return new Event(
                    routingKey,
                    id,
                    cause,
                    Answer.text(body, "sku_id"),
                    Answer.text(body, "version"),
                    Answer.text(body, "kind"),
                    text);
        return new Event(
                routingKey,
                id,
                cause,
                Answer.text(body, "order_id"),
                Answer.text(body, "rollback_id"),
                Answer.of(routingKey, body).text(),
                text);
    }

    /** All that came so far, in the order in which it came. */
    public List<Event> events() {
        synchronized (events) {
            return List.copyOf(events);
        }
    }

    /** What came and is no event. */
    public List<String> unreadable() {
        return List.copyOf(unreadable);
    }

    @Override
    public void close() {
        thread.shutdownNow();
        link.close();
    }
}
