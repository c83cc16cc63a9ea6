package io.inventory.amqp.simulator;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.ConfirmCallback;
import com.rabbitmq.client.DeliverCallback;
import com.rabbitmq.client.Delivery;
import com.rabbitmq.client.Envelope;
import com.rabbitmq.client.Return;
import com.rabbitmq.client.ReturnCallback;
import com.rabbitmq.client.ShutdownListener;
import io.inventory.amqp.simulator.SimulatedBroker.SimulatedMessage;
import io.inventory.amqp.simulator.SimulatedQueue.Entry;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A channel of a connection. */
final class SimulatedChannel {
    private final SimulatedConnection connection;
    private final SimulatedBroker broker;
    private final Map<Long, Entry> unacknowledged = new LinkedHashMap<>();
    private @Nullable ConfirmCallback onAck;
    private @Nullable ConfirmCallback onNack;
    private @Nullable ReturnCallback onReturn;
    private @Nullable DeliverCallback onDelivery;
    private @Nullable SimulatedQueue queue;
    private int prefetch;
    private long published;
    private long delivered;

    SimulatedChannel(SimulatedConnection connection) {
        this.connection = connection;
        broker = connection.broker();
    }

    /** The library's channel. Of its many methods those are there that are called. */
    Channel proxy() {
        return (Channel) Proxy.newProxyInstance(
                SimulatedChannel.class.getClassLoader(), new Class<?>[] {Channel.class}, (self, method, args) -> {
                    if (method.getName().equals("addShutdownListener")) connection.listen((ShutdownListener) args[0]);
                    else if (method.getName().equals("getNextPublishSeqNo")) return published + 1;
                    else return call(method, args);
                    return null;
                });
    }

    private @Nullable Object call(Method method, Object[] args) throws IOException {
        connection.requireOpen();
        switch (method.getName()) {
            case "exchangeDeclare", "confirmSelect", "close", "queueBind" -> {}
            case "queueDeclare" -> broker.declare((String) args[0], arguments(args[4]));
            case "addConfirmListener" -> {
                onAck = (ConfirmCallback) args[0];
                onNack = (ConfirmCallback) args[1];
            }
            case "addReturnListener" -> onReturn = (ReturnCallback) args[0];
            case "basicQos" -> prefetch = (int) args[0];
            case "basicConsume" -> {
                onDelivery = (DeliverCallback) args[2];
                queue = broker.queue((String) args[0]);
                queue.consume(this);
                return "tag";
            }
            case "basicCancel" -> cancel();
            case "basicAck" -> connection.toBroker(() -> acknowledged((long) args[0]));
            case "basicPublish" ->
                publish(new SimulatedMessage(
                        (String) args[0], (String) args[1], (BasicProperties) args[3], (byte[]) args[4]));
            default -> throw new UnsupportedOperationException(method.toString());
        }
        return null;
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> arguments(Object given) {
        return (Map<String, Object>) given;
    }

    private void publish(SimulatedMessage message) {
        long tag = ++published;
        connection.toBroker(() -> published(message, tag));
    }

    private void published(SimulatedMessage message, long tag) {
        if (broker.simulation.fails(0.01)) {
            broker.simulation.tell(() -> "the broker refuses " + message.routingKey());
            connection.toProcess(() -> confirm(onNack, tag));
            return;
        }
        List<SimulatedQueue> targets =
                broker.simulation.fails(0.01) ? List.of() : broker.targets(message.exchange(), message.routingKey());
        if (targets.isEmpty()) connection.toProcess(() -> returned(message));
        List<Runnable> confirms = new ArrayList<>();
        for (SimulatedQueue target : targets) {
            Entry entry = target.add(message);
            target.unconfirmed(entry);
            confirms.add(() -> target.confirmed(entry));
        }
        // it is confirmed when it is sure to survive, which is before that is known to the publisher
        broker.simulation.after(broker.simulation.upTo(SimulatedBroker.WIRE_MAX), () -> {
            confirms.forEach(Runnable::run);
            if (connection.isOpen()) connection.toProcess(() -> confirm(onAck, tag));
        });
    }

    private static void confirm(@Nullable ConfirmCallback callback, long tag) {
        try {
            if (callback != null) callback.handle(tag, false);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void returned(SimulatedMessage message) {
        if (onReturn != null)
            onReturn.handle(new Return(
                    AMQP.NO_ROUTE,
                    "NO_ROUTE",
                    message.exchange(),
                    message.routingKey(),
                    message.properties(),
                    message.body()));
    }

    boolean isFull() {
        return unacknowledged.size() >= prefetch;
    }

    void deliver(Entry entry) {
        long tag = ++delivered;
        unacknowledged.put(tag, entry);
        SimulatedMessage message = entry.message;
        Envelope envelope = new Envelope(tag, entry.redelivered, message.exchange(), message.routingKey());
        connection.toProcess(() -> {
            try {
                if (onDelivery != null)
                    onDelivery.handle("tag", new Delivery(envelope, message.properties(), message.body()));
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private void acknowledged(long tag) {
        Entry entry = unacknowledged.remove(tag);
        if (entry == null || queue == null) throw new IllegalStateException("no delivery has the tag " + tag);
        queue.acknowledged(entry);
    }

    private void cancel() {
        if (queue != null) queue.cancel(this);
    }

    void closed() {
        if (queue == null) return;
        queue.cancel(this);
        List<Entry> entries = List.copyOf(unacknowledged.values());
        unacknowledged.clear();
        queue.requeue(entries);
    }
}
