package io.inventory.amqp.parked;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.ShutdownSignalException;
import io.inventory.amqp.message.Printable;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many messages are parked, looked up from time to time over a connection of its own, so that a broker which does not answer
 * holds up nothing else. {@link #look} is called by one thread.
 */
public final class ParkedDepth implements AutoCloseable {
    /** From one look to the next. */
    public static final Duration INTERVAL = Duration.ofSeconds(10);

    private static final int ABORT_MILLIS = 1_000;
    private static final Logger LOG = LoggerFactory.getLogger(ParkedDepth.class);

    private final ConnectionFactory broker;
    private final String queue;
    private volatile @Nullable Connection connection;
    private volatile double depth = Double.NaN;
    private volatile boolean closed;

    /** @param queue the parking queue */
    public ParkedDepth(ConnectionFactory broker, String queue) {
        this.broker = broker;
        this.queue = queue;
    }

    /** Looks; blocks for as long as the factory's limits allow. */
    public void look() {
        try {
            Connection open = connection;
            if (open == null || !open.isOpen()) {
                open = broker.newConnection("inventory-consumer, parked depth");
                connection = open;
                if (closed) close();
            }
            try (Channel channel = open.createChannel()) {
                if (channel != null) depth = channel.messageCount(queue);
            }
        } catch (IOException | TimeoutException | ShutdownSignalException e) {
            // whoever consumes says that the broker is away
            depth = Double.NaN;
            LOG.debug("the depth of {} is not known: {}", queue, Printable.cause(e));
        }
    }

    /** How many there were; not a number unless the last look succeeded. */
    public double depth() {
        return depth;
    }

    @Override
    public void close() {
        closed = true;
        Connection open = connection;
        if (open != null) open.abort(ABORT_MILLIS);
    }
}
