package io.inventory.client;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.Context;
import io.grpc.Context.CancellableContext;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.inventory.InternalErrorException;
import io.inventory.InventoryException;
import io.inventory.PageToken;
import io.inventory.UnavailableException;
import io.inventory.VerifiedPart;
import io.inventory.client.wire.VerificationMessages;
import io.inventory.v1.InventoryAdminServiceGrpc;
import io.inventory.v1.VerifyLedgerRequest;
import io.inventory.v1.VerifyLedgerResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A verification of all that an inventory has stored, part by part, from {@link InventoryClient#verifyLedger}. The server reads
 * no faster than it was told to, and ahead of what was taken from here by what the network takes.
 *
 * <p>What breaks the stream and may pass only interrupts it: it goes on, with another server if there are several, after the last
 * part that was given, up to {@link #ATTEMPTS_MAX} times in a row; a client {@linkplain InventoryClient.Builder#retries without
 * retries} gives up instead. Then {@link #next} throws, and may be called again, which goes on from there.
 *
 * <p>For one thread, but {@link #close} may be called by any.
 */
public final class LedgerVerification implements Iterator<VerifiedPart>, AutoCloseable {
    /** How often it is tried in a row to have a part. */
    public static final int ATTEMPTS_MAX = 10;

    private static final Duration PAUSE_MAX = Duration.ofSeconds(2);

    private final Connection connection;
    private final CallFailures failures;
    private final int entriesPerSecond;
    private final CancellableContext ofClient;
    private final CancellableContext all;
    private @Nullable CancellableContext open;
    private @Nullable Iterator<VerifyLedgerResponse> stream;
    private Optional<PageToken> after;
    private boolean done;

    /** @param ofClient ends with the client */
    LedgerVerification(
            Connection connection, Optional<PageToken> after, int entriesPerSecond, CancellableContext ofClient) {
        this.ofClient = ofClient;
        this.all = ofClient.withCancellation();
        this.connection = connection;
        this.failures = new CallFailures(connection.servers(), connection.deadline());
        this.after = after;
        this.entriesPerSecond = entriesPerSecond;
    }

    /** Whether there is another part; does not block. */
    @Override
    public boolean hasNext() {
        return !done;
    }

    /**
     * The next part. Blocks until it is there: as long as the server takes its time for it.
     *
     * @throws InventoryException if it can't be had
     * @throws NoSuchElementException if the last one was given
     */
    @Override
    public VerifiedPart next() {
        if (done) throw new NoSuchElementException("all is verified");
        for (int attempt = 1; ; attempt++) {
            try {
                VerifiedPart part = read();
                after = part.next();
                done = after.isEmpty();
                if (done) endStream();
                return part;
            } catch (StatusRuntimeException e) {
                endStream();
                requireOpen();
                if (Thread.currentThread().isInterrupted()) throw interrupted(e);
                InventoryException failure = failures.of(e);
                if (!connection.retries() || !failure.isRetryable() || attempt == ATTEMPTS_MAX) throw failure;
                pause(RetryPolicy.pauseNanos(attempt, PAUSE_MAX));
            } catch (IllegalArgumentException e) {
                endStream();
                throw new InternalErrorException(
                        "the answer of " + connection.servers() + " cannot be understood: " + e.getMessage(), e);
            }
        }
    }

    private VerifiedPart read() {
        Iterator<VerifyLedgerResponse> messages = stream == null ? open() : stream;
        List<VerifyLedgerResponse> part = new ArrayList<>();
        while (messages.hasNext()) {
            part.add(messages.next());
            if (part.get(part.size() - 1).hasProgress()) return VerificationMessages.part(part);
        }
        throw new IllegalArgumentException("it ends before all is verified");
    }

    private Iterator<VerifyLedgerResponse> open() {
        requireOpen();
        CancellableContext context = all.withCancellation();
        VerifyLedgerRequest request = VerificationMessages.all(after, entriesPerSecond);
        Channel channel = connection.channel();
        Iterator<VerifyLedgerResponse> opened = call(context, channel, request);
        open = context;
        stream = opened;
        return opened;
    }

    private static Iterator<VerifyLedgerResponse> call(
            CancellableContext context, Channel channel, VerifyLedgerRequest request) {
        Context before = context.attach();
        try {
            return ClientCalls.blockingServerStreamingCall(
                    channel, InventoryAdminServiceGrpc.getVerifyLedgerMethod(), CallOptions.DEFAULT, request);
        } finally {
            context.detach(before);
        }
    }

    private void endStream() {
        stream = null;
        CancellableContext context = open;
        open = null;
        if (context != null) context.cancel(null);
    }

    private void pause(long nanos) {
        try {
            TimeUnit.NANOSECONDS.sleep(nanos);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw interrupted(e);
        }
    }

    private UnavailableException interrupted(Throwable cause) {
        return UnavailableException.unavailable("interrupted while waiting for " + connection.servers(), cause);
    }

    private void requireOpen() {
        if (ofClient.isCancelled()) throw UnavailableException.unavailable("the client was closed");
        if (all.isCancelled()) throw UnavailableException.unavailable("the verification was closed");
    }

    /**
     * For resuming later, also by another process: the token of the part that was given last; empty before the first one, and
     * after the last.
     */
    public Optional<PageToken> resumeToken() {
        return after;
    }

    /** Ends the call; a {@link #next} that waits fails. Does nothing when called again. */
    @Override
    public void close() {
        all.cancel(null);
    }
}
