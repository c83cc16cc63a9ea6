package io.inventory.grpc;

import com.google.rpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.inventory.InventoryException;
import io.inventory.UnavailableException;
import io.inventory.VerifiedPart;
import io.inventory.VerifyLedger;
import io.inventory.v1.VerifyLedgerRequest;
import io.inventory.v1.VerifyLedgerResponse;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * The calls that verify what is stored: no more than a limit, and ended when the server stops. All about them is done on one
 * thread, which waits for nothing: a part comes from the store's threads, and is only handed over there.
 */
final class Verifications implements AutoCloseable {
    private static final Status STOPPING = ErrorStatus.of(UnavailableException.unavailable("the server is stopping"));

    /** How often it is looked whether callers read. */
    private static final Duration LOOK = Duration.ofMillis(500);

    private final RequestHandler handler;
    private final Limits limits;
    private final Timer thread = new Timer("inventory-verifications");

    // All below is used by the thread alone.
    private final Set<VerificationCall> calls = new LinkedHashSet<>();
    private boolean stopping;

    Verifications(RequestHandler handler, Limits limits) {
        this.handler = handler;
        this.limits = limits;
        thread.every(LOOK, this::endUnread);
    }

    Limits limits() {
        return limits;
    }

    /** The status of a failure to read; an outage is in the log already. */
    Status status(Throwable failure) {
        return failure instanceof UnavailableException outage ? ErrorStatus.of(outage) : handler.status(failure);
    }

    /** On gRPC's thread; the caller is told by what comes, and by how that ends. */
    void open(VerifyLedgerRequest request, ServerCallStreamObserver<VerifyLedgerResponse> caller) {
        VerificationRequests asked;
        try {
            asked = VerificationRequests.of(request);
        } catch (InventoryException e) {
            caller.onError(ErrorStatus.exception(handler.status(e)));
            return;
        }
        VerificationCall call = new VerificationCall(this, caller, asked);
        caller.setOnReadyHandler(() -> thread.soon(() -> each(call, VerificationCall::proceed)));
        caller.setOnCancelHandler(() -> thread.soon(call::cancelled));
        thread.soon(() -> each(call, this::begin));
    }

    private void begin(VerificationCall call) {
        if (stopping) {
            call.end(STOPPING);
        } else if (calls.size() >= limits.callsMax) {
            call.end(handler.status(UnavailableException.overloaded(limits.callsMax + " calls verify what is stored")));
        } else {
            calls.add(call);
            call.begin();
        }
    }

    /** Within a call: it takes part no more. */
    void remove(VerificationCall call) {
        calls.remove(call);
    }

    /** Within a call: reads a part for it. */
    void read(VerificationCall call, VerifyLedger part) {
        CompletableFuture<VerifiedPart> answer = handler.ask(() -> part, found -> found);
        var unused = answer.whenComplete((found, failure) -> thread.soon(() -> each(call, reader -> {
            if (failure == null) reader.arrived(found);
            else reader.failed(RequestHandler.cause(failure));
        })));
    }

    /** Within a call: has it go on after a pause. */
    void goOn(VerificationCall call, Duration pause) {
        thread.later(pause, () -> each(call, VerificationCall::resume));
    }

    private void endUnread() {
        for (VerificationCall call : List.copyOf(calls)) each(call, VerificationCall::endIfUnread);
    }

    /** Ends all calls, and refuses others from now on. */
    void stop() {
        thread.soon(() -> {
            stopping = true;
            for (VerificationCall call : List.copyOf(calls)) each(call, open -> open.end(STOPPING));
        });
    }

    /** What fails for one fails for that one alone. */
    private void each(VerificationCall call, Consumer<VerificationCall> action) {
        try {
            action.accept(call);
        } catch (RuntimeException | Error e) {
            call.end(handler.status(e));
        }
    }

    @Override
    public void close() {
        thread.close();
    }

    /**
     * How many there may be, and what they may rely on.
     *
     * @param callsMax the most calls of the server; one more is refused as overloaded
     * @param outagePause after how long a store that did not answer is asked again
     * @param outageMax for how long it may not answer before a caller is sent away
     * @param unreadMax for how long a caller may take nothing of what there is for it, before it is sent away
     */
    record Limits(int callsMax, Duration outagePause, Duration outageMax, Duration unreadMax) {
        private static final Duration UNREAD_MAX_DEFAULT = Duration.ofSeconds(30);
        static final Limits DEFAULT = new Limits(4, Duration.ofMillis(500), Duration.ofSeconds(10));

        Limits(int callsMax, Duration outagePause, Duration outageMax) {
            this(callsMax, outagePause, outageMax, UNREAD_MAX_DEFAULT);
        }
    }
}
