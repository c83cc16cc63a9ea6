package io.inventory.amqp;

import io.inventory.GetOrder;
import io.inventory.Inventory;
import io.inventory.Order;
import io.inventory.Request;
import io.inventory.amqp.MessageMetrics.Fate;
import io.inventory.amqp.broker.EventLoop;
import io.inventory.amqp.broker.Publisher.NotPublishedException;
import io.inventory.amqp.broker.Session;
import io.inventory.amqp.broker.Topology;
import io.inventory.amqp.broker.UnroutableEvents;
import io.inventory.amqp.message.BadMessageException;
import io.inventory.amqp.message.EventReader;
import io.inventory.amqp.message.IncomingMessage;
import io.inventory.amqp.message.OrderEvent;
import io.inventory.amqp.message.OutcomeEvents;
import io.inventory.amqp.message.OutgoingMessage;
import io.inventory.amqp.message.OutgoingMessages;
import io.inventory.amqp.message.Printable;
import io.inventory.jdbi.cli.Durations;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Handles each message: reads it, carries out its command, publishes the event, and acknowledges the message when the
 * broker has confirmed that. Many are handled at once; of one order one after another, each from its command to the confirm of
 * its event, so that also an event that is published again stays before the next.
 *
 * <p>A pipeline belongs to one session and ends with it: what is not finished then is not acknowledged and will be
 * delivered again. All is done on one thread, the session's loop; only {@link #close} may be called on another.
 */
final class Pipeline implements AutoCloseable {
    /** For how long after the stack trace of a bug none is logged. */
    private static final Duration BUG_LOG_INTERVAL = Duration.ofMinutes(1);

    /** Of a message that could not be read. */
    private static final String UNKNOWN_ORDER = "";

    private static final Logger LOG = LoggerFactory.getLogger(Pipeline.class);

    private final Inventory inventory;
    private final EventReader reader;
    private final Topology topology;
    private final Session session;
    private final EventLoop loop;
    private final OutgoingMessages messages;
    private final UnroutableEvents unroutable;
    private final MessageMetrics metrics;
    private final PerOrderQueue perOrder = new PerOrderQueue();
    private final OutageGate<Task> gate;
    private final CompletableFuture<Void> drained = new CompletableFuture<>();
    private int inFlight;
    /** What waits to be published again. */
    private int unpublished;

    private long bugLoggedNanos;
    private boolean draining;
    private volatile boolean ended;

    Pipeline(ConsumerSettings settings, Inventory inventory, Session session) {
        this.inventory = inventory;
        this.reader = new EventReader(settings.createdOrders());
        this.topology = settings.session().topology();
        this.session = session;
        this.loop = session.loop();
        this.messages = new OutgoingMessages(topology.eventsExchange(), Clock.systemUTC(), session.frameBytesMax());
        this.unroutable = settings.session().unroutable();
        this.metrics = settings.metrics();
        this.gate = new OutageGate<>(loop, this::submit);
    }

    /** Takes a delivered message. */
    void deliver(IncomingMessage message) {
        if (ended || draining) return;
        metrics.inFlight(++inFlight);
        long sinceNanos = System.nanoTime();
        OrderEvent event;
        try {
            event = reader.read(message);
        } catch (BadMessageException e) {
            putAside(message, UNKNOWN_ORDER, FailureAction.of(e), () -> acknowledge(message));
            return;
        } catch (RuntimeException | Error e) {
            putAside(message, UNKNOWN_ORDER, FailureAction.of(e), () -> acknowledge(message));
            return;
        }
        Task task = new Task(message, event, sinceNanos);
        perOrder.add(event.orderId(), () -> {
            if (gate.isShut()) gate.hold(task);
            else submit(task);
        });
    }

    /**
     * Takes nothing more and finishes what can be finished. What waits for the inventory, or for another message of its
     * order, is left to be delivered again.
     */
    void drain() {
        draining = true;
        inFlight -= gate.clear() + perOrder.clear();
        metrics.inFlight(inFlight);
        completeIfDrained();
    }

    /** Completed when a {@link #drain} is done, or the pipeline has ended. */
    CompletableFuture<Void> drained() {
        return drained;
    }

    /**
     * Handles nothing any more, also of what was delivered before and still waits for the loop; returns at once. Only a
     * command that is being submitted at that moment may still be carried out.
     */
    @Override
    public void close() {
        ended = true;
        loop.execute(() -> {
            gate.clear();
            perOrder.clear();
            drained.complete(null);
        });
    }

    private void submit(Task task) {
        if (ended) return;
        // Only both answers together are a success: an order that can't be read would open the gate for nothing.
        ask(
                task,
                task.event.command(),
                outcome -> ask(task, new GetOrder(task.event.orderId()), order -> {
                    gate.succeeded();
                    metrics.paused(gate.isShut());
                    recorded(task, outcome, order);
                }));
    }

    private <A> void ask(Task task, Request<A> request, Consumer<A> next) {
        CompletableFuture<A> answer;
        try {
            answer = inventory.submit(request);
        } catch (RuntimeException | Error e) {
            answer = CompletableFuture.failedFuture(e);
        }
        loop.whenDone(answer, (value, error) -> {
            if (ended) return;
            if (error != null) failed(task, error);
            else if (value == null) failed(task, new IllegalStateException("the inventory answered nothing"));
            else next.accept(value);
        });
    }

    private void recorded(Task task, Object outcome, Order order) {
        OutgoingMessage outgoing;
        try {
            outgoing = messages.event(OutcomeEvents.of(task.event, outcome, order), task.event.eventId());
        } catch (RuntimeException | Error e) {
            failed(task, e);
            return;
        }
        publish(outgoing, () -> {
            metrics.done(task.message.routingKey(), task.sinceNanos);
            finish(task);
        });
    }

    private void failed(Task task, Throwable error) {
        FailureAction action = FailureAction.of(error);
        switch (action.kind()) {
            case HOLD -> hold(task, action);
            case RETRY, PARK -> {
                if (action.isBug()) gate.undecided();
                else gate.open();
                metrics.paused(gate.isShut());
                putAside(task.message, task.event.orderId().value(), action, () -> finish(task));
            }
        }
    }

    private void hold(Task task, FailureAction action) {
        if (draining) dropped();
        else gate.shut(task, action.detail());
        metrics.paused(gate.isShut());
    }

    /** Into a retry queue, or parks it when there is none left. */
    private void putAside(IncomingMessage message, String orderId, FailureAction action, Runnable whenConfirmed) {
        if (action.isBug()) logBug(message, action);
        int attempt = message.attempt() + 1;
        List<Duration> tiers = topology.retryTiers();
        if (action.kind() != FailureAction.Kind.RETRY || attempt > tiers.size()) {
            park(message, orderId, action, whenConfirmed);
            return;
        }
        line(message, orderId, action)
                .log(
                        "Message {} ({}) is tried again in {}, attempt {} of {}: {}, {}",
                        Printable.of(message.messageId()),
                        Printable.of(message.routingKey()),
                        Durations.text(tiers.get(attempt - 1)),
                        attempt,
                        tiers.size(),
                        action.reason(),
                        Printable.of(action.detail()));
        publish(messages.retry(message, topology.retryQueue(attempt), attempt, action.reason()), () -> {
            metrics.putAside(message.routingKey(), Fate.retried, action.reason());
            whenConfirmed.run();
        });
    }

    /** With its stack trace once, and not again for the messages that meet it soon after. */
    private void logBug(IncomingMessage message, FailureAction action) {
        long now = System.nanoTime();
        if (bugLoggedNanos != 0 && now - bugLoggedNanos < BUG_LOG_INTERVAL.toNanos()) return;
        bugLoggedNanos = now;
        LOG.error(
                "Message {} ({}) met a bug",
                Printable.of(message.messageId()),
                Printable.of(message.routingKey()),
                action.cause());
    }

    private void park(IncomingMessage message, String orderId, FailureAction action, Runnable whenConfirmed) {
        String reason = action.reason();
        String detail = action.detail();
        line(message, orderId, action)
                .log(
                        "Message {} ({}) is parked: {}, {}",
                        Printable.of(message.messageId()),
                        Printable.of(message.routingKey()),
                        reason,
                        Printable.of(detail));
        publish(messages.park(message, topology.parkingQueue(), reason, detail), () -> {
            metrics.putAside(message.routingKey(), Fate.parked, reason);
            whenConfirmed.run();
        });
    }

    /** With fields for who collects lines as JSON; the text has most of them already. */
    private static LoggingEventBuilder line(IncomingMessage message, String orderId, FailureAction action) {
        LoggingEventBuilder line = LOG.atWarn()
                .addKeyValue("message_id", Printable.of(message.messageId()))
                .addKeyValue("routing_key", Printable.of(message.routingKey()))
                .addKeyValue("reason", action.reason());
        return orderId.equals(UNKNOWN_ORDER) ? line : line.addKeyValue("order_id", orderId);
    }

    /** The event, or the copy, is in a queue: the next message of the order may begin. */
    private void finish(Task task) {
        acknowledge(task.message);
        perOrder.finish(task.event.orderId());
    }

    private void acknowledge(IncomingMessage message) {
        session.acknowledge(message);
        dropped();
    }

    private void publish(OutgoingMessage outgoing, Runnable whenConfirmed) {
        publish(outgoing, whenConfirmed, UnroutableEvents.PAUSE_MIN);
    }

    /** Publishes until the broker has the message in a queue, or it is dropped. */
    private void publish(OutgoingMessage outgoing, Runnable whenConfirmed, Duration pause) {
        if (ended) return;
        loop.whenDone(session.publisher().publish(outgoing), (nothing, error) -> {
            if (ended) return;
            if (error == null) {
                metrics.confirmed();
                whenConfirmed.run();
            } else if (!(error instanceof NotPublishedException why)) session.fail(error);
            else if (unroutable.drops(outgoing, why)) whenConfirmed.run();
            else publishLater(outgoing, whenConfirmed, pause);
        });
    }

    private void publishLater(OutgoingMessage outgoing, Runnable whenConfirmed, Duration pause) {
        unpublished++;
        session.prove();
        loop.after(pause, () -> {
            unpublished--;
            publish(outgoing, whenConfirmed, UnroutableEvents.longer(pause));
        });
        completeIfDrained();
    }

    private void dropped() {
        metrics.inFlight(--inFlight);
        completeIfDrained();
    }

    /** What no queue receives is not waited for. */
    private void completeIfDrained() {
        if (draining && inFlight <= unpublished) drained.complete(null);
    }

    private record Task(IncomingMessage message, OrderEvent event, long sinceNanos) {}
}
