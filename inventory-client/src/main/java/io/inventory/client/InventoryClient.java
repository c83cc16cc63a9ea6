package io.inventory.client;

import com.google.protobuf.MessageLite;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import io.inventory.InternalErrorException;
import io.inventory.InvalidRequestException;
import io.inventory.Inventory;
import io.inventory.InventoryException;
import io.inventory.OrderCommand;
import io.inventory.Request;
import io.inventory.UnavailableException;
import io.inventory.client.Calls.Call;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * An inventory at the other end of a gRPC channel.
 *
 * <p>Every call has a deadline (default {@link #DEADLINE_DEFAULT}). Within it, what may succeed when it is sent again (a
 * server that cannot be reached, is stopping or overloaded) is sent again, up to {@link #ATTEMPTS_MAX} times in all and at
 * the pace that the server asks for; that is safe, because every command is idempotent. Given several addresses, or a
 * name that stands for several, calls go to the servers in turn, and around those that are down.
 *
 * <p>Failures are the exceptions that the inventory itself throws, with their ids and field names. When nothing answers
 * within the deadline it is an {@link UnavailableException} whose message begins with "inventory service unavailable" and
 * names the addresses. Malformed requests cannot be made, and requests over {@link #REQUEST_BYTES_MAX} are not sent.
 *
 * <p>Thread-safe; one client a process is enough. The connection is made with the first call. {@link #execute} blocks, but
 * needs none of the threads of {@link Builder#executor}, so that it may be called on them; an order command that is sent
 * on a stream ({@link Builder#streaming}) does.
 */
public final class InventoryClient implements Inventory {
    /** How long a call may take where the caller says nothing else. */
    public static final Duration DEADLINE_DEFAULT = Duration.ofSeconds(1);
    /** How often a call is sent at most. */
    public static final int ATTEMPTS_MAX = 4;
    /** The largest request, in bytes; no valid request is that large. */
    public static final int REQUEST_BYTES_MAX = 2 << 20;
    /** The largest answer, in bytes; no page of a listing is that large. */
    public static final int RESPONSE_BYTES_MAX = 16 << 20;

    /** How many calls may be under way at once; one more is refused at once, which keeps the others within their deadline. */
    public static final int CALLS_MAX = 4_000;

    private static final Duration CLOSE_MAX = Duration.ofSeconds(5);
    /** The network thread itself wakes the caller: that runs no code of the caller's, and spares a change of threads. */
    private static final CallOptions BLOCKING = CallOptions.DEFAULT.withExecutor(Runnable::run);

    private final ManagedChannel channel;
    private final String servers;
    private final Duration deadline;

    private final Semaphore free = new Semaphore(CALLS_MAX);

    private final @Nullable CommandStreams streams;

    private InventoryClient(
            ManagedChannel channel, String servers, Duration deadline, @Nullable CommandStreams streams) {
        this.channel = channel;
        this.servers = servers;
        this.deadline = deadline;
        this.streams = streams;
    }

    /**
     * A client with all defaults; connects with the first call.
     *
     * @param addresses {@code host:port} each; without a port it is 9090
     * @throws IllegalArgumentException if there is none, or one is malformed
     */
    public static InventoryClient connect(String... addresses) {
        return builder(addresses).build();
    }

    /**
     * A client to be configured.
     *
     * @param addresses {@code host:port} each; without a port it is 9090
     * @throws IllegalArgumentException if there is none, or one is malformed
     */
    public static Builder builder(String... addresses) {
        return new Builder(Arrays.stream(addresses).map(ServerAddress::parse).toList());
    }

    /** Blocks for the deadline at most; an interrupt cancels the call. */
    @Override
    public <A> A execute(Request<A> request) {
        CompletableFuture<A> answer = submit(request, BLOCKING);
        try {
            return answer.get();
        } catch (InterruptedException e) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw UnavailableException.unavailable("interrupted while waiting for " + servers, e);
        } catch (ExecutionException e) {
            // The trace of the network thread says nothing; the caller's does.
            throw (InventoryException) Objects.requireNonNull(e.getCause()).fillInStackTrace();
        }
    }

    /**
     * Sends a request; the future is completed on {@link Builder#executor}, within the deadline. Cancelling it cancels the
     * call: what the server has not begun, it does not begin.
     */
    @Override
    public <A> CompletableFuture<A> submit(Request<A> request) {
        return submit(request, CallOptions.DEFAULT);
    }

    private <A> CompletableFuture<A> submit(Request<A> request, CallOptions options) {
        return streams != null && request instanceof OrderCommand<A> command
                ? streams.submit(command)
                : call(request, options);
    }

    private <A> CompletableFuture<A> call(Request<A> request, CallOptions options) {
        Call<Request<A>, A, MessageLite, Object> call = Calls.of(request);
        MessageLite message = call.toMessage().apply(request);
        int bytes = message.getSerializedSize();
        if (bytes > REQUEST_BYTES_MAX)
            return CompletableFuture.failedFuture(new InvalidRequestException(
                    "request", "must have at most " + REQUEST_BYTES_MAX + " bytes, has " + bytes));
        if (!free.tryAcquire())
            return CompletableFuture.failedFuture(
                    UnavailableException.overloaded(CALLS_MAX + " calls wait for " + servers));
        ClientCall<MessageLite, Object> sent =
                channel.newCall(call.method(), options.withDeadlineAfter(deadline.toNanos(), TimeUnit.NANOSECONDS));
        CompletableFuture<A> answer = new CompletableFuture<>();
        ClientCalls.asyncUnaryCall(sent, message, new Answer<>(call, answer));
        var unused = answer.whenComplete((value, failure) -> {
            free.release();
            if (answer.isCancelled()) sent.cancel("cancelled by the caller", failure);
        });
        return answer;
    }

    /** Takes no more calls, waits for those under way, but for no more than 5 s, and closes the connections. */
    @Override
    public void close() {
        if (streams != null) streams.close();
        channel.shutdown();
        boolean interrupted = false;
        try {
            if (channel.awaitTermination(CLOSE_MAX.toMillis(), TimeUnit.MILLISECONDS)) return;
        } catch (InterruptedException e) {
            interrupted = true;
        }
        channel.shutdownNow();
        if (interrupted) Thread.currentThread().interrupt();
    }

    /** Completes the caller's future with what the server sends. */
    private final class Answer<A> implements StreamObserver<Object> {
        private final Call<?, A, ?, Object> call;
        private final CompletableFuture<A> answer;

        Answer(Call<?, A, ?, Object> call, CompletableFuture<A> answer) {
            this.call = call;
            this.answer = answer;
        }

        @Override
        public void onNext(Object message) {
            try {
                answer.complete(call.toAnswer().apply(message));
            } catch (RuntimeException e) {
                answer.completeExceptionally(new InternalErrorException(
                        "the answer of " + servers + " cannot be understood: " + e.getMessage(), e));
            }
        }

        @Override
        public void onError(Throwable failure) {
            answer.completeExceptionally(CallFailure.of(failure, servers, deadline));
        }

        @Override
        public void onCompleted() {
            if (!answer.isDone()) onError(new IllegalStateException("the call ended without an answer"));
        }
    }

    /** What a client may be told; every setting has a default. Not thread-safe. */
    public static final class Builder {
        private final List<ServerAddress> addresses;
        private final Channels channels = new Channels();
        private Duration deadline = DEADLINE_DEFAULT;
        private boolean streaming;

        private Builder(List<ServerAddress> addresses) {
            if (addresses.isEmpty()) throw new IllegalArgumentException("give at least one address");
            this.addresses = addresses;
        }

        /** How long a call may take, attempts and pauses included; default 1 s. */
        public Builder deadline(Duration deadline) {
            if (deadline.isZero() || deadline.isNegative())
                throw new IllegalArgumentException("the deadline must be positive, is " + deadline);
            this.deadline = deadline;
            return this;
        }

        /**
         * Where futures are completed; default a pool that gRPC shares among its channels. {@code Runnable::run} completes
         * them on the network thread: the fastest, but then nothing that depends on a future may block.
         */
        public Builder executor(Executor executor) {
            channels.executor(executor);
            return this;
        }

        /** Whether calls are sent again within the deadline; default true. */
        public Builder retries(boolean enabled) {
            channels.retries(enabled);
            return this;
        }

        /**
         * Sends order commands on a stream to each server instead of a call each, which takes bulk callers twice as many a
         * second or more; default false. The commands of one order keep to one stream, in the order of their calls.
         */
        public Builder streaming(boolean enabled) {
            streaming = enabled;
            return this;
        }

        /** Makes the client; connects with its first call. */
        public InventoryClient build() {
            ManagedChannel channel = channels.open(addresses);
            String servers = String.join(
                    ", ", addresses.stream().map(ServerAddress::toString).toList());
            CommandStreams streams =
                    streaming ? new CommandStreams(channel, servers, deadline, addresses.size()) : null;
            return new InventoryClient(channel, servers, deadline, streams);
        }
    }
}
