package io.inventory.grpc.http;

import java.util.concurrent.atomic.AtomicLong;

/** How many bytes are held for callers, with a limit. Thread-safe. */
final class HeldBytes {
    private final long bytesMax;
    private final AtomicLong held = new AtomicLong();

    HeldBytes(long bytesMax) {
        this.bytesMax = bytesMax;
    }

    /** False if they would be too many, and then nothing is held. */
    boolean tryAdd(int bytes) {
        if (held.addAndGet(bytes) <= bytesMax) return true;
        held.addAndGet(-bytes);
        return false;
    }

    void remove(int bytes) {
        held.addAndGet(-bytes);
    }

    long count() {
        return held.get();
    }
}
