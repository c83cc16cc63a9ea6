package io.inventory.examples.faults.load;

import com.google.protobuf.Struct;
import com.google.protobuf.util.JsonFormat;
import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.BuiltinExchangeType;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Delivery;
import io.inventory.examples.faults.history.Event;
import io.inventory.examples.faults.history.SharedValues;
import io.inventory.examples.faults.history.Units;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Receives all events of the inventory, from a durable queue, and keeps each as often as it comes; the whole of it is a line
 * of a file.
 */
public final class EventDrain implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EventDrain.class);
    private static final String EXCHANGE = "inventory.events";
    private static final String QUEUE = "fault-suite";
    private static final int PREFETCH = 500;
    private static final long LOOK_MILLIS = 200;

    private final RecordingSender sender;
    private final BrokerLink link;
    private final List<Event> events = new ArrayList<>();
    private final SharedValues shared = new SharedValues();
    private final List<String> unreadable = new CopyOnWriteArrayList<>();
    private final BufferedWriter bodies;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();

    /**
     * @param sender is told of the answers to its messages
     * @param file gets what came, to be looked at if something is found
     */
    public EventDrain(String uri, RecordingSender sender, Path file) {
        this.sender = sender;
        link = new BrokerLink(uri, this::receive);
        try {
            bodies = Files.newBufferedWriter(file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the events " + file, e);
        }
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
            add(event(routingKey, cause == null ? "" : cause, read.build(), body), read.build(), body);
        } catch (IOException | RuntimeException e) {
            LOG.error("cannot read an event {} {}", routingKey, body, e);
            unreadable.add(routingKey + " " + body);
        }
    }

    private void add(Event event, Struct read, String body) throws IOException {
        synchronized (events) {
            events.add(event);
            bodies.write(event.routingKey() + "\t" + event.cause() + "\t" + body + "\n");
        }
        if (!event.cause().isEmpty())
            sender.answered(event, Answer.of(event.routingKey(), read).result());
    }

    private Event event(String routingKey, String cause, Struct read, String body) {
        boolean isEdge = read.containsFields("kind");
        boolean isExpiry = routingKey.equals("stock.rolled_back")
                && cause.isEmpty()
                && Answer.text(read, "reason").equals("EXPIRED");
        return new Event(
                routingKey,
                Answer.text(read, "event_id"),
                cause,
                Answer.text(read, isEdge ? "sku_id" : "order_id"),
                Answer.text(read, isEdge ? "version" : "rollback_id"),
                isEdge ? Answer.text(read, "kind") : Answer.of(routingKey, read).text(),
                one(isEdge ? Answer.edge(read) : Answer.units(read)),
                isExpiry,
                fingerprint(body),
                System.nanoTime());
    }

    /** One list for all that are equal, of a kind that an event does not copy. */
    private List<Units> one(List<Units> units) {
        synchronized (events) {
            return shared.one(List.copyOf(units.stream().map(shared::one).toList()));
        }
    }

    /** Of 64 bits of a digest: that two contents have the same one is not to be expected. */
    private static long fingerprint(String body) {
        try {
            return ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(body.getBytes(StandardCharsets.UTF_8)))
                    .getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Java has it", e);
        }
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
        try {
            synchronized (events) {
                bodies.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the events", e);
        }
    }
}
