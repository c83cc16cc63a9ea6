package io.inventory.amqp;

import io.inventory.GetOrder;
import io.inventory.Inventory;
import io.inventory.Order;
import io.inventory.amqp.broker.EventLoop;
import io.inventory.amqp.broker.Publisher.NotPublishedException;
import io.inventory.amqp.broker.Session;
import io.inventory.amqp.broker.Topology;
import io.inventory.amqp.message.BadMessageException;
import io.inventory.amqp.message.EventReader;
import io.inventory.amqp.message.IncomingMessage;
import io.inventory.amqp.message.OrderEvent;
import io.inventory.amqp.message.OutcomeEvents;
import io.inventory.amqp.message.OutgoingMessage;
import io.inventory.amqp.message.OutgoingMessages;
import io.inventory.amqp.message.Printable;
import io.inventory.amqp.message.StockEvent;
import io.inventory.jdbi.cli.Durations;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is done with each message: understood, carried out, its outcome published, and only when the broker has confirmed
 * that, acknowledged. Many are handled at once; of one order one after another, each from its command to the confirm of
 * its event, so that also an event that is published again stays before the next.
 *
 * <p>A pipeline belongs to one session and ends with it: what is not finished then is not acknowledged and will be
 * delivered again. All is done on one thread, the session's loop; only {@link #close} may be called on another.
 */
final class Pipeline implements AutoCloseable {
    static final Duration UNROUTABLE_PAUSE_MIN = Duration.ofMillis(500);
    static final Duration UNROUTABLE_PAUSE_MAX = Duration.ofSeconds(15);

    private static final Logger LOG = LoggerFactory.getLogger(Pipeline.class);

    private final Inventory inventory;
    private final EventReader reader;
    private final Topology topology;
    private final Session session;
    private final EventLoop loop;
    private final OutgoingMessages messages;
    private final PerOrderQueue perOrder = new PerOrderQueue();
    private final OutageGate<Task> gate;
    private final CompletableFuture<Void> drained = new CompletableFuture<>();
    private int inFlight;
    private int unroutable;
    private long unroutableLoggedNanos;
    private boolean draining;
    private boolean ended;

    Pipeline(ConsumerSettings settings, Inventory inventory, Session session) {
        this.inventory = inventory;
        this.reader = new EventReader(settings.createdOrders());
        this.topology = settings.session().topology();
        this.session = session;
        this.loop = session.loop();
        this.messages = new OutgoingMessages(topology.eventsExchange(), Clock.systemUTC(), session.frameBytesMax());
        this.gate = new OutageGate<>(loop, this::submit);
    }

    /** Takes a delivered message. */
    void deliver(IncomingMessage message) {
        if (ended || draining) return;
        inFlight++;
        try {
            OrderEvent event = reader.read(message);
            Task task = new Task(message, event);
            perOrder.add(event.orderId(), () -> {
                if (gate.isShut()) gate.hold(task);
                else submit(task);
            });
        } catch (BadMessageException e) {
            park(message, e.reason().name(), e.detail(), () -> acknowledge(message));
        }
    }

    /**
     * Takes nothing more and finishes what can be finished. What waits for the inventory, or for another message of its
     * order, is left to be delivered again.
     */
    void drain() {
        draining = true;
        inFlight -= gate.clear() + perOrder.clear();
        completeIfDrained();
    }

    /** Completed when a {@link #drain} is done, or the pipeline has ended. */
    CompletableFuture<Void> drained() {
        return drained;
    }

    /** Handles nothing any more; returns at once. */
    @Override
    public void close() {
        loop.execute(() -> {
            ended = true;
            drained.complete(null);
        });
    }

    private void submit(Task task) {
        loop.whenDone(inventory.submit(task.event.command()), (outcome, error) -> replied(task, outcome, error));
    }

    private void replied(Task task, @Nullable Object outcome, @Nullable Throwable error) {
        if (ended) return;
        if (error != null || outcome == null) {
            failed(task, error == null ? new IllegalStateException("no outcome") : error);
            return;
        }
        gate.open();
        loop.whenDone(
                inventory.submit(new GetOrder(task.event.orderId())),
                (order, orderError) -> recorded(task, outcome, order, orderError));
    }

    private void recorded(Task task, Object outcome, @Nullable Order order, @Nullable Throwable error) {
        if (ended) return;
        if (error != null || order == null) {
            failed(task, error == null ? new IllegalStateException("no order") : error);
            return;
        }
        StockEvent event = OutcomeEvents.of(task.event, outcome, order);
        publish(messages.event(event, task.event.eventId()), () -> finish(task));
    }

    private void failed(Task task, Throwable error) {
        FailureAction action = FailureAction.of(error);
        if (action.kind() == FailureAction.Kind.HOLD) {
            hold(task, action);
            return;
        }
        gate.open();
        int attempt = task.message.attempt() + 1;
        if (action.kind() == FailureAction.Kind.RETRY
                && attempt <= topology.retryTiers().size()) retry(task, attempt, action);
        else park(task.message, action.reason(), action.detail(), () -> finish(task));
    }

    private void hold(Task task, FailureAction action) {
        if (draining) dropped();
        else gate.shut(task, action.detail());
    }

    private void retry(Task task, int attempt, FailureAction action) {
        LOG.warn(
                "Order {}: {} is tried again in {}, attempt {} of {}: {}",
                Printable.of(task.event.orderId().value()),
                task.event.type().routingKey(),
                Durations.text(topology.retryTiers().get(attempt - 1)),
                attempt,
                topology.retryTiers().size(),
                Printable.of(action.reason() + ", " + action.detail()));
        OutgoingMessage copy = messages.retry(task.message, topology.retryQueue(attempt), attempt, action.reason());
        publish(copy, () -> finish(task));
    }

    private void park(IncomingMessage message, String reason, String detail, Runnable whenParked) {
        LOG.warn(
                "Message {} ({}) is parked: {}, {}",
                Printable.of(message.messageId()),
                Printable.of(message.routingKey()),
                reason,
                Printable.of(detail));
        publish(messages.park(message, topology.parkingQueue(), reason, detail), whenParked);
    }

    /** What came of the message is in a queue: the next one of its order may begin. */
    private void finish(Task task) {
        acknowledge(task.message);
        perOrder.finish(task.event.orderId());
    }

    private void acknowledge(IncomingMessage message) {
        session.acknowledge(message);
        dropped();
    }

    private void publish(OutgoingMessage outgoing, Runnable whenConfirmed) {
        publish(outgoing, whenConfirmed, UNROUTABLE_PAUSE_MIN);
    }

    /** Publishes until the broker has the message in a queue. */
    private void publish(OutgoingMessage outgoing, Runnable whenConfirmed, Duration pause) {
        if (ended) return;
        loop.whenDone(session.publisher().publish(outgoing), (nothing, error) -> {
            if (ended) return;
            if (error == null) whenConfirmed.run();
            else if (error instanceof NotPublishedException) publishLater(outgoing, whenConfirmed, pause, error);
            else session.fail(error);
        });
    }

    private void publishLater(OutgoingMessage outgoing, Runnable whenConfirmed, Duration pause, Throwable why) {
        long now = System.nanoTime();
        if (unroutableLoggedNanos == 0 || now - unroutableLoggedNanos > UNROUTABLE_PAUSE_MAX.toNanos()) {
            unroutableLoggedNanos = now;
            LOG.warn(
                    "{} to exchange '{}' is not published and will be tried again: {}",
                    outgoing.routingKey(),
                    outgoing.exchange(),
                    Printable.of(String.valueOf(why.getMessage())));
        }
        unroutable++;
        Duration doubled = pause.multipliedBy(2);
        Duration next = doubled.compareTo(UNROUTABLE_PAUSE_MAX) < 0 ? doubled : UNROUTABLE_PAUSE_MAX;
        loop.after(pause, () -> {
            unroutable--;
            publish(outgoing, whenConfirmed, next);
        });
        completeIfDrained();
    }

    private void dropped() {
        inFlight--;
        completeIfDrained();
    }

    /** What the broker does not take is not waited for. */
    private void completeIfDrained() {
        if (draining && inFlight <= unroutable) drained.complete(null);
    }

    private record Task(IncomingMessage message, OrderEvent event) {}
}
