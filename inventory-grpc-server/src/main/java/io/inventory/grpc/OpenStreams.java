package io.inventory.grpc;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The streams that are open, so that they can be asked to end when the server stops. */
final class OpenStreams {
    private final Set<OrderStream> streams = ConcurrentHashMap.newKeySet();
    private volatile boolean stopping;

    void add(OrderStream stream) {
        streams.add(stream);
        if (stopping) stream.stop();
    }

    void remove(OrderStream stream) {
        streams.remove(stream);
    }

    void stop() {
        stopping = true;
        streams.forEach(OrderStream::stop);
    }
}
