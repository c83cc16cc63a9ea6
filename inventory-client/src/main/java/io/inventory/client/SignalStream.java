package io.inventory.client;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import io.inventory.InventoryException;
import io.inventory.UnavailableException;
import io.inventory.v1.InventoryServiceGrpc;
import io.inventory.v1.WatchSignalsRequest;
import io.inventory.v1.WatchSignalsResponse;
import java.util.OptionalLong;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * One stream of a subscription. gRPC calls it on the executor, one call after the other, so that its end comes after its
 * messages.
 */
final class SignalStream extends ClientCall.Listener<WatchSignalsResponse> {
    private final SignalSubscription subscription;
    private final Connection connection;
    private final Executor executor;
    private final CallFailures failures;
    private final long startNanos = System.nanoTime();
    private volatile @Nullable ClientCall<WatchSignalsRequest, WatchSignalsResponse> call;

    /** @param executor calls the listener */
    SignalStream(SignalSubscription subscription, Connection connection, Executor executor) {
        this.subscription = subscription;
        this.connection = connection;
        this.executor = executor;
        this.failures = new CallFailures(connection.servers(), connection.deadline());
    }

    long ageNanos() {
        return System.nanoTime() - startNanos;
    }

    void start(WatchSignalsRequest request) {
        try {
            ClientCall<WatchSignalsRequest, WatchSignalsResponse> opened = connection
                    .channel()
                    .newCall(InventoryServiceGrpc.getWatchSignalsMethod(), CallOptions.DEFAULT.withExecutor(executor));
            call = opened;
            opened.start(this, new Metadata());
            opened.request(1);
            opened.sendMessage(request);
            opened.halfClose();
            if (!subscription.isPresent(this)) cancel("the subscription has ended");
        } catch (Throwable e) {
            // an interceptor's, also an Error: the subscription must not be left without a stream in silence
            cancel("the stream could not be opened");
            subscription.broken(this, failures.of(e), OptionalLong.empty());
        }
    }

    @Override
    public void onMessage(WatchSignalsResponse message) {
        if (!subscription.enter(this)) return;
        try {
            subscription.deliver(message);
        } finally {
            subscription.returned();
        }
        if (subscription.isPresent(this)) askForNext();
    }

    private void askForNext() {
        ClientCall<?, ?> open = call;
        try {
            if (open != null) open.request(1);
        } catch (Throwable e) {
            subscription.broken(this, failures.of(e), OptionalLong.empty());
            cancel("the stream failed");
        }
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
        call = null;
        InventoryException failure = status.isOk()
                ? UnavailableException.unavailable(connection.servers() + " ended the stream of signals")
                : failures.of(status, trailers, 0, true);
        subscription.broken(this, failure, RetryPolicy.askedNanos(trailers));
    }

    void cancel(String why) {
        ClientCall<?, ?> open = call;
        try {
            if (open != null) open.cancel(why, null);
        } catch (Throwable e) {
            // an interceptor's: what the stream takes up ends with its connection
            call = null;
        }
    }
}
