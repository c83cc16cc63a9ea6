package io.inventory.grpc;

import com.google.rpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.inventory.InventoryException;
import io.inventory.ListSignals;
import io.inventory.SignalPage;
import io.inventory.UnavailableException;
import io.inventory.v1.WatchSignalsRequest;
import io.inventory.v1.WatchSignalsResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The callers who watch signals: no more than a limit, and ended when the server stops.
 *
 * <p>The store is asked for what is new once each interval, however many watch: those that have the same position get the
 * same page. Only who is behind, because it began in the past or did not read, is read for by itself. While the store does
 * not answer it is asked again at each interval.
 *
 * <p>All about watches is done on one thread, which waits for nothing: a page comes from the store's threads, and is only
 * handed over there; gRPC's threads say no more than that a caller takes messages again, or left.
 */
final class SignalWatches implements AutoCloseable {
    /** The most signals that are read at once. */
    static final int PAGE_SIGNALS_MAX = 100;

    private static final Logger LOG = LoggerFactory.getLogger(SignalWatches.class);

    private static final Status STOPPING = ErrorStatus.of(UnavailableException.unavailable("the server is stopping"));

    private final RequestHandler handler;
    private final Limits limits;
    private final Timer thread = new Timer("inventory-watches");

    // All below is used by the thread alone.
    private final Set<SignalWatch> watches = new LinkedHashSet<>();
    private final Map<Long, List<SignalWatch>> reads = new HashMap<>();
    private boolean outage;
    /** How many watches there are, for other threads. */
    private volatile int size;

    private boolean stopping;

    SignalWatches(RequestHandler handler, Limits limits) {
        this.handler = handler;
        this.limits = limits;
        thread.every(limits.interval, () -> all(SignalWatch::look));
    }

    Limits limits() {
        return limits;
    }

    /** How many watch. */
    int size() {
        return size;
    }

    /** The status of a failure to read; an outage is in the log already. */
    Status status(Throwable failure) {
        return failure instanceof UnavailableException outage ? ErrorStatus.of(outage) : handler.status(failure);
    }

    /** On gRPC's thread; the caller is told by what comes, and by how that ends. */
    void open(WatchSignalsRequest request, ServerCallStreamObserver<WatchSignalsResponse> caller) {
        long begin;
        try {
            begin = SignalRequests.begin(request);
        } catch (InventoryException e) {
            caller.onError(ErrorStatus.exception(handler.status(e)));
            return;
        }
        SignalWatch watch = new SignalWatch(this, caller, begin);
        caller.setOnReadyHandler(() -> thread.soon(() -> each(watch, SignalWatch::proceed)));
        caller.setOnCancelHandler(() -> thread.soon(watch::cancelled));
        thread.soon(() -> each(watch, this::begin));
    }

    private void begin(SignalWatch watch) {
        if (stopping) {
            watch.end(STOPPING);
        } else if (watches.size() >= limits.watchersMax) {
            watch.end(handler.status(UnavailableException.overloaded(limits.watchersMax + " callers watch signals")));
        } else {
            watches.add(watch);
            size = watches.size();
            watch.proceed();
        }
    }

    /** Within a watch: it takes part no more. */
    void remove(SignalWatch watch) {
        watches.remove(watch);
        size = watches.size();
    }

    /**
     * Within a watch that is not being read for: reads what follows its position, once for all that have the same.
     *
     * @param after as in {@link ListSignals}
     */
    void read(SignalWatch watch, long after) {
        List<SignalWatch> waiting = reads.computeIfAbsent(after, key -> new ArrayList<>());
        waiting.add(watch);
        if (waiting.size() > 1) return;
        CompletableFuture<Page> page = handler.ask(() -> new ListSignals(after, PAGE_SIGNALS_MAX), Page::of);
        var unused = page.whenComplete((found, failure) -> thread.soon(() -> answered(after, found, failure)));
    }

    private void answered(long after, @Nullable Page page, @Nullable Throwable failure) {
        List<SignalWatch> waiting = reads.remove(after);
        if (waiting == null) return;
        if (page != null) {
            outageIsOver();
            for (SignalWatch watch : waiting) each(watch, reader -> reader.arrived(page));
            return;
        }
        Throwable cause = RequestHandler.cause(
                failure == null ? new IllegalStateException("neither signals nor a failure") : failure);
        if (cause instanceof UnavailableException known) outage(known);
        for (SignalWatch watch : waiting) each(watch, reader -> reader.failed(cause));
    }

    private void outage(UnavailableException failure) {
        if (!outage) LOG.warn("signals cannot be read, {} watchers wait: {}", watches.size(), failure.getMessage());
        outage = true;
    }

    private void outageIsOver() {
        if (outage) LOG.info("signals are read again, for {} watchers", watches.size());
        outage = false;
    }

    /** Ends all watches, and refuses others from now on. */
    void stop() {
        thread.soon(() -> {
            stopping = true;
            all(watch -> watch.end(STOPPING));
        });
    }

    private void all(Consumer<SignalWatch> action) {
        for (SignalWatch watch : List.copyOf(watches)) each(watch, action);
    }

    /** What fails for one fails for that one alone. */
    private void each(SignalWatch watch, Consumer<SignalWatch> action) {
        try {
            action.accept(watch);
        } catch (RuntimeException | Error e) {
            watch.end(handler.status(e));
        }
    }

    @Override
    public void close() {
        thread.close();
    }

    /**
     * Some signals as messages, shared by all that watch from the same position.
     *
     * @param last the position of the last of them; {@code begin} if there are none
     * @param begin the position after which they begin
     * @param complete whether there are no more for now
     */
    record Page(List<WatchSignalsResponse> signals, long begin, long last, boolean complete) {
        static Page of(SignalPage page) {
            List<WatchSignalsResponse> signals = SignalResponses.watched(page);
            if (signals.isEmpty()) return new Page(signals, page.begin(), page.begin(), true);
            long last = page.entries().get(signals.size() - 1).position();
            return new Page(signals, page.begin(), last, last >= page.newest());
        }
    }

    /**
     * How many may watch, and what they may rely on.
     *
     * @param watchersMax the most watchers of the server; one more is refused as overloaded
     * @param interval how often the store is asked
     * @param bookmark after how long without a signal a caller gets its position
     * @param outageMax for how long the store may not answer before a caller is sent away, to find another server
     */
    record Limits(int watchersMax, Duration interval, Duration bookmark, Duration outageMax) {
        static Limits of(int watchersMax) {
            return new Limits(watchersMax, Duration.ofMillis(250), Duration.ofSeconds(15), Duration.ofSeconds(10));
        }
    }
}
