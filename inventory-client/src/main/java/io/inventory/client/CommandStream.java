package io.inventory.client;

import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.inventory.ErrorReason;
import io.inventory.InventoryException;
import io.inventory.OrderCommand;
import io.inventory.UnavailableException;
import io.inventory.v1.ProcessOrdersRequest;
import io.inventory.v1.ProcessOrdersResponse;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Order commands on one stream ({@code ProcessOrders}) instead of a call each. Thread-safe; nothing here waits.
 *
 * <p><b>Order.</b> A command is sent when those of the same order that were submitted before it are over: answered, failed,
 * or given up, by their callers or at their deadlines. So the commands of an order are carried out in the order of their
 * calls, whatever has to be sent again. The exception is a command that was given up after it was sent: it may be carried
 * out later than one that follows it. Commands of different orders are in no order.
 *
 * <p><b>Sending again.</b> What a broken stream left unanswered, and what fails for a passing reason, is sent again within
 * its deadline, {@link InventoryClient#ATTEMPTS_MAX} times in all, after the pause that the server asks for or one of
 * {@link RetryPolicy}, and not while most commands fail. What was not sent yet waits for the next stream. A stream that
 * breaks for another reason (a message is too large, say) may do so because of any one of its commands: each is then sent
 * as a call of its own, so that the one at fault fails alone.
 */
final class CommandStream {
    /** The most commands under way as calls of their own. */
    private static final int ALONE_MAX = 64;

    private static final long TICK_MILLIS = 20;

    private final Connection connection;
    private final UnaryCalls calls;
    private final OpenAnswers answers;
    private final ScheduledExecutorService timer;
    private final CallFailures failures;
    private final AtomicLong numbers = new AtomicLong();

    private final StreamUpdates updates = new StreamUpdates(this::sendWhatFits);

    // All below is read and changed within updates.
    private final OpenCommands commands;
    private final PerOrderSequence sequence = new PerOrderSequence();
    private final Map<Long, PendingCommand<?>> sent = new LinkedHashMap<>();
    private final Deque<PendingCommand<?>> unsent = new ArrayDeque<>();
    private final RetryThrottle throttle = RetryThrottle.ofCommands();
    private final CurrentStream stream;
    private int underWayAlone;
    private boolean ended;

    /** @param timer ends commands at their deadlines, and sends again */
    CommandStream(Connection connection, UnaryCalls calls, OpenAnswers answers, ScheduledExecutorService timer) {
        this.connection = connection;
        this.calls = calls;
        this.answers = answers;
        this.timer = timer;
        this.commands = new OpenCommands(connection.deadline().toNanos());
        this.failures = new CallFailures(connection.servers(), connection.deadline());
        this.stream = new CurrentStream(connection.channel());
        var unused = timer.scheduleWithFixedDelay(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    OpenAnswers answers() {
        return answers;
    }

    /** @param executor completes the future */
    <A> CompletableFuture<A> submit(OrderCommand<A> command, Executor executor) {
        PendingCommand<A> pending = new PendingCommand<>(this, numbers.incrementAndGet(), command, executor);
        if (answers.add(pending)) updates.run(() -> accept(pending));
        return pending;
    }

    /** Nobody waits for the answer any more. */
    void giveUp(PendingCommand<?> pending) {
        updates.run(() -> over(pending));
    }

    /** A stream is about to be opened. */
    void opening(ClientCallStreamObserver<ProcessOrdersRequest> next) {
        updates.run(() -> stream.opening(next));
    }

    /** The stream takes messages again. */
    void ready() {
        updates.run(() -> {});
    }

    void received(ProcessOrdersResponse response) {
        updates.run(() -> answered(response));
    }

    /** @param which the stream that ended; null if it could not even begin */
    void ended(
            @Nullable ClientCallStreamObserver<ProcessOrdersRequest> which,
            Status status,
            @Nullable Metadata trailers) {
        updates.run(() -> {
            if (stream.call() == which && !ended) broken(status, trailers);
        });
    }

    /** Ends the stream; what is not over yet is for the caller to fail. */
    void end() {
        updates.run(() -> {
            ended = true;
            stream.end(sent.isEmpty());
        });
    }

    private void accept(PendingCommand<?> pending) {
        if (commands.isFull()) {
            // on the caller's thread, at once: nothing depends on the future yet
            updates.afterwards(() -> pending.completeExceptionally(UnavailableException.overloaded(
                    OpenCommands.COMMANDS_MAX + " commands wait for " + connection.servers())));
            return;
        }
        commands.add(pending);
        if (sequence.add(pending)) unsent.add(pending);
    }

    /** Takes a command out and lets the next one of its order be sent. */
    private void over(PendingCommand<?> pending) {
        if (!commands.remove(pending)) return;
        sent.remove(pending.number);
        PendingCommand<?> next = sequence.remove(pending);
        if (next != null) unsent.add(next);
    }

    private void fail(PendingCommand<?> pending, Supplier<InventoryException> failure) {
        over(pending);
        updates.afterwards(() -> pending.fail(failure));
    }

    private void sendWhatFits() {
        while (!ended && !unsent.isEmpty()) {
            PendingCommand<?> next = unsent.element();
            if (!next.open) {
                unsent.remove();
            } else if (next.alone) {
                if (underWayAlone == ALONE_MAX) return;
                unsent.remove();
                sendAlone(next);
            } else {
                stream.openIfNone(this);
                ClientCallStreamObserver<ProcessOrdersRequest> open = stream.call();
                if (open == null || !isReady(open)) return;
                unsent.remove();
                send(next, open);
            }
        }
    }

    private boolean isReady(ClientCallStreamObserver<ProcessOrdersRequest> open) {
        try {
            return open.isReady();
        } catch (Throwable e) {
            if (stream.call() == open) broken(Status.UNAVAILABLE.withCause(e), null);
            StreamEnd.cancel(open, "the stream failed", e);
            return false;
        }
    }

    private void send(PendingCommand<?> next, ClientCallStreamObserver<ProcessOrdersRequest> open) {
        stream.use();
        ClientMetrics metrics = connection.metrics();
        next.sentNanos = System.nanoTime();
        if (next.sends++ > 0 && metrics != null) metrics.sentAgain();
        sent.put(next.number, next);
        try {
            open.onNext(next.message());
        } catch (Throwable e) {
            // an interceptor's, say: this command is at fault, and what else it leaves of the stream nobody knows
            fail(next, () -> failures.of(e));
            if (stream.call() == open) broken(Status.UNAVAILABLE.withDescription("a command could not be sent"), null);
            StreamEnd.cancel(open, "a command could not be sent", e);
        }
    }

    private <A> void sendAlone(PendingCommand<A> next) {
        CompletableFuture<A> alone;
        try {
            alone = calls.submitWithin(next.command, next.deadlineNanos - System.nanoTime());
        } catch (Throwable e) {
            fail(next, () -> failures.of(e));
            return;
        }
        underWayAlone++;
        var unused = alone.whenComplete((answer, failure) -> updates.run(() -> {
            underWayAlone--;
            if (!next.open) return;
            over(next);
            updates.afterwards(() -> next.finish(answer, failure));
        }));
    }

    private void answered(ProcessOrdersResponse response) {
        PendingCommand<?> pending = sent.remove(response.getNumber());
        if (pending == null) return;
        stream.works();
        if (response.getResultCase() == ProcessOrdersResponse.ResultCase.ERROR) {
            failed(pending, response.getError());
            return;
        }
        throttle.succeeded();
        over(pending);
        updates.afterwards(() -> pending.answer(response));
    }

    /** One command failed, on a stream that goes on. */
    private void failed(PendingCommand<?> pending, com.google.rpc.Status details) {
        InventoryException failure = failures.ofCommand(details, pending.command);
        boolean maySoonSucceed = RetryPolicy.maySoonSucceed(failure);
        if (maySoonSucceed) throttle.failed();
        long pauseNanos = RetryPolicy.askedNanos(details).orElseGet(() -> RetryPolicy.pauseNanos(pending.sends));
        if (!maySoonSucceed
                || !throttle.allows()
                || isTooLate(failure, pending)
                || !maySendAgain(pending, pauseNanos)) {
            fail(pending, () -> failure);
            return;
        }
        var unused = timer.schedule(() -> updates.run(() -> unsent.add(pending)), pauseNanos, TimeUnit.NANOSECONDS);
    }

    /** Whether it has waited in the server's queue longer than it can once more; servers say so themselves at the end of calls. */
    private static boolean isTooLate(InventoryException failure, PendingCommand<?> pending) {
        long now = System.nanoTime();
        return failure.reason() == ErrorReason.OVERLOADED && pending.deadlineNanos - now < now - pending.sentNanos;
    }

    private boolean maySendAgain(PendingCommand<?> pending, long pauseNanos) {
        return connection.retries()
                && !ended
                && pending.sends < InventoryClient.ATTEMPTS_MAX
                && pauseNanos < pending.deadlineNanos - System.nanoTime();
    }

    /** The stream ended; what it left unanswered may or may not have been carried out. */
    private void broken(Status status, @Nullable Metadata trailers) {
        long pauseNanos = stream.broke(status, RetryPolicy.askedNanos(trailers));
        boolean passing = failures.isPassing(status, trailers);
        List<PendingCommand<?>> left = new ArrayList<>(sent.values());
        sent.clear();
        Collections.reverse(left);
        for (PendingCommand<?> pending : left) {
            if (passing ? maySendAgain(pending, pauseNanos) : connection.retries()) {
                pending.alone = !passing;
                unsent.addFirst(pending);
            } else {
                int bytes = pending.message().getSerializedSize();
                fail(pending, () -> failures.ofStream(status, trailers, bytes, left.size()));
            }
        }
        if (!stream.isUsed()) couldNotBeOpened(status, trailers, passing);
    }

    /** What waited for the stream waits for the next one, if that may be better and it is to be sent again at all. */
    private void couldNotBeOpened(Status status, @Nullable Metadata trailers, boolean passing) {
        if (connection.retries()) {
            if (!passing) unsent.forEach(pending -> pending.alone = true);
            return;
        }
        for (PendingCommand<?> next = unsent.poll(); next != null; next = unsent.poll())
            if (next.open) fail(next, () -> failures.of(status, trailers));
    }

    /** Ends what is past its deadline, and opens a stream when commands wait for one and the pause is over. */
    private void tick() {
        try {
            updates.run(this::endWhatIsOverdue);
        } catch (Throwable e) {
            // done again at the next interval: thrown from here it would end all time limits, of other streams too
        }
    }

    private void endWhatIsOverdue() {
        Status last = stream.lastFailure();
        for (PendingCommand<?> next = commands.overdue(); next != null; next = commands.overdue())
            fail(next, () -> failures.noAnswer(last));
        unsent.removeIf(pending -> !pending.open);
    }
}
