package io.inventory.grpc;

import java.time.Duration;

/** A stream that is ended from outside when the server stops, or when its caller does nothing. Thread-safe. */
interface ServedStream {
    /** Takes nothing more, answers what was taken, and then ends. */
    void stop();

    /** Ends if its caller takes nothing of what there is for it, and has not for that long. */
    void endIfUnread(Duration unreadMax);

    /** Ends if its caller has sent nothing, and waited for nothing, for that long. */
    void endIfIdle(Duration idleMax);
}
