package io.inventory.grpc;

import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;

/**
 * Counts calls under way, so that a stop can wait for them alone: watchers of the health service, which never end by
 * themselves, do not count.
 */
final class OpenCalls implements ServerInterceptor {
    private final Predicate<MethodDescriptor<?, ?>> counted;
    private int open;

    /** @param counted the methods whose calls count */
    OpenCalls(Predicate<MethodDescriptor<?, ?>> counted) {
        this.counted = counted;
    }

    @Override
    public <Q, S> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, S> call, Metadata headers, ServerCallHandler<Q, S> next) {
        if (!counted.test(call.getMethodDescriptor())) return next.startCall(call, headers);
        AtomicBoolean ended = new AtomicBoolean();
        begin();
        return new SimpleForwardingServerCallListener<>(listener(call, headers, next, ended)) {
            @Override
            public void onComplete() {
                try {
                    super.onComplete();
                } finally {
                    end(ended);
                }
            }

            @Override
            public void onCancel() {
                try {
                    super.onCancel();
                } finally {
                    end(ended);
                }
            }
        };
    }

    /** What does not even begin is not under way. */
    private <Q, S> ServerCall.Listener<Q> listener(
            ServerCall<Q, S> call, Metadata headers, ServerCallHandler<Q, S> next, AtomicBoolean ended) {
        try {
            return next.startCall(call, headers);
        } catch (RuntimeException | Error e) {
            end(ended);
            throw e;
        }
    }

    /** Waits until no call is under way; false if there still is one after {@code limit}. */
    synchronized boolean awaitNone(Duration limit) throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        while (open > 0) {
            long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
            if (left <= 0) return false;
            wait(left);
        }
        return true;
    }

    /** How many are under way. */
    synchronized int open() {
        return open;
    }

    private synchronized void begin() {
        open++;
    }

    private void end(AtomicBoolean ended) {
        if (!ended.compareAndSet(false, true)) return;
        synchronized (this) {
            if (--open == 0) notifyAll();
        }
    }
}
