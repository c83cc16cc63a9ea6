package io.inventory.amqp.broker;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.Return;
import io.inventory.amqp.message.OutgoingMessage;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes so that a success means that the broker has the message in a queue: mandatory, persistent, confirmed, not
 * returned. Many may be unconfirmed at once; they are sent in the order of the calls, also when the broker blocks in
 * between.
 *
 * <p>All is done on one thread, the {@code loop}; only {@link #overdue} and {@link #isBlocked} may be asked by another, because that
 * thread may be the one that hangs. What waits while the broker blocks is not limited here: its publishers have to wait for their
 * confirms.
 */
public final class Publisher {
    private static final Logger LOG = LoggerFactory.getLogger(Publisher.class);

    private final Channel channel;
    private final EventLoop loop;
    private final NavigableMap<Long, Sent> unconfirmed = new TreeMap<>();
    /** What is not sent yet, because the broker blocks or because what waited before it is not sent either. */
    private final Queue<Waiting> waiting = new ArrayDeque<>();

    private boolean broken;
    private volatile boolean blocked;
    private volatile long unblockedAtNanos = System.nanoTime();
    private volatile boolean somethingUnconfirmed;
    private volatile long oldestSentAtNanos;

    private Publisher(Channel channel, EventLoop loop) {
        this.channel = channel;
        this.loop = loop;
    }

    static Publisher on(Connection connection, EventLoop loop) throws IOException {
        Channel channel = connection.createChannel();
        if (channel == null) throw new IOException("the broker gives no further channel");
        Publisher publisher = new Publisher(channel, loop);
        channel.confirmSelect();
        channel.addConfirmListener(
                (tag, multiple) -> loop.execute(() -> publisher.confirmed(tag, multiple, true)),
                (tag, multiple) -> loop.execute(() -> publisher.confirmed(tag, multiple, false)));
        channel.addReturnListener((Return returned) -> loop.execute(() -> publisher.returned(returned)));
        connection.addBlockedListener(publisher::block, publisher::unblock);
        return publisher;
    }

    Channel channel() {
        return channel;
    }

    /**
     * Publishes; the future succeeds when the broker has the message in at least one queue, and fails with a {@link
     * NotPublishedException} when it says that it has not. With any other exception the channel is of no use any more,
     * and nothing is known of the message. It is completed on the loop.
     */
    public CompletableFuture<Void> publish(OutgoingMessage outgoing) {
        return publish(outgoing, () -> true);
    }

    /**
     * The same if it may be sent, which is asked on the loop right before that, however long the broker has blocked until
     * then. If not, the future fails with a {@link WithdrawnException}.
     */
    public CompletableFuture<Void> publish(OutgoingMessage outgoing, BooleanSupplier maySend) {
        Waiting next = new Waiting(outgoing, maySend, new CompletableFuture<>());
        // When the broker has unblocked, what waits is sent by a task of the loop, and this may be one before it.
        if (blocked || !waiting.isEmpty()) waiting.add(next);
        else sendIfItMay(next);
        return next.confirmed;
    }

    private void sendIfItMay(Waiting next) {
        if (next.maySend.getAsBoolean()) send(next.outgoing, next.confirmed);
        else next.confirmed.completeExceptionally(new WithdrawnException());
    }

    private void send(OutgoingMessage outgoing, CompletableFuture<Void> confirmed) {
        if (broken) {
            confirmed.completeExceptionally(new IOException("nothing can be published after a failure"));
            return;
        }
        long now = System.nanoTime();
        if (unconfirmed.isEmpty()) oldestSentAtNanos = now;
        unconfirmed.put(channel.getNextPublishSeqNo(), new Sent(outgoing, confirmed, now));
        // Before the write: it may be what hangs.
        somethingUnconfirmed = true;
        try {
            channel.basicPublish(
                    outgoing.exchange(), outgoing.routingKey(), true, outgoing.properties(), outgoing.body());
        } catch (IOException | RuntimeException e) {
            // The channel has counted a message that the broker may never get: no later confirm could be believed.
            broken = true;
            unconfirmed.clear();
            confirmed.completeExceptionally(e);
        }
    }

    /** A return comes before the confirm of the same message and names no number: it is found by what it says. */
    private void returned(Return returned) {
        String why = "no queue received it (" + returned.getReplyText() + ")";
        for (Sent sent : unconfirmed.values()) if (sent.outgoing.isSameAs(returned)) sent.returnedWhy = why;
    }

    private void confirmed(long tag, boolean multiple, boolean taken) {
        List<Sent> done = new ArrayList<>();
        if (multiple) {
            NavigableMap<Long, Sent> all = unconfirmed.headMap(tag, true);
            done.addAll(all.values());
            all.clear();
        } else {
            Sent sent = unconfirmed.remove(tag);
            if (sent != null) done.add(sent);
        }
        if (!unconfirmed.isEmpty()) oldestSentAtNanos = unconfirmed.firstEntry().getValue().sentAtNanos;
        somethingUnconfirmed = !unconfirmed.isEmpty();
        for (Sent sent : done) {
            if (!taken) sent.confirmed.completeExceptionally(new NotPublishedException("the broker refused it", false));
            else if (!sent.returnedWhy.isEmpty())
                sent.confirmed.completeExceptionally(new NotPublishedException(sent.returnedWhy, true));
            else sent.confirmed.complete(null);
        }
    }

    /** Called on the connection's thread: the loop may be stuck in a write that the broker does not read. */
    private void block(String reason) {
        blocked = true;
        LOG.warn("The broker has blocked publishing ({}), messages wait", reason);
    }

    private void unblock() {
        unblockedAtNanos = System.nanoTime();
        blocked = false;
        LOG.info("The broker has unblocked publishing");
        loop.execute(this::sendWaiting);
    }

    private void sendWaiting() {
        while (!blocked && !waiting.isEmpty()) sendIfItMay(waiting.remove());
    }

    /** Whether the broker has said that it takes nothing at present. */
    boolean isBlocked() {
        return blocked;
    }

    /** Whether the oldest message has waited for its confirm longer than {@code limit}, not counting blocked time. */
    boolean overdue(Duration limit) {
        long now = System.nanoTime();
        return somethingUnconfirmed
                && !blocked
                && now - oldestSentAtNanos > limit.toNanos()
                && now - unblockedAtNanos > limit.toNanos();
    }

    private record Waiting(OutgoingMessage outgoing, BooleanSupplier maySend, CompletableFuture<Void> confirmed) {}

    private static final class Sent {
        final OutgoingMessage outgoing;
        final CompletableFuture<Void> confirmed;
        final long sentAtNanos;
        String returnedWhy = "";

        Sent(OutgoingMessage outgoing, CompletableFuture<Void> confirmed, long sentAtNanos) {
            this.outgoing = outgoing;
            this.confirmed = confirmed;
            this.sentAtNanos = sentAtNanos;
        }
    }

    /** The broker has said that the message is in no queue. */
    public static final class NotPublishedException extends Exception {
        private static final long serialVersionUID = 1;

        private final boolean unroutable;

        NotPublishedException(String why, boolean unroutable) {
            super(why);
            this.unroutable = unroutable;
        }

        /** Whether no queue receives such a message; otherwise one that would receive it is full, say. */
        public boolean isUnroutable() {
            return unroutable;
        }
    }

    /** The message may not be sent any more, and was not. */
    public static final class WithdrawnException extends Exception {
        private static final long serialVersionUID = 1;

        WithdrawnException() {
            super("it may not be sent any more");
        }
    }
}
