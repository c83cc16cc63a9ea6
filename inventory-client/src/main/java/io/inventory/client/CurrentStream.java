package io.inventory.client;

import io.grpc.Channel;
import io.grpc.Context;
import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.inventory.v1.InventoryServiceGrpc;
import io.inventory.v1.InventoryServiceGrpc.InventoryServiceStub;
import io.inventory.v1.ProcessOrdersRequest;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The stream that commands are sent on at present. When it has broken the next one is opened, once a command waits for it
 * and the pause is over. Not thread-safe: it is read and changed within the updates of its {@link CommandStream}.
 */
final class CurrentStream {
    private final InventoryServiceStub stub;
    private final StreamPause pause = new StreamPause();
    private @Nullable ClientCallStreamObserver<ProcessOrdersRequest> call;
    private boolean used;

    CurrentStream(Channel channel) {
        this.stub = InventoryServiceGrpc.newStub(channel).withExecutor(Runnable::run);
    }

    /** Null while there is none. */
    @Nullable
    ClientCallStreamObserver<ProcessOrdersRequest> call() {
        return call;
    }

    /** Whether a command was sent on the last one that was opened. */
    boolean isUsed() {
        return used;
    }

    /** Why the last one broke; null if one has worked since. */
    @Nullable
    Status lastFailure() {
        return pause.lastFailure();
    }

    /** Opens one if there is none and the pause since the last one is over. */
    void openIfNone(CommandStream owner) {
        if (call != null || !pause.isOver()) return;
        used = false;
        StreamListener listener = new StreamListener(owner);
        try {
            // the context of the caller that happens to be here would end the stream with that caller's own call
            Context.ROOT.run(() -> stub.processOrders(listener));
        } catch (Throwable e) {
            // also an Error (a class that is missing, no thread to be had): commands and time limits depend on what
            // follows
            listener.couldNotStart(e);
        }
    }

    /** One is about to be opened, within {@link #openIfNone}. */
    void opening(ClientCallStreamObserver<ProcessOrdersRequest> next) {
        call = next;
    }

    /** A command is about to be sent on it. */
    void use() {
        used = true;
    }

    /** An answer came on it. */
    void works() {
        pause.streamWorks();
    }

    /**
     * It is left, and the pause begins.
     *
     * @param asked the pause that the server asks for
     * @return the pause before what was under way may be sent again; {@link RetryPolicy#NEVER} if the server forbids it
     */
    long broke(Status status, OptionalLong asked) {
        call = null;
        return pause.streamBroke(status, asked);
    }

    /**
     * Ends it for good.
     *
     * @param idle whether all that was sent on it is answered
     */
    void end(boolean idle) {
        ClientCallStreamObserver<ProcessOrdersRequest> open = call;
        call = null;
        if (open == null) return;
        if (idle) StreamEnd.complete(open);
        else StreamEnd.cancel(open, "the client was closed", null);
    }
}
