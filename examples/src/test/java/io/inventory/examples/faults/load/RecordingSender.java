package io.inventory.examples.faults.load;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.BuiltinExchangeType;
import com.rabbitmq.client.Channel;
import io.inventory.examples.faults.history.Event;
import io.inventory.examples.faults.history.Operation;
import io.inventory.examples.faults.history.Operation.Kind;
import io.inventory.examples.faults.history.Operation.Result;
import io.inventory.examples.faults.history.Operation.Way;
import io.inventory.examples.faults.history.Units;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends order events as a shop's outbox does: each is sent again, with the same id, until the broker has confirmed that a queue
 * has it. Writes each down when its answer comes. Safe for use by many threads.
 */
public final class RecordingSender implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RecordingSender.class);
    /** The most messages that wait for their answers; one more is not sent. */
    private static final int WAITING_MAX = 2_000;

    private static final long CONFIRM_MAX_NANOS = Duration.ofSeconds(4).toNanos();
    private static final long LOOK_MILLIS = 200;
    private static final String EXCHANGE = "order.events";
    private static final int PERSISTENT = 2;

    private final Recorder recorder;
    private final BrokerLink link;
    private final Map<Long, Sent> waiting = new ConcurrentHashMap<>();
    private volatile @Nullable Outbox outbox;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();

    /** A message without an answer. */
    private static final class Sent {
        final long id;
        final Kind kind;
        final String order;
        final String part;
        final List<Units> units;
        final long startNanos = System.nanoTime();
        volatile long triedNanos = startNanos - CONFIRM_MAX_NANOS;
        volatile boolean isTaken;
        volatile boolean isReturned;

        Sent(long id, Kind kind, String order, String part, List<Units> units) {
            this.id = id;
            this.kind = kind;
            this.order = order;
            this.part = part;
            this.units = units;
        }

        Operation operation(long endNanos, Result result, String answer) {
            return new Operation(id, kind, Way.MESSAGE, order, part, units, startNanos, endNanos, result, answer);
        }
    }

    public RecordingSender(String uri, Recorder recorder) {
        this.recorder = recorder;
        link = new BrokerLink(uri, this::setUp);
        var unused = thread.scheduleWithFixedDelay(this::sendUnconfirmed, 0, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void setUp(Channel channel) throws IOException {
        channel.exchangeDeclare(EXCHANGE, BuiltinExchangeType.TOPIC, true);
        channel.confirmSelect();
        channel.addReturnListener(returned -> {
            Sent sent = waiting.get(Long.parseLong(returned.getProperties().getMessageId()));
            if (sent != null) sent.isReturned = true;
        });
        Outbox opened = new Outbox(channel);
        channel.addConfirmListener(
                (tag, multiple) -> opened.confirmed(tag, multiple, true),
                (tag, multiple) -> opened.confirmed(tag, multiple, false));
        outbox = opened;
    }

    /** A channel, and what was sent on it and is not confirmed: each numbers anew. */
    private static final class Outbox {
        final Channel channel;
        private final Map<Long, Sent> byTag = new ConcurrentHashMap<>();

        Outbox(Channel channel) {
            this.channel = channel;
        }

        synchronized void publish(Sent sent) throws IOException {
            byTag.put(channel.getNextPublishSeqNo(), sent);
            channel.basicPublish(EXCHANGE, routingKey(sent.kind), true, properties(sent), body(sent));
        }

        void confirmed(long tag, boolean multiple, boolean isAck) {
            if (multiple)
                byTag.keySet().stream().filter(each -> each < tag).toList().forEach(each -> confirmed(each, isAck));
            confirmed(tag, isAck);
        }

        private void confirmed(long tag, boolean isAck) {
            Sent sent = byTag.remove(tag);
            if (sent == null) return;
            // what was returned is confirmed too, and in no queue
            if (isAck && !sent.isReturned) sent.isTaken = true;
        }
    }

    /** Sends one; if too many wait, none. */
    public void send(Kind kind, String order, String part, List<Units> units) {
        if (waiting.size() >= WAITING_MAX) return;
        Sent sent = new Sent(recorder.nextId(), kind, order, part, units);
        waiting.put(sent.id, sent);
        publish(sent);
    }

    /** Sends it if the broker is there; a customer does not wait for it to come back. */
    private void publish(Sent sent) {
        Outbox open = outbox;
        if (open == null || !open.channel.isOpen() || link.isBlocked()) return;
        sent.triedNanos = System.nanoTime();
        sent.isReturned = false;
        try {
            open.publish(sent);
        } catch (IOException | AlreadyClosedException e) {
            // it is sent again
        }
    }

    private void sendUnconfirmed() {
        try {
            link.channel();
        } catch (IOException e) {
            LOG.debug("the broker is away", e);
            return;
        }
        long now = System.nanoTime();
        waiting.values().stream()
                .filter(sent -> !sent.isTaken && now - sent.triedNanos > CONFIRM_MAX_NANOS)
                .forEach(this::publish);
    }

    /** Sends all again that have no answer: the queue that had them is gone. */
    public void sendAgain() {
        waiting.values().forEach(sent -> {
            sent.isTaken = false;
            sent.triedNanos = System.nanoTime() - CONFIRM_MAX_NANOS;
        });
    }

    private static String routingKey(Kind kind) {
        return switch (kind) {
            case DEDUCT -> "order.created";
            case CONFIRM -> "order.paid";
            case ROLLBACK, RETURN -> "order.canceled";
            case RESERVE, OPEN, ADJUST, POLICY -> throw new IllegalArgumentException("no message asks for " + kind);
        };
    }

    private static BasicProperties properties(Sent sent) {
        return new BasicProperties.Builder()
                .messageId(Long.toString(sent.id))
                .contentType("application/json")
                .deliveryMode(PERSISTENT)
                .build();
    }

    private static byte[] body(Sent sent) {
        String items = sent.units.stream()
                .map(units -> "{\"sku_id\":\"" + units.sku() + "\",\"quantity\":" + units.quantity() + "}")
                .collect(Collectors.joining(",", "[", "]"));
        String rollback = sent.part.isEmpty() ? "" : ",\"rollback_id\":\"" + sent.part + "\"";
        String body = "{\"event_id\":\"" + sent.id + "\",\"order_id\":\"" + sent.order + "\",\"items\":" + items
                + rollback + ",\"occurred_at\":\"2026-01-02T03:04:05Z\"}";
        return body.getBytes(StandardCharsets.UTF_8);
    }

    /** Takes an event for the answer to the message that it names. */
    void answered(Event event, Result result) {
        if (event.cause().isEmpty()) return;
        Sent sent = waiting.remove(Long.parseLong(event.cause()));
        if (sent != null) recorder.add(sent.operation(System.nanoTime(), result, event.answer()));
    }

    /** How many have no answer yet. */
    public int waiting() {
        return waiting.size();
    }

    /** Waits for no more answers; those that did not come are written down as such. */
    @Override
    public void close() {
        thread.shutdownNow();
        link.close();
        for (Sent sent : waiting.values())
            recorder.add(sent.operation(
                    Long.MAX_VALUE, Result.UNKNOWN, sent.isTaken ? Operation.UNANSWERED : "NOT_TAKEN_BY_BROKER"));
        waiting.clear();
    }
}
