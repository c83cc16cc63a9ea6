package io.inventory.client;

import io.inventory.UnavailableException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;

/**
 * The watches of a client, so that there is a limit to them and closing the client ends them. One that was closed or failed
 * still counts while its listener is inside, and so has a thread. Thread-safe.
 */
final class SignalSubscriptions {
    private final Connection connection;
    private final Executor executor;
    private final Limits limits;
    private final Set<SignalSubscription> open = new LinkedHashSet<>();
    private boolean closed;

    /** @param executor calls listeners */
    SignalSubscriptions(Connection connection, Executor executor, Limits limits) {
        this.connection = connection;
        this.executor = executor;
        this.limits = limits;
    }

    Executor executor() {
        return executor;
    }

    Limits limits() {
        return limits;
    }

    /** @throws UnavailableException if the client is closed, or has as many as it may */
    SignalSubscription open(SignalBegin begin, SignalListener listener) {
        SignalSubscription subscription = new SignalSubscription(this, connection, begin, listener);
        synchronized (this) {
            if (closed) throw UnavailableException.unavailable("the client was closed");
            if (open.size() == InventoryClient.SUBSCRIPTIONS_MAX)
                throw UnavailableException.overloaded("this client has " + InventoryClient.SUBSCRIPTIONS_MAX
                        + " subscriptions: close one, whose listener must have returned");
            open.add(subscription);
        }
        subscription.open();
        return subscription;
    }

    /** The subscription has ended, and its listener has returned. */
    synchronized void remove(SignalSubscription subscription) {
        open.remove(subscription);
    }

    /** Ends all, and takes none any more. Does not wait for listeners. */
    void close() {
        List<SignalSubscription> left;
        synchronized (this) {
            closed = true;
            left = List.copyOf(open);
        }
        for (SignalSubscription each : left) each.end(UnavailableException.unavailable("the client was closed"));
    }

    /** @param silenceMax after how long without a message a server counts as gone: three times what it promises */
    record Limits(Duration silenceMax) {
        static final Limits DEFAULT = new Limits(Duration.ofSeconds(90));
    }
}
