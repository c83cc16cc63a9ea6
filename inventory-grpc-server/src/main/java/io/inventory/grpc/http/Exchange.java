package io.inventory.grpc.http;

import com.google.protobuf.Message;
import io.grpc.Attributes;
import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerMethodDefinition;
import io.grpc.netty.shaded.io.netty.util.concurrent.EventExecutor;
import io.inventory.grpc.http.HttpCall.Outcome;
import java.io.InputStream;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * A call from the head of its request to the end of its answer: what gRPC's server does around a handler. Used by its
 * connection's thread alone.
 */
final class Exchange<Q, S> {
    private final HttpCall<Q, S> call;
    private final Context.CancellableContext context;
    private final ServerCall.Listener<Q> listener;
    private boolean ended;

    private Exchange(HttpCall<Q, S> call, Context.CancellableContext context, ServerCall.Listener<Q> listener) {
        this.call = call;
        this.context = context;
        this.listener = listener;
    }

    /**
     * What an exchange tells of, on the connection's thread.
     *
     * @param answered is told how the call ended
     * @param overdue is run when the caller's deadline is over
     */
    record Ends(Consumer<Outcome> answered, Runnable overdue) {}

    /** Begins a call: its caller's role is checked now, before its message has come. */
    static <Q, S> Exchange<Q, S> begin(
            ServerMethodDefinition<Q, S> method, RequestHead head, Connection connection, Ends ends) {
        EventExecutor thread = connection.thread();
        HttpCall<Q, S> call = new HttpCall<>(
                method.getMethodDescriptor(),
                connection.attributes(),
                outcome -> thread.execute(() -> ends.answered.accept(outcome)));
        Context.CancellableContext context = head.timeout()
                .map(timeout -> Context.ROOT.withDeadlineAfter(timeout.toNanos(), TimeUnit.NANOSECONDS, thread))
                .orElseGet(Context.ROOT::withCancellation);
        Context before = context.attach();
        try {
            Metadata metadata = head.metadata();
            Exchange<Q, S> exchange =
                    new Exchange<>(call, context, method.getServerCallHandler().startCall(call, metadata));
            context.addListener(
                    over -> {
                        if (over.cancellationCause() instanceof TimeoutException) ends.overdue.run();
                    },
                    thread);
            return exchange;
        } catch (RuntimeException | Error e) {
            context.cancel(e);
            throw e;
        } finally {
            context.detach(before);
        }
    }

    /**
     * Where a call comes from.
     *
     * @param attributes as gRPC's own transport would tell them
     */
    record Connection(Attributes attributes, EventExecutor thread) {}

    /** Whether it was refused already, without its message. */
    boolean isRefused() {
        return call.isClosed();
    }

    /** An empty message of the kind that it takes. */
    Message.Builder message() {
        Message empty = (Message) method().parseRequest(InputStream.nullInputStream());
        return empty.newBuilderForType();
    }

    MethodDescriptor<Q, S> method() {
        return call.getMethodDescriptor();
    }

    /** The message has come. */
    @SuppressWarnings("unchecked")
    void handle(Message message) {
        within(() -> {
            listener.onMessage((Q) message);
            listener.onHalfClose();
        });
    }

    /** The answer was sent. */
    void end() {
        if (ended) return;
        ended = true;
        within(listener::onComplete);
        context.cancel(null);
    }

    /** The caller has left, or is answered without the handler: it is to give up. */
    void cancel() {
        if (ended) return;
        ended = true;
        call.cancel();
        context.cancel(null);
        within(listener::onCancel);
    }

    private void within(Runnable task) {
        Context before = context.attach();
        try {
            task.run();
        } finally {
            context.detach(before);
        }
    }
}
