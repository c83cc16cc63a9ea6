package io.inventory.grpc;

import com.google.rpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.inventory.UnavailableException;
import io.inventory.grpc.SignalWatches.Page;
import io.inventory.v1.WatchSignalsResponse;
import java.util.Collections;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * One caller who watches signals. It first gets its position, then each signal that follows, and its position again when
 * there was nothing for a time.
 *
 * <p>A message is sent only while the transport takes it ({@code isReady}), and the next page is read only when the last one
 * was sent: for a caller that does not read there is one page, however many signals there are. It keeps its place for as
 * long as its connection is there.
 *
 * <p>Used by the thread of {@link SignalWatches} alone.
 */
final class SignalWatch {
    private final SignalWatches watches;
    private final ServerCallStreamObserver<WatchSignalsResponse> caller;
    private Iterator<WatchSignalsResponse> unsent = Collections.emptyIterator();
    /** Where the next page begins. */
    private long position;
    /** What was sent last; nothing at first. */
    private @Nullable WatchSignalsResponse sent;

    private long sentNanos;
    private boolean reading;
    private boolean upToDate;
    private boolean failing;
    private long failingSinceNanos;
    private boolean ended;

    SignalWatch(SignalWatches watches, ServerCallStreamObserver<WatchSignalsResponse> caller, long begin) {
        this.watches = watches;
        this.caller = caller;
        this.position = begin;
    }

    /** Sends what can be sent; reads on if that is all, and there may be more. */
    void proceed() {
        if (ended) return;
        while (unsent.hasNext() && caller.isReady()) send(unsent.next());
        if (unsent.hasNext() || reading || upToDate || !caller.isReady()) return;
        reading = true;
        watches.read(this, position);
    }

    /** There may be news; if there were none for a time, the caller is told that. */
    void look() {
        if (ended) return;
        if (sent != null && isBookmarkDue())
            send(WatchSignalsResponse.newBuilder()
                    .setResumeToken(sent.getResumeToken())
                    .build());
        upToDate = false;
        proceed();
    }

    private boolean isBookmarkDue() {
        return System.nanoTime() - sentNanos >= watches.limits().bookmark().toNanos()
                && !unsent.hasNext()
                && !failing
                && caller.isReady();
    }

    void arrived(Page page) {
        if (ended) return;
        reading = false;
        failing = false;
        if (sent == null) send(SignalResponses.bookmark(page.begin()));
        unsent = page.signals().iterator();
        position = page.last();
        upToDate = page.complete();
        proceed();
    }

    /** What may pass is waited for, with the position kept. */
    void failed(Throwable failure) {
        if (ended) return;
        reading = false;
        upToDate = true;
        long now = System.nanoTime();
        if (!failing) failingSinceNanos = now;
        failing = true;
        if (!(failure instanceof UnavailableException)
                || now - failingSinceNanos >= watches.limits().outageMax().toNanos()) end(watches.status(failure));
    }

    private void send(WatchSignalsResponse message) {
        sent = message;
        sentNanos = System.nanoTime();
        caller.onNext(message);
    }

    /** Ends it with that, if it has not ended yet. */
    void end(Status status) {
        if (ended) return;
        cancelled();
        caller.onError(ErrorStatus.exception(status));
    }

    /** The caller left. */
    void cancelled() {
        ended = true;
        unsent = Collections.emptyIterator();
        watches.remove(this);
    }
}
