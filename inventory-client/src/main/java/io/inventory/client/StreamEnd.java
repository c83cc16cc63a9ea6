package io.inventory.client;

import io.grpc.stub.ClientCallStreamObserver;
import org.jspecify.annotations.Nullable;

/**
 * Ends streams, whatever interceptors throw then. Nobody is told: the client has left the stream already, and what it
 * takes up ends with its connection.
 */
final class StreamEnd {
    private StreamEnd() {}

    /** Says that no more commands follow; cancels the stream if that cannot be said. */
    static void complete(ClientCallStreamObserver<?> stream) {
        try {
            stream.onCompleted();
        } catch (Throwable e) {
            cancel(stream, "the stream could not be completed", e);
        }
    }

    static void cancel(ClientCallStreamObserver<?> stream, String why, @Nullable Throwable cause) {
        try {
            stream.cancel(why, cause);
        } catch (Throwable e) {
            if (cause != null && cause != e) cause.addSuppressed(e);
        }
    }
}
