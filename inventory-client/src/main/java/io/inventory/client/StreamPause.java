package io.inventory.client;

import io.grpc.Status;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** When a stream that broke may be opened anew: after pauses that grow until one works. Not thread-safe. */
final class StreamPause {
    private int brokenInARow;
    private long endNanos = System.nanoTime();
    private @Nullable Status lastFailure;

    boolean isOver() {
        return System.nanoTime() - endNanos >= 0;
    }

    /** Why the last stream broke; null if one has worked since. */
    @Nullable
    Status lastFailure() {
        return lastFailure;
    }

    /** An answer came: what breaks next is the first again. */
    void streamWorks() {
        lastFailure = null;
        brokenInARow = 0;
    }

    /**
     * A stream broke, and the pause begins.
     *
     * @param asked the pause that the server asks for
     * @return the pause before what was under way may be sent again; {@link RetryPolicy#NEVER} if the server forbids it
     */
    long streamBroke(Status status, OptionalLong asked) {
        lastFailure = status;
        brokenInARow++;
        long pause = asked.orElseGet(() -> RetryPolicy.pauseNanos(brokenInARow));
        endNanos = System.nanoTime() + (pause == RetryPolicy.NEVER ? RetryPolicy.pauseNanos(brokenInARow) : pause);
        return pause;
    }
}
