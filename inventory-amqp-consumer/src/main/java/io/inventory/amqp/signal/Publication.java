package io.inventory.amqp.signal;

import io.inventory.ExpirySignal;
import io.inventory.Signal;
import io.inventory.SignalEntry;
import io.inventory.amqp.broker.EventLoop;
import io.inventory.amqp.broker.Publisher.NotPublishedException;
import io.inventory.amqp.broker.Publisher.WithdrawnException;
import io.inventory.amqp.broker.PublishingSession;
import io.inventory.amqp.broker.UnroutableEvents;
import io.inventory.amqp.message.OutgoingMessage;
import io.inventory.amqp.message.OutgoingMessages;
import io.inventory.amqp.message.SignalEvents;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;

/**
 * Publishes a page of signals: those of different SKUs and orders side by side, those of one SKU one after another, each when
 * the broker has confirmed the one before. One that no queue receives is dropped if it may be, or else published again after
 * longer and longer pauses, and its successors wait. Nothing is sent while the lease is not held.
 *
 * <p>All is done on the session's loop; the other thread may call {@link #start}, {@link #stop}, {@link #end}, {@link #done}
 * and {@link #confirmedUpTo}.
 */
final class Publication {
    private final PublishingSession session;
    private final EventLoop loop;
    private final OutgoingMessages messages;
    private final HeldLease lease;
    private final UnroutableEvents unroutable;
    private final List<SignalEntry> entries;
    private final boolean[] confirmed;
    private final CompletableFuture<Boolean> done = new CompletableFuture<>();
    private int confirmedPrefix;
    private int confirmedCount;
    private int sent;
    private boolean stopping;
    private volatile boolean ended;
    private volatile long confirmedUpTo;

    /** @param after the position before the page */
    Publication(
            PublishingSession session,
            OutgoingMessages messages,
            HeldLease lease,
            List<SignalEntry> entries,
            long after) {
        this.session = session;
        this.loop = session.loop();
        this.messages = messages;
        this.lease = lease;
        this.unroutable = session.unroutable();
        this.entries = entries;
        confirmed = new boolean[entries.size()];
        confirmedUpTo = after;
    }

    /** Begins; returns at once. */
    void start() {
        loop.execute(() -> {
            Map<String, Queue<Integer>> chains = new LinkedHashMap<>();
            for (int i = 0; i < entries.size(); i++)
                chains.computeIfAbsent(key(entries.get(i).signal()), key -> new ArrayDeque<>())
                        .add(i);
            completeIfDone();
            chains.values().forEach(chain -> next(chain, UnroutableEvents.PAUSE_MIN));
        });
    }

    /** Signals of one key are published one after another. An order expires once, and waits for no SKU. */
    private static String key(Signal signal) {
        return signal instanceof ExpirySignal expiry ? "order " + expiry.orderId() : "sku " + signal.sku();
    }

    /** Sends nothing further, and is done when what was sent has its answers; returns at once. */
    void stop() {
        loop.execute(() -> {
            stopping = true;
            completeIfDone();
        });
    }

    /** Does nothing any more; returns at once. */
    void end() {
        ended = true;
    }

    /** Completed when nothing is to be waited for any more: true if all is confirmed. */
    CompletableFuture<Boolean> done() {
        return done;
    }

    /** The position up to which each signal is confirmed. */
    long confirmedUpTo() {
        return confirmedUpTo;
    }

    private void next(Queue<Integer> chain, Duration pause) {
        Integer index = chain.peek();
        if (index == null || ended || stopping) return;
        OutgoingMessage outgoing =
                messages.event(SignalEvents.of(entries.get(index).signal()));
        sent++;
        loop.whenDone(session.publisher().publish(outgoing, this::maySend), (nothing, error) -> {
            if (ended) return;
            sent--;
            if (error == null || (error instanceof NotPublishedException why && unroutable.drops(outgoing, why))) {
                chain.remove();
                confirmed(index);
                next(chain, UnroutableEvents.PAUSE_MIN);
            } else if (error instanceof NotPublishedException) {
                loop.after(pause, () -> next(chain, UnroutableEvents.longer(pause)));
            } else if (error instanceof WithdrawnException) {
                done.complete(false);
            } else {
                session.fail(error);
            }
            completeIfDone();
        });
    }

    /** Asked when a message is sent, which may be long after it was published: the broker may have blocked in between. */
    private boolean maySend() {
        return !ended && lease.isHeld();
    }

    private void confirmed(int index) {
        confirmed[index] = true;
        confirmedCount++;
        while (confirmedPrefix < confirmed.length && confirmed[confirmedPrefix])
            confirmedUpTo = entries.get(confirmedPrefix++).position();
    }

    private void completeIfDone() {
        if (confirmedCount == entries.size()) done.complete(true);
        else if (stopping && sent == 0) done.complete(false);
    }
}
