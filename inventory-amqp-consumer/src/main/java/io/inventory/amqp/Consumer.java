package io.inventory.amqp;

import com.rabbitmq.client.AuthenticationFailureException;
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
    private static final Logger LOG = LoggerFactory.getLogger(Consumer.class);
    /** After so long a stop asks each time whether it is worth while to wait on. */
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(1);

    private final ConsumerSettings settings;
    private final Inventory inventory;
    private final ScheduledExecutorService loop = newThread("inventory-consumer");
    private final ScheduledExecutorService watchdog = newThread("inventory-watchdog");
    private final CompletableFuture<Void> connected = new CompletableFuture<>();
    private final CompletableFuture<Void> stopping = new CompletableFuture<>();
    private final CountDownLatch ended = new CountDownLatch(1);

    Consumer(ConsumerSettings settings, Inventory inventory) {
        this.settings = settings;
        this.inventory = inventory;
    }

    /**
     * Consumes until {@link #stop}. A queue that is missing, or a login that is refused, ends it at the start only; later
     * they may be what an operator is working on, and are tried again.
     *
     * @throws TopologyException if the broker's queues are not what they must be
     * @throws AuthenticationFailureException if the broker refuses the first login
     */
    void run() throws TopologyException, AuthenticationFailureException, InterruptedException {
        Reconnection reconnection = new Reconnection();
        try {
            while (!stopping.isDone()) {
                long startNanos = System.nanoTime();
                Throwable failure;
                try (Session session = Session.open(settings.session(), new Session.Threads(loop, watchdog))) {
                    reconnection.connected();
                    settings.metrics().connected();
                    connected.complete(null);
                    consume(session, reconnection.oneAtATime());
                    if (!session.failure().isDone()) return;
                    reconnection.ended(session);
                    failure = session.failure().join();
                } catch (AuthenticationFailureException | TopologyException e) {
                    if (!reconnection.connectedBefore()) throw e;
                    failure = e;
                } catch (IOException | TimeoutException e) {
                    failure = e;
                } finally {
                    settings.metrics().disconnected();
                }
                settings.metrics().failed();
                waitAfter(failure, reconnection.pauseAfter(Duration.ofNanos(System.nanoTime() - startNanos)));
            }
        } finally {
            loop.shutdownNow();
            watchdog.shutdownNow();
            ended.countDown();
        }
    }

    /** Completed when the broker was first found to be as it must be, on the thread of {@link #run}. */
    CompletableFuture<Void> connected() {
        return connected;
    }

    /** Consumes until the session has failed, or until the stop; then what is being handled has been finished. */
    private void consume(Session session, boolean oneAtATime) throws InterruptedException {
        int prefetch = settings.session().prefetch();
        try (Pipeline pipeline = new Pipeline(settings, inventory, session)) {
            session.consume(oneAtATime ? 1 : prefetch, pipeline::deliver);
            LOG.info(
                    "Consuming {} from {}{}",
                    settings.session().topology().queue(),
                    settings.session().address(),
                    oneAtATime ? ", at first one message at a time" : "");
            if (oneAtATime) {
                CompletableFuture.anyOf(session.proven(), session.failure(), stopping)
                        .join();
                if (!session.failure().isDone() && !stopping.isDone()) session.consume(prefetch, pipeline::deliver);
            }
            CompletableFuture.anyOf(session.failure(), stopping).join();
            if (!session.failure().isDone()) drain(session, pipeline);
        } catch (IOException e) {
            session.fail(e);
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

    /**
     * Takes no new message and finishes those that are being handled, for at most the limit, and not while the broker takes no
     * events.
     */
    private void drain(Session session, Pipeline pipeline) throws InterruptedException {
        try {
            session.stopConsuming();
            session.loop().execute(pipeline::drain);
            awaitDrained(CompletableFuture.anyOf(pipeline.drained(), session.failure()), session);
        } catch (IOException | ExecutionException | TimeoutException e) {
            LOG.info("Stopping with messages unfinished, which will be delivered again: {}", Printable.cause(e));
        }
    }

    private void awaitDrained(CompletableFuture<?> end, Session session)
            throws InterruptedException, ExecutionException, TimeoutException {
        long untilNanos = System.nanoTime() + settings.stopTimeout().toNanos();
        while (!end.isDone()) {
            long leftNanos = untilNanos - System.nanoTime();
            if (leftNanos <= 0) throw new TimeoutException("it took longer than --stop-timeout");
            try {
                end.get(Math.min(leftNanos, STOP_PATIENCE.toNanos()), TimeUnit.NANOSECONDS);
            } catch (TimeoutException e) {
                if (session.isBlocked()) throw new TimeoutException("the broker takes no messages at present");
            }
        }
    }

    private void waitAfter(Throwable failure, Duration pause) throws InterruptedException {
        if (stopping.isDone()) return;
        long millis = pause.toMillis() / 2 + ThreadLocalRandom.current().nextLong(pause.toMillis() / 2 + 1);
        LOG.warn(
                "The session with RabbitMQ at {} failed, trying again in {} ms: {}",
                settings.session().address(),
                millis,
                Printable.cause(failure));
        try {
            stopping.get(millis, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            // The pause is over.
        } catch (ExecutionException e) {
            throw new IllegalStateException("a stop does not fail", e);
        }
    }

    private static ScheduledExecutorService newThread(String name) {
        return Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        });
    }
}
