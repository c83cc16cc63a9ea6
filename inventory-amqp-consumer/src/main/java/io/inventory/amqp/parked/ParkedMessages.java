package io.inventory.amqp.parked;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.GetResponse;
import com.rabbitmq.client.ShutdownSignalException;
import io.inventory.amqp.broker.Topology;
import io.inventory.amqp.message.OutgoingMessage;
import io.inventory.amqp.message.OutgoingMessages;
import java.io.IOException;
import java.time.Clock;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The parking queue, as an operator works with it. Each method gets each message once and puts back what it does not
 * remove; meanwhile others do not see the messages.
 */
public final class ParkedMessages {
    private static final int CONFIRM_MILLIS = 10_000;

    private final Connection connection;
    private final Topology topology;
    private final OutgoingMessages messages;

    public ParkedMessages(Connection connection, Topology topology) {
        this.connection = connection;
        this.topology = topology;
        messages = new OutgoingMessages(topology.eventsExchange(), Clock.systemUTC(), connection.getFrameMax());
    }

    /** Shows each message, up to {@code max} of them, leaves it where it is, and says how many they were. */
    public int visit(int max, Visitor visitor) throws IOException, TimeoutException {
        return each(max, (channel, response, message) -> visitor.see(message, response.getProps(), response.getBody()));
    }

    /** Deletes what is chosen among the first {@code max} messages, and says how many that were. */
    int drop(int max, Predicate<ParkedMessage> chosen) throws IOException, TimeoutException {
        int[] count = {0};
        each(max, (channel, response, message) -> {
            if (!chosen.test(message)) return;
            channel.basicAck(response.getEnvelope().getDeliveryTag(), false);
            count[0]++;
        });
        return count[0];
    }

    /**
     * Sends what is chosen among the first {@code max} messages back into the orders queue, to be tried from the start,
     * and says how many that were. A message is removed when the broker has confirmed its copy.
     */
    int requeue(int max, Predicate<ParkedMessage> chosen) throws IOException, TimeoutException {
        int[] count = {0};
        AtomicReference<@Nullable String> returned = new AtomicReference<>();
        try (Channel publishing = channel()) {
            publishing.confirmSelect();
            publishing.addReturnListener(refused -> returned.set(refused.getReplyText()));
            each(max, (channel, response, message) -> {
                if (!chosen.test(message)) return;
                OutgoingMessage outgoing = messages.requeue(
                        response.getProps(), message.routingKey(), topology.queue(), response.getBody());
                publishing.basicPublish(
                        outgoing.exchange(), outgoing.routingKey(), true, outgoing.properties(), outgoing.body());
                awaitConfirm(publishing);
                if (returned.get() != null)
                    throw new IOException("queue " + topology.queue() + " does not take it: " + returned.get());
                channel.basicAck(response.getEnvelope().getDeliveryTag(), false);
                count[0]++;
            });
        }
        return count[0];
    }

    private static void awaitConfirm(Channel channel) throws IOException, TimeoutException {
        try {
            channel.waitForConfirmsOrDie(CONFIRM_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /** Goes through what is there now: not through what a requeue brings back. */
    private int each(int max, Step step) throws IOException, TimeoutException {
        // Closing the channel puts back what was not acknowledged.
        try (Channel channel = channel()) {
            int count = (int) Math.min(max, channel.messageCount(topology.parkingQueue()));
            for (int i = 0; i < count; i++) {
                GetResponse response = get(channel, i + 1);
                if (response == null) return i;
                step.see(channel, response, ParkedMessage.of(response.getProps(), response.getBody()));
            }
            return count;
        }
    }

    /** A message that the client library can't read ends the connection, and the messages behind it can't be reached. */
    private @Nullable GetResponse get(Channel channel, int number) throws IOException {
        try {
            return channel.basicGet(topology.parkingQueue(), false);
        } catch (IOException | ShutdownSignalException e) {
            throw new IOException("message " + number + " of the parking queue can't be read", e);
        }
    }

    private Channel channel() throws IOException {
        Channel channel = connection.createChannel();
        if (channel == null) throw new IOException("the broker gives no further channel");
        return channel;
    }

    /** Sees one message. */
    public interface Visitor {
        void see(ParkedMessage message, BasicProperties properties, byte[] body);
    }

    private interface Step {
        void see(Channel channel, GetResponse response, ParkedMessage message) throws IOException, TimeoutException;
    }
}
