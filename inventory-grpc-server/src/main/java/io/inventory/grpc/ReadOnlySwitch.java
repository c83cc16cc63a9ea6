package io.inventory.grpc;

import io.inventory.Actor;
import io.inventory.Command;
import io.inventory.Inventory;
import io.inventory.Request;
import io.inventory.UnavailableException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An inventory whose commands can be refused, while it goes on answering queries. What it took before is carried out.
 * Thread-safe.
 */
final class ReadOnlySwitch implements Inventory {
    private static final Logger LOG = LoggerFactory.getLogger(ReadOnlySwitch.class);
    private static final String BY_OPTION = "it was started with --read-only";

    private final Inventory inventory;
    private volatile State state;

    /**
     * What holds.
     *
     * @param reason why; empty if commands are taken
     */
    record State(boolean readOnly, String reason, Instant since) {}

    /** @param readOnly whether commands are refused at first */
    ReadOnlySwitch(Inventory inventory, boolean readOnly) {
        this.inventory = inventory;
        state = new State(readOnly, readOnly ? BY_OPTION : "", Instant.now());
    }

    State state() {
        return state;
    }

    boolean isReadOnly() {
        return state.readOnly;
    }

    /** Sets it to what a request says; to set it to what it is changes nothing but the reason. */
    synchronized State set(boolean readOnly, String reason, Actor actor) {
        State before = state;
        Instant since = before.readOnly == readOnly ? before.since : Instant.now();
        State now = new State(readOnly, readOnly ? reason : "", since);
        state = now;
        if (before.equals(now)) return now;
        String by = actor.isNobody() ? "-" : actor.value();
        if (readOnly) LOG.warn("read-only from now on by {}, commands are refused: {}", by, reason);
        else LOG.warn("commands are taken again by {}", by);
        return now;
    }

    @Override
    public <A> A execute(Request<A> request) {
        State now = state;
        if (now.readOnly && request instanceof Command) throw refusal(now);
        return inventory.execute(request);
    }

    @Override
    public <A> CompletableFuture<A> submit(Request<A> request) {
        State now = state;
        return now.readOnly && request instanceof Command
                ? CompletableFuture.failedFuture(refusal(now))
                : inventory.submit(request);
    }

    @Override
    public <A> CompletableFuture<A> submit(Request<A> request, Duration beginWithin) {
        State now = state;
        return now.readOnly && request instanceof Command
                ? CompletableFuture.failedFuture(refusal(now))
                : inventory.submit(request, beginWithin);
    }

    private static UnavailableException refusal(State state) {
        return UnavailableException.readOnly("commands are refused since " + state.since + ": " + state.reason);
    }

    /** Leaves the inventory open, which is not its own. */
    @Override
    public void close() {}
}
