package io.inventory.amqp.broker;

import com.rabbitmq.client.ShutdownSignalException;
import io.inventory.jdbi.cli.Durations;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeoutException;

/**
 * A connection that publishes and consumes nothing, from one failure to the next: whatever fails of it, it is of no use any
 * more, and another one is to be opened. Who opened it watches it by {@link #failIfOverdue}.
 */
public final class PublishingSession implements AutoCloseable {
    private final BrokerConnection connection;
    private final EventLoop loop;
    private final Publisher publisher;
    private final Duration confirmTimeout;
    private final UnroutableEvents unroutable;
    private final CompletableFuture<Throwable> failure = new CompletableFuture<>();

    private PublishingSession(BrokerConnection connection, ScheduledExecutorService thread, SessionSettings settings)
            throws IOException {
        this.connection = connection;
        this.confirmTimeout = settings.confirmTimeout();
        this.unroutable = settings.unroutable();
        loop = new EventLoop(thread, this::fail);
        publisher = Publisher.on(connection.connection(), loop);
        connection.connection().addShutdownListener(this::fail);
        publisher.channel().addShutdownListener(this::fail);
    }

    /**
     * Connects, and declares or checks the exchange of events. Blocks for as long as the factory's limits allow.
     *
     * @param name of the connection, for who looks at the broker
     * @param thread of one thread, for the {@link EventLoop}
     * @throws TopologyException if the exchange is not what it must be
     * @throws IOException if the broker can't be reached, is lost again, or refuses something
     */
    public static PublishingSession open(SessionSettings settings, String name, ScheduledExecutorService thread)
            throws IOException, TimeoutException, TopologyException {
        BrokerConnection connection = BrokerConnection.open(settings.broker(), name);
        try {
            TopologyDeclaration.declareEvents(connection.connection(), settings.topology(), settings.declare());
            return new PublishingSession(connection, thread, settings);
        } catch (IOException | TimeoutException | TopologyException | RuntimeException e) {
            connection.abort();
            if (e instanceof ShutdownSignalException lost) throw new IOException(lost.getMessage(), lost);
            throw e;
        }
    }

    /** The thread on which to publish. */
    public EventLoop loop() {
        return loop;
    }

    public Publisher publisher() {
        return publisher;
    }

    /** What becomes of events that no queue receives. */
    public UnroutableEvents unroutable() {
        return unroutable;
    }

    /** The most bytes that the broker takes in one frame; 0 for no limit. */
    public int frameBytesMax() {
        return connection.connection().getFrameMax();
    }

    /** Completed with the cause when the session has failed. */
    public CompletableFuture<Throwable> failure() {
        return failure;
    }

    /** Fails the session; the first cause counts. */
    public void fail(Throwable cause) {
        failure.complete(cause);
    }

    /** Fails the session if a confirm takes too long; for another thread than the loop, which may be what hangs. */
    public void failIfOverdue() {
        if (publisher.overdue(confirmTimeout))
            fail(new IOException("the broker has confirmed nothing for " + Durations.text(confirmTimeout)));
    }

    /** Ends the session: nothing that waits to be sent is sent any more. A broker that does not answer is not waited for. */
    @Override
    public void close() {
        connection.abort();
    }
}
