package io.inventory.amqp.broker;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.ShutdownSignalException;
import io.inventory.amqp.message.IncomingMessage;
import io.inventory.jdbi.cli.Durations;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * The connections from one failure to the next: one to consume, one to publish, and their channels. When any part fails
 * the whole session has failed, and another one is to be opened; nothing of this one reaches the broker any more, so no
 * delivery tag outlives its channel.
 *
 * <p>Messages are delivered and acknowledged on the {@link #loop}; the other methods may be called on any thread.
 */
public final class Session implements AutoCloseable {
    private static final Duration WATCH_INTERVAL = Duration.ofMillis(250);

    private final BrokerConnection consuming;
    private final BrokerConnection publishing;
    private final Channel channel;
    private final Publisher publisher;
    private final EventLoop loop;
    private final String queue;
    private final int prefetch;
    private final ScheduledFuture<?> watch;
    private final CompletableFuture<Throwable> failure = new CompletableFuture<>();
    private final CompletableFuture<Void> proven = new CompletableFuture<>();
    private final AtomicInteger acknowledged = new AtomicInteger();
    private volatile String consumerTag = "";

    private Session(SessionSettings settings, Threads threads, BrokerConnection consuming, BrokerConnection publishing)
            throws IOException {
        this.consuming = consuming;
        this.publishing = publishing;
        queue = settings.topology().queue();
        prefetch = settings.prefetch();
        loop = new EventLoop(threads.loop, this::fail);
        channel = consuming.connection().createChannel();
        if (channel == null) throw new IOException("the broker gives no further channel");
        publisher = Publisher.on(publishing.connection(), loop);
        consuming.connection().addShutdownListener(this::fail);
        publishing.connection().addShutdownListener(this::fail);
        channel.addShutdownListener(this::fail);
        publisher.channel().addShutdownListener(this::fail);
        watch = threads.watchdog.scheduleWithFixedDelay(
                () -> failIfOverdue(settings.confirmTimeout()),
                WATCH_INTERVAL.toMillis(),
                WATCH_INTERVAL.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    /**
     * Connects and declares; nothing is delivered before {@link #consume}. Blocks for as long as the factory's limits
     * allow.
     *
     * @throws TopologyException if the broker's exchanges and queues are not what they must be
     * @throws IOException if the broker can't be reached, is lost again, or refuses something
     */
    public static Session open(SessionSettings settings, Threads threads)
            throws IOException, TimeoutException, TopologyException {
        BrokerConnection publishing = BrokerConnection.open(settings.broker(), "inventory-consumer, publishing");
        BrokerConnection consuming = null;
        try {
            consuming = BrokerConnection.open(settings.broker(), "inventory-consumer, consuming");
            TopologyDeclaration.declare(consuming.connection(), settings.topology(), settings.declare());
            return new Session(settings, threads, consuming, publishing);
        } catch (IOException | TimeoutException | TopologyException | RuntimeException e) {
            publishing.abort();
            if (consuming != null) consuming.abort();
            if (e instanceof ShutdownSignalException lost) throw lost(lost);
            throw e;
        }
    }

    /** What the client library throws unchecked where a connection or channel is closed already. */
    private static IOException lost(ShutdownSignalException e) {
        return new IOException(e.getMessage(), e);
    }

    /**
     * Begins to consume, or goes on with another limit. Messages are delivered in the queue's order, also across the two.
     *
     * @param prefetch how many messages may be delivered without being acknowledged; those that the call before has
     *     delivered do not count
     * @param handler gets each message, on the loop
     * @throws IOException if the session is lost, or the broker refuses it
     */
    public void consume(int prefetch, Consumer<IncomingMessage> handler) throws IOException {
        try {
            // The broker applies a new limit to new consumers only.
            if (!consumerTag.isEmpty()) channel.basicCancel(consumerTag);
            channel.basicQos(prefetch);
            consumerTag = channel.basicConsume(
                    queue,
                    false,
                    (tag, delivery) -> loop.execute(() -> handler.accept(IncomingMessage.of(delivery, queue))),
                    tag -> fail(new IOException(
                            "the broker has cancelled the consumer: was queue " + queue + " deleted?")));
        } catch (ShutdownSignalException e) {
            throw lost(e);
        }
    }

    /**
     * Asks the broker for no further message, and waits until it has agreed.
     *
     * @throws IOException if the session is lost
     */
    public void stopConsuming() throws IOException {
        try {
            channel.basicCancel(consumerTag);
        } catch (ShutdownSignalException e) {
            throw lost(e);
        }
    }

    /** Acknowledges the message. If that is not possible the session has failed. */
    public void acknowledge(IncomingMessage message) {
        try {
            channel.basicAck(message.deliveryTag(), false);
            if (acknowledged.incrementAndGet() == prefetch) proven.complete(null);
        } catch (IOException | RuntimeException e) {
            fail(e);
        }
    }

    /** Whether the broker has let it consume. */
    public boolean hasConsumed() {
        return !consumerTag.isEmpty();
    }

    /** How many messages were acknowledged. */
    public int acknowledged() {
        return acknowledged.get();
    }

    /**
     * Completed when as many messages were acknowledged as the settings let it prefetch, or {@link #prove} was called: what
     * was delivered with whatever ended the session before is done.
     */
    public CompletableFuture<Void> proven() {
        return proven;
    }

    /** Completes {@link #proven}: a message may be kept for long, and others are not to wait for it. */
    public void prove() {
        proven.complete(null);
    }

    /** The thread on which messages are delivered, and on which they are to be handled. */
    public EventLoop loop() {
        return loop;
    }

    public Publisher publisher() {
        return publisher;
    }

    /** Whether the broker takes nothing at present: it is short of memory or disk, perhaps for long. */
    public boolean isBlocked() {
        return publisher.isBlocked();
    }

    /** The most bytes that the broker takes in one frame; 0 for no limit. */
    public int frameBytesMax() {
        return publishing.connection().getFrameMax();
    }

    /** Completed with the cause when the session has failed. */
    public CompletableFuture<Throwable> failure() {
        return failure;
    }

    /** Fails the session; the first cause counts. */
    public void fail(Throwable cause) {
        failure.complete(cause);
    }

    /** Ends the session; what was not acknowledged will be delivered again. */
    @Override
    public void close() {
        watch.cancel(false);
        // Acknowledgements that were written go out before the close; a broker that does not answer is not waited for.
        publishing.abort();
        consuming.abort();
    }

    private void failIfOverdue(Duration confirmTimeout) {
        if (publisher.overdue(confirmTimeout))
            fail(new IOException("the broker has confirmed nothing for " + Durations.text(confirmTimeout)));
    }

    /**
     * The threads of one session after another.
     *
     * @param loop of one thread, for the {@link EventLoop}
     * @param watchdog notices confirms that do not come, also when the loop is stuck in a write
     */
    public record Threads(ScheduledExecutorService loop, ScheduledExecutorService watchdog) {}
}
