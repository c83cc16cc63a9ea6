package io.inventory.grpc;

import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * No more than a number of calls of services that anybody may call, some of which never end by themselves: those who watch the
 * health. Thread-safe.
 */
final class OpenCallLimit implements ServerInterceptor {
    /** How many calls of the health service and of reflection may be open. */
    static final int CALLS_MAX = 2_000;

    private static final Logger LOG = LoggerFactory.getLogger(OpenCallLimit.class);

    private final int callsMax;
    private final Semaphore free;
    private final LimitedLog refusals = new LimitedLog(LOG, Level.WARN, "calls refused", 1);

    OpenCallLimit(int callsMax) {
        this.callsMax = callsMax;
        this.free = new Semaphore(callsMax);
    }

    @Override
    public <Q, S> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, S> call, Metadata headers, ServerCallHandler<Q, S> next) {
        String method = call.getMethodDescriptor().getFullMethodName();
        if (!free.tryAcquire()) {
            refusals.log(
                    "call of {} refused: {} are open, the most that may be; peer {}",
                    method,
                    callsMax,
                    call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR));
            call.close(
                    Status.RESOURCE_EXHAUSTED.withDescription(callsMax + " calls of this kind are open"),
                    new Metadata());
            return new ServerCall.Listener<>() {};
        }
        AtomicBoolean ended = new AtomicBoolean();
        try {
            return new SimpleForwardingServerCallListener<>(next.startCall(call, headers)) {
                @Override
                public void onComplete() {
                    end(ended);
                    super.onComplete();
                }

                @Override
                public void onCancel() {
                    end(ended);
                    super.onCancel();
                }
            };
        } catch (RuntimeException | Error e) {
            end(ended);
            throw e;
        }
    }

    private void end(AtomicBoolean ended) {
        if (ended.compareAndSet(false, true)) free.release();
    }
}
