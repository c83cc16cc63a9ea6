package io.inventory.grpc;

import com.google.rpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.inventory.UnavailableException;
import io.inventory.VerifiedPart;
import io.inventory.VerifyLedger;
import io.inventory.v1.VerifyLedgerResponse;
import java.time.Duration;
import java.util.Collections;
import java.util.Iterator;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One call that verifies. A message is sent only while the transport takes it ({@code isReady}), and the next part is read only
 * when the last one was sent, and not before its time: of what a caller does not read, one part is kept here. Used by the thread
 * of {@link Verifications} alone.
 */
final class VerificationCall {
    private static final Logger LOG = LoggerFactory.getLogger(VerificationCall.class);

    /** What was not read in time is tried again with one in so many of its rows. */
    private static final int SHRINKING = 4;

    /** After a part that was read in time the next one may have more rows, by one in so many. */
    private static final int GROWTH = 8;

    private final Verifications all;
    private final ServerCallStreamObserver<VerifyLedgerResponse> caller;
    private final VerificationRequests asked;
    private VerifyLedger next;
    private Iterator<VerifyLedgerResponse> unsent = Collections.emptyIterator();
    private boolean waiting;
    private boolean last;
    private boolean ended;
    private int parts;
    private long readNanos;
    /** When the caller last took something, or was not waited for. */
    private long takenNanos = System.nanoTime();

    private boolean failing;
    private long failingSinceNanos;
    private long checked;
    private long findings;

    VerificationCall(
            Verifications all, ServerCallStreamObserver<VerifyLedgerResponse> caller, VerificationRequests asked) {
        this.all = all;
        this.caller = caller;
        this.asked = asked;
        this.next = asked.first();
    }

    void begin() {
        if (asked.isOfAll()) LOG.info("a verification begins, with {} rows a second at most", asked.entriesPerSecond());
        proceed();
    }

    /** Sends what can be sent; reads on if that is all, and it is time to. */
    void proceed() {
        if (ended) return;
        while (unsent.hasNext() && caller.isReady()) {
            caller.onNext(unsent.next());
            takenNanos = System.nanoTime();
        }
        if (unsent.hasNext() || waiting || !caller.isReady()) return;
        if (last) {
            finish();
            return;
        }
        waiting = true;
        readNanos = System.nanoTime();
        all.read(this, next);
    }

    private void finish() {
        if (asked.isOfAll()) LOG.info("a verification ends: {} rows were read, {} findings", checked, findings);
        cancelled();
        caller.onCompleted();
    }

    /** The pause is over. */
    void resume() {
        waiting = false;
        proceed();
    }

    void arrived(VerifiedPart part) {
        if (ended) return;
        failing = false;
        parts++;
        checked += part.checked();
        findings += part.findings().size();
        unsent = VerificationResponses.part(part).iterator();
        part.next().ifPresent(token -> next = new VerifyLedger(Optional.of(token), larger(next.entriesMax())));
        last = part.next().isEmpty() || parts == asked.partsMax();
        Duration share = Duration.ofSeconds(part.checked()).dividedBy(asked.entriesPerSecond());
        Duration pause = share.minusNanos(System.nanoTime() - readNanos);
        if (last || pause.isNegative()) waiting = false;
        else all.goOn(this, pause);
        proceed();
    }

    /** As many rows as were asked for, again after a while if there were less. */
    private int larger(int entriesMax) {
        return Math.min(asked.first().entriesMax(), entriesMax + entriesMax / GROWTH + 1);
    }

    /** What may pass is waited for; if the time was too short for the part, it is long enough for a smaller one. */
    void failed(Throwable failure) {
        if (ended) return;
        long now = System.nanoTime();
        if (!failing) failingSinceNanos = now;
        failing = true;
        if (failure instanceof UnavailableException
                && now - failingSinceNanos < all.limits().outageMax().toNanos()) {
            next = new VerifyLedger(next.after(), Math.max(1, next.entriesMax() / SHRINKING));
            all.goOn(this, all.limits().outagePause());
        } else {
            end(all.status(failure));
        }
    }

    /** Who takes nothing for long keeps a place that others want, and can go on from the last token later. */
    void endIfUnread() {
        Duration unreadMax = all.limits().unreadMax();
        if (waiting || caller.isReady()) takenNanos = System.nanoTime();
        else if (System.nanoTime() - takenNanos >= unreadMax.toNanos())
            end(all.status(UnavailableException.unavailable("nothing of the verification was read for "
                    + unreadMax.toMillis() + " ms; go on with the last resume token, and read faster")));
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
        all.remove(this);
    }
}
