package io.inventory.amqp;

import com.rabbitmq.client.AuthenticationFailureException;
import com.rabbitmq.client.ConnectionFactory;
import io.inventory.Inventory;
import io.inventory.amqp.broker.Session;
import io.inventory.amqp.broker.TopologyException;
import io.inventory.amqp.message.Printable;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps a {@link Session} open until it is stopped: when one fails, another is opened after a pause. */
final class Consumer {
    static final Duration PAUSE_MIN = Duration.ofMillis(200);
    static final Duration PAUSE_MAX = Duration.ofSeconds(10);
    /** After a session that lasted longer the next pause is short again. */
    private static final Duration STABLE_AFTER = Duration.ofSeconds(5);

    private static final Logger LOG = LoggerFactory.getLogger(Consumer.class);

    private final ConsumerSettings settings;
    private final Inventory inventory;
    private final ScheduledExecutorService loop = newThread("inventory-consumer");
    private final ScheduledExecutorService watchdog = newThread("inventory-watchdog");
    private final CompletableFuture<Void> stopping = new CompletableFuture<>();
    private final CountDownLatch ended = new CountDownLatch(1);

    Consumer(ConsumerSettings settings, Inventory inventory) {
        this.settings = settings;
        this.inventory = inventory;
    }

    /**
     * Consumes until {@link #stop}.
     *
     * @throws TopologyException if the broker's queues are not what they must be
     * @throws AuthenticationFailureException if the broker refuses the first login
     */
    void run() throws TopologyException, AuthenticationFailureException, InterruptedException {
        Duration pause = PAUSE_MIN;
        boolean connectedBefore = false;
        try {
            while (!stopping.isDone()) {
                long startNanos = System.nanoTime();
                Throwable failure;
                try (Session session = Session.open(settings.session(), new Session.Threads(loop, watchdog));
                        Pipeline pipeline = new Pipeline(settings, inventory, session)) {
                    connectedBefore = true;
                    session.consume(pipeline::deliver);
                    LOG.info(
                            "Consuming {} from {}",
                            settings.session().topology().queue(),
                            address());
                    CompletableFuture.anyOf(session.failure(), stopping).join();
                    if (!session.failure().isDone()) {
                        drain(session, pipeline);
                        return;
                    }
                    failure = session.failure().join();
                } catch (AuthenticationFailureException e) {
                    if (!connectedBefore) throw e;
                    failure = e;
                } catch (IOException | TimeoutException e) {
                    failure = e;
                }
                if (System.nanoTime() - startNanos > STABLE_AFTER.toNanos()) pause = PAUSE_MIN;
                pause = waitAfter(failure, pause);
            }
        } finally {
            loop.shutdownNow();
            watchdog.shutdownNow();
            ended.countDown();
        }
    }

    /** Ends {@link #run} gracefully; returns at once. */
    void stop() {
        stopping.complete(null);
    }

    /** Waits until {@link #run} has ended. */
    void awaitEnd() throws InterruptedException {
        ended.await();
    }

    /** Takes no new message and finishes those that are being handled, for at most the limit. */
    private void drain(Session session, Pipeline pipeline) throws InterruptedException {
        try {
            session.stopConsuming();
            session.loop().execute(pipeline::drain);
            CompletableFuture.anyOf(pipeline.drained(), session.failure())
                    .get(settings.stopTimeout().toMillis(), TimeUnit.MILLISECONDS);
        } catch (IOException | ExecutionException | TimeoutException e) {
            LOG.info("Stopping with messages unfinished, which will be delivered again: {}", Printable.cause(e));
        }
    }

    /** Waits for the pause, and returns the next one. */
    private Duration waitAfter(Throwable failure, Duration pause) throws InterruptedException {
        if (stopping.isDone()) return pause;
        long millis = pause.toMillis() / 2 + ThreadLocalRandom.current().nextLong(pause.toMillis() / 2 + 1);
        LOG.warn(
                "The session with RabbitMQ at {} failed, trying again in {} ms: {}",
                address(),
                millis,
                Printable.cause(failure));
        try {
            stopping.get(millis, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            // The pause is over.
        } catch (ExecutionException e) {
            throw new IllegalStateException("a stop does not fail", e);
        }
        Duration doubled = pause.multipliedBy(2);
        return doubled.compareTo(PAUSE_MAX) < 0 ? doubled : PAUSE_MAX;
    }

    private String address() {
        ConnectionFactory broker = settings.session().broker();
        return broker.getHost() + ":" + broker.getPort();
    }

    private static ScheduledExecutorService newThread(String name) {
        return Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        });
    }
}
