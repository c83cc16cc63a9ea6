package io.inventory.client;

import io.grpc.Context;
import io.inventory.InternalErrorException;
import io.inventory.InventoryException;
import io.inventory.Signal;
import io.inventory.UnavailableException;
import io.inventory.client.wire.SignalMessages;
import io.inventory.v1.WatchSignalsRequest;
import io.inventory.v1.WatchSignalsResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A watch of an inventory's signals, from {@link InventoryClient#watchSignals} until it is closed or fails. Thread-safe.
 *
 * <p>What breaks a stream and may pass (a server that stops or cannot be reached, one with too many watchers, silence for 90
 * seconds) only interrupts it: it goes on, with another server if there are several, after the last position that the
 * listener was given. So a listener gets every signal, and gets none twice unless it threw. The pause before that is what the
 * server asks for, or grows from 50 ms to {@link #PAUSE_MAX}, for as long as it takes; a client {@linkplain
 * InventoryClient.Builder#retries without retries} gives up instead.
 *
 * <p>One message is asked for when the one before it was dealt with: a slow listener holds up nobody but itself, and what it
 * does not read stays on the server.
 */
public final class SignalSubscription implements AutoCloseable {
    /** The longest pause before a stream is opened again. */
    public static final Duration PAUSE_MAX = Duration.ofSeconds(5);
    /** How long {@link #close} waits for the listener. */
    public static final Duration CLOSE_MAX = Duration.ofSeconds(5);

    private final Connection connection;
    private final Executor executor;
    private final SignalSubscriptions all;
    private final SignalListener listener;

    // All below is guarded by this.
    private WatchSignalsRequest next;
    private @Nullable String resumeToken;
    private @Nullable SignalStream stream;
    private @Nullable Thread inside;
    private long heardNanos;
    private int brokenInARow;
    private boolean ended;
    private boolean closed;
    private @Nullable InventoryException untold;

    SignalSubscription(SignalSubscriptions all, Connection connection, SignalBegin begin, SignalListener listener) {
        this.all = all;
        this.connection = connection;
        this.executor = all.executor();
        this.listener = listener;
        this.next = begin.request();
    }

    /**
     * The position up to which the listener has dealt with everything, for {@link SignalBegin#after}; empty until a server has
     * taken the call.
     */
    public synchronized Optional<String> resumeToken() {
        return Optional.ofNullable(resumeToken);
    }

    /**
     * Ends the watch. Waits until the listener has returned, for {@link #CLOSE_MAX} at most, and not if it is the listener
     * that calls this; then it is not called any more. An interrupt ends the wait. Does nothing when called again.
     */
    @Override
    public void close() {
        end(null);
        long limit = System.nanoTime() + CLOSE_MAX.toNanos();
        synchronized (this) {
            closed = true;
            try {
                while (inside != null && inside != Thread.currentThread()) {
                    long left = TimeUnit.NANOSECONDS.toMillis(limit - System.nanoTime());
                    if (left <= 0) return;
                    wait(left);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Opens a stream, without waiting for it. */
    void open() {
        SignalStream opened = new SignalStream(this, connection, executor);
        WatchSignalsRequest request;
        synchronized (this) {
            if (ended) return;
            stream = opened;
            request = next;
            heardNanos = System.nanoTime();
        }
        // the context of a caller would end the stream with that caller's own call
        Context.ROOT.run(() -> opened.start(request));
        watchSilence(opened);
    }

    private void watchSilence(SignalStream opened) {
        long limit = all.limits().silenceMax().toNanos();
        later(limit / 4, () -> {
            boolean silent;
            synchronized (this) {
                if (ended || stream != opened) return;
                silent = inside == null && System.nanoTime() - heardNanos >= limit && leave(opened);
            }
            if (!silent) {
                watchSilence(opened);
                return;
            }
            opened.cancel("nothing was heard from the server");
            goOn(UnavailableException.unavailable("nothing was heard from " + connection.servers()), 0);
        });
    }

    private void later(long nanos, Runnable task) {
        CompletableFuture.delayedExecutor(nanos, TimeUnit.NANOSECONDS, executor).execute(task);
    }

    /** Whether that stream is the one that counts. */
    synchronized boolean isPresent(SignalStream which) {
        return stream == which;
    }

    /** False if the listener is not to be called any more. */
    synchronized boolean enter(SignalStream from) {
        if (ended || stream != from) return false;
        inside = Thread.currentThread();
        return true;
    }

    void returned() {
        boolean tell;
        synchronized (this) {
            inside = null;
            heardNanos = System.nanoTime();
            tell = untold != null;
            // before a close that waits returns: then there is room for another
            if (ended && !tell) all.remove(this);
            notifyAll();
        }
        if (tell) tellEnd();
    }

    /** Calls the listener, and only then goes on to the message's position. */
    void deliver(WatchSignalsResponse message) {
        String token = message.getResumeToken();
        Signal signal = null;
        try {
            if (message.hasSignal()) signal = SignalMessages.signal(message.getSignal());
        } catch (Throwable e) {
            end(new InternalErrorException(
                    "the signal of " + connection.servers() + " with the resume token " + token
                            + " cannot be understood: " + e.getMessage(),
                    e));
            return;
        }
        try {
            if (signal != null) listener.onSignal(signal, token);
            else listener.onPosition(token);
        } catch (Throwable e) {
            end(new InternalErrorException("the listener failed at the resume token " + token + ": " + e, e));
            return;
        }
        synchronized (this) {
            resumeToken = token;
            next = SignalMessages.watchAfter(token);
            if (signal != null) brokenInARow = 0;
        }
    }

    void broken(SignalStream which, InventoryException failure, OptionalLong asked) {
        if (leave(which)) goOn(failure, asked.orElse(0));
    }

    /** False if it was left before. */
    private synchronized boolean leave(SignalStream which) {
        if (ended || stream != which) return false;
        stream = null;
        if (which.ageNanos() >= PAUSE_MAX.toNanos()) brokenInARow = 0;
        brokenInARow++;
        return true;
    }

    /** Without a stream: opens one after a pause, or ends. */
    private void goOn(InventoryException failure, long askedNanos) {
        long pauseNanos;
        synchronized (this) {
            pauseNanos = Math.max(RetryPolicy.pauseNanos(brokenInARow, PAUSE_MAX), askedNanos);
        }
        if (!connection.retries() || !failure.isRetryable() || pauseNanos == RetryPolicy.NEVER) end(failure);
        else later(pauseNanos, this::open);
    }

    /** @param failure what the listener is told, when it has returned from what it does; null for nothing */
    void end(@Nullable InventoryException failure) {
        SignalStream open;
        boolean idle;
        synchronized (this) {
            if (ended) return;
            ended = true;
            untold = failure;
            open = stream;
            stream = null;
            idle = inside == null;
        }
        if (open != null) open.cancel("the subscription has ended");
        if (!idle) return;
        if (failure == null) all.remove(this);
        else executor.execute(this::tellEnd);
    }

    private void tellEnd() {
        InventoryException failure;
        synchronized (this) {
            failure = untold;
            untold = null;
            if (failure == null || closed) {
                all.remove(this);
                return;
            }
            inside = Thread.currentThread();
        }
        try {
            listener.onError(failure);
        } catch (Throwable e) {
            Thread thread = Thread.currentThread();
            thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
        } finally {
            returned();
        }
    }
}
