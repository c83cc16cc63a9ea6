package io.inventory.amqp.broker;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.BuiltinExchangeType;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ShutdownSignalException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;

/** Declares or checks what a {@link Topology} names, and collects everything that differs. */
public final class TopologyDeclaration {
    /** How much the consumer does by itself. */
    public enum Mode {
        /** Make what is missing; what stands must have the right arguments. */
        FULL,
        /** Make nothing: an operator has; what is missing is a difference. AMQP does not show arguments. */
        PASSIVE
    }

    private final Connection connection;
    private final List<String> differences = new ArrayList<>();

    private TopologyDeclaration(Connection connection) {
        this.connection = connection;
    }

    /**
     * Declares or checks it; blocks until the broker has answered.
     *
     * @throws TopologyException naming every exchange and queue that is missing or has other arguments
     */
    public static void declare(Connection connection, Topology topology, Mode mode)
            throws IOException, TimeoutException, TopologyException {
        TopologyDeclaration declaration = new TopologyDeclaration(connection);
        declaration.exchange(topology.ordersExchange(), mode);
        declaration.exchange(topology.eventsExchange(), mode);
        for (Map.Entry<String, Map<String, Object>> queue : topology.queues().entrySet())
            declaration.step(
                    channel -> switch (mode) {
                        case FULL -> channel.queueDeclare(queue.getKey(), true, false, false, queue.getValue());
                        case PASSIVE -> channel.queueDeclarePassive(queue.getKey());
                    },
                    "queue " + queue.getKey());
        if (declaration.differences.isEmpty() && mode == Mode.FULL)
            for (String key : topology.bindingKeys())
                declaration.step(
                        channel -> channel.queueBind(topology.queue(), topology.ordersExchange(), key),
                        "binding of " + topology.queue() + " to " + topology.ordersExchange() + " by " + key);
        declaration.throwDifferences();
    }

    /** The same of the exchange of events only, for who consumes nothing. */
    static void declareEvents(Connection connection, Topology topology, Mode mode)
            throws IOException, TimeoutException, TopologyException {
        TopologyDeclaration declaration = new TopologyDeclaration(connection);
        declaration.exchange(topology.eventsExchange(), mode);
        declaration.throwDifferences();
    }

    private void throwDifferences() throws TopologyException {
        if (!differences.isEmpty()) throw new TopologyException(differences);
    }

    private void exchange(String exchange, Mode mode) throws IOException, TimeoutException {
        step(
                channel -> switch (mode) {
                    case FULL -> channel.exchangeDeclare(exchange, BuiltinExchangeType.TOPIC, true);
                    case PASSIVE -> channel.exchangeDeclarePassive(exchange);
                },
                "exchange " + exchange);
    }

    /** A refusal closes the channel, so each step has one of its own. */
    private void step(Step step, String what) throws IOException, TimeoutException {
        Channel channel = connection.createChannel();
        if (channel == null) throw new IOException("the broker gives no further channel");
        try {
            step.run(channel);
            channel.close();
        } catch (IOException e) {
            differences.add(what + ": " + refusal(e).orElseThrow(() -> e));
        }
    }

    /** Why the broker refused that one operation; empty if it was a fault of the connection. */
    private static Optional<String> refusal(IOException e) {
        return e.getCause() instanceof ShutdownSignalException signal
                        && !signal.isHardError()
                        && signal.getReason() instanceof AMQP.Channel.Close close
                        && isRefusal(close.getReplyCode())
                ? Optional.of(close.getReplyText())
                : Optional.empty();
    }

    private static boolean isRefusal(int replyCode) {
        return replyCode == AMQP.PRECONDITION_FAILED
                || replyCode == AMQP.NOT_FOUND
                || replyCode == AMQP.ACCESS_REFUSED
                || replyCode == AMQP.NOT_ALLOWED;
    }

    private interface Step {
        Object run(Channel channel) throws IOException;
    }
}
