package io.inventory.amqp;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ShutdownSignalException;
import io.inventory.Inventory;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One life of the connections: a connection to consume, one to publish, their channels and the {@link Pipeline} between
 * them. When any part fails the whole session has failed and another one is to be opened; nothing of this one reaches the
 * broker any more, so no delivery tag outlives its channel.
 */
final class Session implements AutoCloseable {
    private static final Duration WATCH_INTERVAL = Duration.ofMillis(250);
    private static final int ABORT_MILLIS = 2_000;

    private final Connection consuming;
    private final Connection publishing;
    private final Channel channel;
    private final Pipeline pipeline;
    private final EventLoop loop;
    private final ScheduledFuture<?> watch;
    private final CompletableFuture<Throwable> failure = new CompletableFuture<>();
    private final String consumerTag;

    private Session(
            ConsumerSettings settings,
            Inventory inventory,
            ScheduledExecutorService thread,
            ScheduledExecutorService watchdog,
            Connection consuming,
            Connection publishing)
            throws IOException {
        this.consuming = consuming;
        this.publishing = publishing;
        loop = new EventLoop(thread, this::fail);
        channel = consuming.createChannel();
        if (channel == null) throw new IOException("the broker gives no further channel");
        Publisher publisher = Publisher.on(publishing, loop);
        pipeline = new Pipeline(settings, inventory, channel, publisher, loop, this::fail);
        consuming.addShutdownListener(this::fail);
        publishing.addShutdownListener(this::fail);
        channel.addShutdownListener(this::fail);
        publisher.channel().addShutdownListener(this::fail);
        channel.basicQos(settings.prefetch());
        String queue = settings.topology().queue();
        consumerTag = channel.basicConsume(
                queue,
                false,
                (tag, delivery) -> loop.execute(() -> pipeline.deliver(IncomingMessage.of(delivery, queue))),
                tag -> fail(
                        new IOException("the broker has cancelled the consumer: was queue " + queue + " deleted?")));
        watch = watchdog.scheduleWithFixedDelay(
                () -> failIfOverdue(publisher, settings.confirmTimeout()),
                WATCH_INTERVAL.toMillis(),
                WATCH_INTERVAL.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    /** Connects, declares and begins to consume. */
    static Session open(
            ConsumerSettings settings,
            Inventory inventory,
            ScheduledExecutorService thread,
            ScheduledExecutorService watchdog)
            throws IOException, TimeoutException, TopologyException {
        Connection publishing = settings.broker().newConnection("inventory-consumer, publishing");
        Connection consuming = null;
        try {
            consuming = settings.broker().newConnection("inventory-consumer, consuming");
            TopologyDeclaration.declare(consuming, settings.topology(), settings.declare());
            return new Session(settings, inventory, thread, watchdog, consuming, publishing);
        } catch (IOException | TimeoutException | TopologyException | RuntimeException e) {
            publishing.abort(ABORT_MILLIS);
            if (consuming != null) consuming.abort(ABORT_MILLIS);
            throw e;
        }
    }

    /** Completed with the cause when the session has failed. */
    CompletableFuture<Throwable> failure() {
        return failure;
    }

    /** Takes no new message and finishes what is on its way, for at most {@code limit}. */
    void drain(Duration limit) throws InterruptedException {
        try {
            channel.basicCancel(consumerTag);
            loop.execute(pipeline::drain);
            pipeline.drained().get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (IOException | ShutdownSignalException | ExecutionException | TimeoutException e) {
            fail(e);
        }
    }

    /** Ends the session; what was not acknowledged will be delivered again. */
    @Override
    public void close() {
        watch.cancel(false);
        loop.execute(pipeline::end);
        // Acknowledgements that were written go out before the close; a broker that does not answer is not waited for.
        publishing.abort(ABORT_MILLIS);
        consuming.abort(ABORT_MILLIS);
    }

    private void failIfOverdue(Publisher publisher, Duration confirmTimeout) {
        if (publisher.overdue(confirmTimeout))
            fail(new IOException("the broker has confirmed nothing for " + Durations.text(confirmTimeout)));
    }

    private void fail(Throwable cause) {
        failure.complete(cause);
    }
}
