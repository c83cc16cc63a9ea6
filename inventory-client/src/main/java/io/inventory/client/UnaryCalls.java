package io.inventory.client;

import com.google.protobuf.MessageLite;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Deadline;
import io.grpc.Metadata;
import io.grpc.Status;
import io.inventory.InternalErrorException;
import io.inventory.InvalidRequestException;
import io.inventory.InventoryException;
import io.inventory.OperatorCommand;
import io.inventory.Request;
import io.inventory.UnavailableException;
import io.inventory.client.wire.Calls;
import io.inventory.client.wire.Calls.Call;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** Requests as calls of their own, each with one answer, not more than {@link InventoryClient#CALLS_MAX} at once. Thread-safe. */
final class UnaryCalls {
    private final Connection connection;
    private final OpenAnswers answers;
    private final CallFailures failures;
    private final RetryThrottle brokenAnswers = RetryThrottle.ofCalls();
    private final Semaphore free = new Semaphore(InventoryClient.CALLS_MAX);

    UnaryCalls(Connection connection, OpenAnswers answers) {
        this.connection = connection;
        this.answers = answers;
        this.failures = new CallFailures(connection.servers(), connection.deadline());
    }

    /** @param executor completes the future */
    <A> CompletableFuture<A> submit(Request<A> request, Executor executor) {
        return submit(request, executor, connection.deadline().toNanos());
    }

    /** @param limitNanos how long the call may take */
    <A> CompletableFuture<A> submit(Request<A> request, Executor executor, long limitNanos) {
        return submit(callOf(request), request, executor, limitNanos);
    }

    /** The same for what is asked of a server, and not of its inventory. */
    <R, A, Q extends MessageLite, S> CompletableFuture<A> submit(
            Call<R, A, Q, S> call, R request, Executor executor, long limitNanos) {
        Answer<R, A, Q, S> answer = new Answer<>(call, request, free::release);
        if (!free.tryAcquire())
            return CompletableFuture.failedFuture(UnavailableException.overloaded(
                    InventoryClient.CALLS_MAX + " calls wait for " + connection.servers()));
        if (answers.add(answer)) answer.begin(executor, limitNanos);
        return answer;
    }

    /**
     * For a command that a stream has accepted, and limits in number. The future is completed on the network's thread.
     */
    <A> CompletableFuture<A> submitWithin(Request<A> request, long limitNanos) {
        Answer<Request<A>, A, MessageLite, Object> answer = new Answer<>(callOf(request), request, () -> {});
        answer.begin(Runnable::run, limitNanos);
        return answer;
    }

    private static <A> Call<Request<A>, A, MessageLite, Object> callOf(Request<A> request) {
        return Calls.of(request);
    }

    private final class Answer<R, A, Q extends MessageLite, S> extends CallerFuture<A> {
        private final Call<R, A, Q, S> call;
        private final R request;
        private final Runnable makeRoom;
        private final AtomicBoolean released = new AtomicBoolean();
        private volatile @Nullable ClientCall<Q, S> sent;
        private boolean sentAgain;

        Answer(Call<R, A, Q, S> call, R request, Runnable makeRoom) {
            super(answers);
            this.call = call;
            this.request = request;
            this.makeRoom = makeRoom;
        }

        void begin(Executor executor, long limitNanos) {
            try {
                Q message = call.toMessage().apply(request);
                InvalidRequestException refusal = refusal(message.getSerializedSize());
                if (refusal != null) {
                    completeExceptionally(refusal);
                    return;
                }
                send(
                        message,
                        CallOptions.DEFAULT.withExecutor(executor).withDeadlineAfter(limitNanos, TimeUnit.NANOSECONDS));
            } catch (Throwable e) {
                // an interceptor's, or a channel's that was closed; also an Error, which would keep the room for this
                // call
                completeExceptionally(failures.of(e));
            }
        }

        /** Why the request can't be sent. */
        private @Nullable InvalidRequestException refusal(int bytes) {
            if (bytes > InventoryClient.REQUEST_BYTES_MAX)
                return new InvalidRequestException(
                        "request", "must have at most " + InventoryClient.REQUEST_BYTES_MAX + " bytes, has " + bytes);
            // left out silently, the ledger would name another, or nobody
            return request instanceof OperatorCommand<?> command
                            && !command.actor().isNobody()
                    ? new InvalidRequestException(
                            "actor",
                            "must be left out: the server names whom it has authenticated, not '" + command.actor()
                                    + "'")
                    : null;
        }

        private void send(Q message, CallOptions options) {
            ClientCall<Q, S> opened = connection.channel().newCall(call.method(), options);
            sent = opened;
            opened.start(new Listener(message, options), new Metadata());
            // one answer, and a second one that there must not be, in one go
            opened.request(call.method().getType().serverSendsOneMessage() ? 2 : Integer.MAX_VALUE);
            opened.sendMessage(message);
            opened.halfClose();
            if (released.get()) opened.cancel("given up", null);
        }

        /**
         * Once more, as another call and after a pause, because an answer broke off: gRPC sends nothing again once one has begun to
         * come. Its throttle cannot be asked; this is another one of the same size.
         */
        private boolean sendAgain(Q message, CallOptions options, Metadata trailers) {
            if (!connection.retries() || sentAgain || !brokenAnswers.allows()) return false;
            long pauseNanos = RetryPolicy.askedNanos(trailers).orElseGet(() -> RetryPolicy.pauseNanos(1));
            Deadline deadline = options.getDeadline();
            if (deadline != null && pauseNanos >= deadline.timeRemaining(TimeUnit.NANOSECONDS)) return false;
            sentAgain = true;
            // on the JDK's own timer thread: to send does not block, and an executor of the caller's may have no thread
            CompletableFuture.delayedExecutor(pauseNanos, TimeUnit.NANOSECONDS, Runnable::run)
                    .execute(() -> sendAfterPause(message, options));
            return true;
        }

        private void sendAfterPause(Q message, CallOptions options) {
            if (released.get()) return;
            try {
                ClientMetrics metrics = connection.metrics();
                if (metrics != null) metrics.sentAgain();
                send(message, options);
            } catch (Throwable e) {
                completeExceptionally(failures.of(e));
            }
        }

        @Override
        void release() {
            if (released.getAndSet(true)) return;
            makeRoom.run();
            ClientCall<Q, S> opened = sent;
            if (opened == null) return;
            try {
                opened.cancel("given up", null);
            } catch (Throwable e) {
                // an interceptor's: the caller has its answer all the same, and the call ends at its deadline
                sent = null;
            }
        }

        /** Completes the future with what the server sends, unless it was given up. */
        private final class Listener extends ClientCall.Listener<S> {
            private final Q asked;
            private final CallOptions options;
            private boolean answered;
            private final List<S> messages = new ArrayList<>(1);

            Listener(Q asked, CallOptions options) {
                this.asked = asked;
                this.options = options;
            }

            @Override
            public void onHeaders(Metadata headers) {
                answered = true;
            }

            @Override
            public void onMessage(S received) {
                messages.add(received);
            }

            @Override
            public void onClose(Status status, Metadata trailers) {
                sent = null;
                if (released.get()) return;
                if (status.isOk()) brokenAnswers.succeeded();
                if (answered && !status.isOk() && failures.isPassing(status, trailers)) {
                    brokenAnswers.failed();
                    if (sendAgain(asked, options, trailers)) return;
                }
                if (!status.isOk())
                    completeExceptionally(failures.of(status, trailers, asked.getSerializedSize(), answered));
                else if (messages.isEmpty()) completeExceptionally(incomprehensible("it is empty", null));
                else read();
            }

            private void read() {
                A value;
                try {
                    value = call.toAnswer().apply(request, messages);
                } catch (Throwable e) {
                    completeExceptionally(incomprehensible(e.getMessage(), e));
                    return;
                }
                complete(value);
            }
        }
    }

    private InventoryException incomprehensible(@Nullable String why, @Nullable Throwable cause) {
        String message = "the answer of " + connection.servers() + " cannot be understood: " + why;
        return cause == null ? new InternalErrorException(message) : new InternalErrorException(message, cause);
    }
}
