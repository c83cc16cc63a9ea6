package io.inventory.client.cli.output;

import java.io.IOException;

/** Nobody takes the output any more, or it cannot be written. */
public final class ClosedOutputException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final boolean readerGone;

    ClosedOutputException(IOException cause) {
        this("the output", cause);
    }

    /** @param what cannot be written, for the message */
    public ClosedOutputException(String what, IOException cause) {
        super("cannot write " + what + ": " + cause.getMessage(), cause);
        String message = String.valueOf(cause.getMessage());
        readerGone = message.contains("Broken pipe") || message.contains("pipe is being closed");
    }

    /** Whether the reader has gone, as {@code head} does when it has seen enough; else something is wrong, a full disk say. */
    public boolean isReaderGone() {
        return readerGone;
    }
}
