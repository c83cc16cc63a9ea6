package io.inventory.grpc.http;

import com.google.protobuf.Message;
import io.grpc.Attributes;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.Status;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A unary call as gRPC's handlers and interceptors see it, whose answer goes elsewhere. Thread-safe, as handlers answer on
 * the thread that brings the answer.
 */
final class HttpCall<Q, S> extends ServerCall<Q, S> {
    private final MethodDescriptor<Q, S> method;
    private final Attributes connection;
    private final Consumer<Outcome> end;
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile boolean cancelled;
    private volatile @Nullable S message;

    /**
     * How a call ended.
     *
     * @param message what was answered, with the status OK
     */
    record Outcome(
            Status status, Metadata trailers, @Nullable Message message) {}

    /**
     * @param connection what is known of the connection, as gRPC's own transport would tell it
     * @param end is told the outcome once, on the thread that ends the call; must not block
     */
    HttpCall(MethodDescriptor<Q, S> method, Attributes connection, Consumer<Outcome> end) {
        this.method = method;
        this.connection = connection;
        this.end = end;
    }

    /** Nothing more is to be done for it. */
    void cancel() {
        cancelled = true;
    }

    boolean isClosed() {
        return closed.get();
    }

    @Override
    public void request(int messages) {
        // there is one, and it comes when it is complete
    }

    @Override
    public void sendHeaders(Metadata headers) {
        // no handler has any
    }

    @Override
    public void sendMessage(S answer) {
        message = answer;
    }

    @Override
    public void close(Status status, Metadata trailers) {
        if (closed.getAndSet(true)) return;
        end.accept(new Outcome(status, trailers, (Message) message));
    }

    @Override
    public boolean isCancelled() {
        return cancelled;
    }

    @Override
    public MethodDescriptor<Q, S> getMethodDescriptor() {
        return method;
    }

    @Override
    public Attributes getAttributes() {
        return connection;
    }
}
