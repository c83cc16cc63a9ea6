package io.inventory.examples.faults.load;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.ShutdownSignalException;
import io.inventory.amqp.TestBroker;
import java.io.IOException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** A channel that is opened again when it is needed. Safe for use by many threads. */
final class BrokerLink implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 2_000;
    /** A broker that was stopped is noticed after twice this. */
    private static final int HEARTBEAT_SECONDS = 3;

    private final ConnectionFactory factory;
    private final Setup setup;
    private @Nullable Connection connection;
    private @Nullable Channel channel;
    private volatile boolean isBlocked;

    /** What is done with each new channel. */
    interface Setup {
        void on(Channel channel) throws IOException;
    }

    BrokerLink(String uri, Setup setup) {
        this.setup = setup;
        factory = TestBroker.factory(uri);
        factory.setConnectionTimeout(TIMEOUT_MILLIS);
        factory.setHandshakeTimeout(TIMEOUT_MILLIS);
        factory.setChannelRpcTimeout(TIMEOUT_MILLIS);
        factory.setRequestedHeartbeat(HEARTBEAT_SECONDS);
    }

    /** Whether the broker takes no messages at present, and would block who sends one. */
    boolean isBlocked() {
        return isBlocked;
    }

    /** The channel; opens one, once, if there is none. */
    synchronized Channel channel() throws IOException {
        Channel open = channel;
        if (open != null && open.isOpen()) return open;
        close();
        try {
            Connection fresh = factory.newConnection("fault-suite");
            connection = fresh;
            isBlocked = false;
            fresh.addBlockedListener(reason -> isBlocked = true, () -> isBlocked = false);
            Channel opened = fresh.createChannel();
            setup.on(opened);
            channel = opened;
            return opened;
        } catch (TimeoutException e) {
            close();
            throw new IOException("the broker does not answer", e);
        } catch (ShutdownSignalException e) {
            close();
            throw new IOException("the broker has closed the channel", e);
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    @Override
    public synchronized void close() {
        Connection open = connection;
        connection = null;
        channel = null;
        if (open != null) open.abort(TIMEOUT_MILLIS);
    }
}
