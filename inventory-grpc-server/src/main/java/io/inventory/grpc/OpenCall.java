package io.inventory.grpc;

import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;

/**
 * A call that can be ended from outside of its service, whose answers from then on are dropped. Thread-safe where gRPC's own
 * is not: for what is sent, and the end.
 */
final class OpenCall<Q, S> extends SimpleForwardingServerCall<Q, S> {
    private boolean closed;
    private boolean gaveWay;

    OpenCall(ServerCall<Q, S> call) {
        super(call);
    }

    /** Ends it with that, unless its service has ended it. */
    synchronized void giveWay(Status status) {
        if (closed) return;
        closed = true;
        gaveWay = true;
        super.close(status, new Metadata());
    }

    synchronized boolean gaveWay() {
        return gaveWay;
    }

    @Override
    public synchronized void sendHeaders(Metadata headers) {
        if (!gaveWay) super.sendHeaders(headers);
    }

    @Override
    public synchronized void sendMessage(S message) {
        if (!gaveWay) super.sendMessage(message);
    }

    @Override
    public synchronized void close(Status status, Metadata trailers) {
        if (gaveWay) return;
        closed = true;
        super.close(status, trailers);
    }
}
