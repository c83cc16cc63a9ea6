package io.inventory.client;

import io.grpc.ManagedChannel;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.inventory.ErrorReason;
import io.inventory.InternalErrorException;
import io.inventory.InventoryException;
import io.inventory.OrderCommand;
import io.inventory.UnavailableException;
import io.inventory.v1.InventoryServiceGrpc;
import io.inventory.v1.ProcessOrdersRequest;
import io.inventory.v1.ProcessOrdersResponse;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Order commands on one stream ({@code ProcessOrders}) instead of a call each. A stream that breaks is opened anew and what
 * it left unanswered is sent again, within each command's deadline; that is safe, because every command is idempotent.
 * Thread-safe.
 */
final class CommandStream implements AutoCloseable {
    /** The most commands without an answer; one more is refused as overloaded. */
    static final int COMMANDS_MAX = 10_000;

    private static final long TICK_MILLIS = 20;
    private static final long REOPEN_MILLIS = 50;

    private final InventoryServiceGrpc.InventoryServiceStub stub;
    private final String servers;
    private final Duration deadline;
    private final ScheduledExecutorService timer;

    // All below is guarded by this.
    private final Map<Long, Pending<?>> sent = new HashMap<>();
    private final Deque<Pending<?>> unsent = new ArrayDeque<>();
    private final Deque<Pending<?>> byDeadline = new ArrayDeque<>();
    private @Nullable ClientCallStreamObserver<ProcessOrdersRequest> call;
    private @Nullable Throwable lastFailure;
    private long lastNumber;
    private long reopenNanos = System.nanoTime();
    private boolean closed;

    /** @param timer ends commands at their deadlines and opens broken streams anew */
    CommandStream(ManagedChannel channel, String servers, Duration deadline, ScheduledExecutorService timer) {
        stub = InventoryServiceGrpc.newStub(channel);
        this.servers = servers;
        this.deadline = deadline;
        this.timer = timer;
        var unused = timer.scheduleWithFixedDelay(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    <A> CompletableFuture<A> submit(OrderCommand<A> command) {
        CompletableFuture<A> answer = new CompletableFuture<>();
        synchronized (this) {
            if (closed)
                return CompletableFuture.failedFuture(UnavailableException.unavailable("the client was closed"));
            if (sent.size() + unsent.size() >= COMMANDS_MAX)
                return CompletableFuture.failedFuture(
                        UnavailableException.overloaded(COMMANDS_MAX + " commands wait for " + servers));
            long number = ++lastNumber;
            Pending<A> pending = new Pending<>(
                    number,
                    StreamMessages.request(number, command),
                    command,
                    answer,
                    System.nanoTime() + deadline.toNanos());
            unsent.add(pending);
            byDeadline.add(pending);
            sendWhatFits();
        }
        return answer;
    }

    private synchronized void sendWhatFits() {
        if (unsent.isEmpty() || closed) return;
        if (call == null) {
            if (System.nanoTime() - reopenNanos < 0) return;
            stub.processOrders(new Answers());
        }
        ClientCallStreamObserver<ProcessOrdersRequest> open = call;
        while (open != null && open.isReady() && !unsent.isEmpty()) {
            Pending<?> next = unsent.remove();
            if (next.answer.isDone()) continue;
            sent.put(next.number, next);
            open.onNext(next.message);
        }
    }

    private void answered(ProcessOrdersResponse response) {
        Pending<?> pending;
        synchronized (this) {
            pending = sent.remove(response.getNumber());
        }
        if (pending == null) return;
        if (response.getResultCase() != ProcessOrdersResponse.ResultCase.ERROR) {
            pending.complete(response);
            return;
        }
        InventoryException failure =
                CallFailure.of(StatusProto.toStatusRuntimeException(response.getError()), servers, deadline);
        // a read-only store stays so for longer than a deadline
        boolean maySoonSucceed = failure.isRetryable() && failure.reason() != ErrorReason.READ_ONLY;
        if (!maySoonSucceed || !sendAgain(pending)) pending.answer.completeExceptionally(failure);
    }

    /** Later, at the timer's pace; false if there is no time left for it. */
    private synchronized boolean sendAgain(Pending<?> pending) {
        if (closed || pending.deadlineNanos - System.nanoTime() < TimeUnit.MILLISECONDS.toNanos(REOPEN_MILLIS))
            return false;
        var unused = timer.schedule(
                () -> {
                    synchronized (this) {
                        unsent.add(pending);
                    }
                    sendWhatFits();
                },
                REOPEN_MILLIS,
                TimeUnit.MILLISECONDS);
        return true;
    }

    private synchronized void broken(
            ClientCallStreamObserver<ProcessOrdersRequest> which, @Nullable Throwable failure) {
        if (call != which) return;
        call = null;
        lastFailure = failure;
        reopenNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(REOPEN_MILLIS);
        List<Pending<?>> again = new ArrayList<>(sent.values());
        again.sort((a, b) -> Long.compare(b.number, a.number));
        again.forEach(unsent::addFirst);
        sent.clear();
    }

    /** Ends what is past its deadline, and sees to it that a broken stream is replaced while commands wait. */
    private void tick() {
        List<Pending<?>> late = new ArrayList<>();
        Throwable why;
        synchronized (this) {
            long now = System.nanoTime();
            for (Pending<?> next = byDeadline.peek(); next != null; next = byDeadline.peek()) {
                if (!next.answer.isDone() && next.deadlineNanos - now > 0) break;
                byDeadline.remove();
                if (next.answer.isDone()) continue;
                sent.remove(next.number);
                late.add(next);
            }
            unsent.removeIf(next -> next.answer.isDone());
            why = lastFailure;
        }
        for (Pending<?> pending : late) pending.answer.completeExceptionally(noAnswer(why));
        sendWhatFits();
    }

    private InventoryException noAnswer(@Nullable Throwable why) {
        String message = "no answer from " + servers + " within " + deadline.toMillis() + " ms";
        return why == null ? UnavailableException.unavailable(message) : UnavailableException.unavailable(message, why);
    }

    /** Waits for the answers that are under way, at most for the deadline, and ends the stream. */
    @Override
    public void close() {
        List<CompletableFuture<?>> open = new ArrayList<>();
        synchronized (this) {
            for (Pending<?> pending : byDeadline) open.add(pending.answer);
        }
        var unused = CompletableFuture.allOf(open.toArray(CompletableFuture[]::new))
                .exceptionally(failure -> null)
                .completeOnTimeout(null, deadline.toMillis(), TimeUnit.MILLISECONDS)
                .join();
        synchronized (this) {
            closed = true;
            if (call != null) call.onCompleted();
        }
        for (CompletableFuture<?> answer : open)
            answer.completeExceptionally(UnavailableException.unavailable("the client was closed"));
    }

    /** What one stream brings back. */
    private final class Answers implements ClientResponseObserver<ProcessOrdersRequest, ProcessOrdersResponse> {
        private @Nullable ClientCallStreamObserver<ProcessOrdersRequest> mine;

        @Override
        public void beforeStart(ClientCallStreamObserver<ProcessOrdersRequest> requests) {
            mine = requests;
            synchronized (CommandStream.this) {
                call = requests;
                lastFailure = null;
            }
            requests.setOnReadyHandler(CommandStream.this::sendWhatFits);
        }

        @Override
        public void onNext(ProcessOrdersResponse response) {
            answered(response);
        }

        @Override
        public void onError(Throwable failure) {
            if (mine != null) broken(mine, failure);
        }

        @Override
        public void onCompleted() {
            if (mine != null) broken(mine, null);
        }
    }

    /** A command that waits for its answer. */
    private record Pending<A>(
            long number,
            ProcessOrdersRequest message,
            OrderCommand<A> command,
            CompletableFuture<A> answer,
            long deadlineNanos) {
        void complete(ProcessOrdersResponse response) {
            try {
                answer.complete(StreamMessages.answer(command, response));
            } catch (RuntimeException e) {
                answer.completeExceptionally(
                        new InternalErrorException("the answer cannot be understood: " + e.getMessage(), e));
            }
        }
    }
}
