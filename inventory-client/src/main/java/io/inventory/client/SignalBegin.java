package io.inventory.client;

import io.inventory.client.wire.SignalMessages;
import io.inventory.v1.WatchSignalsRequest;

/** Where to begin to watch signals. Immutable. */
public final class SignalBegin {
    private final WatchSignalsRequest request;

    private SignalBegin(WatchSignalsRequest request) {
        this.request = request;
    }

    /** With what happens from now on, that is once a server has taken the call: {@link SignalListener#onPosition} tells. */
    public static SignalBegin now() {
        return new SignalBegin(SignalMessages.watchNow());
    }

    /** With the oldest signal that is kept. */
    public static SignalBegin oldest() {
        return new SignalBegin(SignalMessages.watchOldest());
    }

    /**
     * After the signal that was dealt with last.
     *
     * @param resumeToken as a {@link SignalListener} or a {@link SignalSubscription} got it, of whichever server
     */
    public static SignalBegin after(String resumeToken) {
        return new SignalBegin(SignalMessages.watchAfter(resumeToken));
    }

    WatchSignalsRequest request() {
        return request;
    }
}
