package io.inventory.grpc;

import com.google.rpc.Status;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.inventory.ErrorReason;
import io.inventory.InternalErrorException;
import io.inventory.Inventory;
import io.inventory.InventoryException;
import io.inventory.Rejected;
import io.inventory.Rejection;
import io.inventory.Request;
import io.inventory.Shortage;
import io.inventory.Sku;
import io.inventory.UnavailableException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Asks the inventory on behalf of callers, within a time limit and without a thread that waits. What a caller gives up, or
 * what takes too long, is cancelled.
 *
 * <p>An answer is written and sent on the thread that brings it: the one that carried the request out, a network thread or
 * the timer's. Whatever is attached to a future here must not block, or it holds up the store, the network or all time
 * limits; sending does not, because gRPC keeps what the network does not take yet.
 */
final class RequestHandler {
    private static final Logger LOG = LoggerFactory.getLogger(RequestHandler.class);
    private static final int LINES_PER_SECOND_MAX = 20;
    /** An operator, or whoever keeps the store, knows of it: a line a second is enough. */
    private static final int READ_ONLY_LINES_MAX = 1;

    private static final int SHORTAGES_LOGGED_MAX = 10;

    /**
     * In which share of its caller's time a request must be begun. What is begun later is likely to be carried out for a caller
     * who has left, and who sends it again, just when the store has more to do than it can.
     */
    private static final int BEGIN_PERCENT = 75;

    private final Inventory inventory;
    private final Duration timeout;
    private final TimeLimit timeLimit;
    private final LimitedLog refusals = new LimitedLog(LOG, Level.INFO, "orders refused", LINES_PER_SECOND_MAX);
    private final LimitedLog outages = new LimitedLog(LOG, Level.WARN, "requests not answered", LINES_PER_SECOND_MAX);
    private final LimitedLog readOnly = new LimitedLog(LOG, Level.INFO, "commands refused", READ_ONLY_LINES_MAX);
    private final InternalErrors internalErrors = new InternalErrors(LOG);
    private volatile long answeredNanos = System.nanoTime();

    RequestHandler(Inventory inventory, Duration timeout, Timer timer) {
        this.inventory = inventory;
        this.timeout = timeout;
        this.timeLimit = new TimeLimit(
                timeout,
                () -> UnavailableException.unavailable("the store did not answer within " + timeout.toMillis() + " ms"),
                timer);
    }

    /** Answers a call with one response. */
    <A, S> void send(StreamObserver<S> caller, Supplier<? extends Request<A>> read, Function<? super A, S> write) {
        send(caller, ask(read, write));
    }

    /** Answers a call with the response that {@link #ask} brings. */
    <S> void send(StreamObserver<S> caller, CompletableFuture<S> answer) {
        Deadline deadline = Context.current().getDeadline();
        long sinceNanos = System.nanoTime();
        ((ServerCallStreamObserver<S>) caller).setOnCancelHandler(() -> answer.cancel(false));
        var unused = answer.whenComplete((message, failure) -> {
            if (failure == null) {
                caller.onNext(message);
                caller.onCompleted();
            } else if (!answer.isCancelled()) {
                Status status = status(failure);
                caller.onError(
                        isTooLateForAnother(failure, sinceNanos, deadline)
                                ? ErrorStatus.finalException(status)
                                : ErrorStatus.exception(status));
            }
        });
    }

    /**
     * Whether a request has waited for its turn longer than its caller will: sent again it would wait in the same queue, and the
     * caller would get no answer instead of the one that the server is overloaded.
     */
    private static boolean isTooLateForAnother(Throwable failure, long sinceNanos, @Nullable Deadline deadline) {
        return deadline != null
                && cause(failure) instanceof InventoryException known
                && known.reason() == ErrorReason.OVERLOADED
                && deadline.timeRemaining(TimeUnit.NANOSECONDS) < System.nanoTime() - sinceNanos;
    }

    /** Answers a call with what needs no inventory. */
    <S> void answer(StreamObserver<S> caller, Supplier<S> answer) {
        S message;
        try {
            message = answer.get();
        } catch (RuntimeException e) {
            caller.onError(ErrorStatus.exception(status(e)));
            return;
        }
        caller.onNext(message);
        caller.onCompleted();
    }

    /**
     * Asks the inventory; never throws. Cancelling the future cancels the request.
     *
     * @param read makes the request, or throws what is wrong with it
     * @param write makes the answer's message
     */
    <A, S> CompletableFuture<S> ask(Supplier<? extends Request<A>> read, Function<? super A, S> write) {
        CompletableFuture<S> answer = new CompletableFuture<>();
        CompletableFuture<A> asked;
        try {
            asked = inventory.submit(read.get(), beginWithin());
        } catch (RuntimeException | Error e) {
            return CompletableFuture.failedFuture(e);
        }
        var unused = asked.whenComplete((value, failure) -> {
            if (failure == null) write(answer, value, write);
            else answer.completeExceptionally(failure instanceof CancellationException ? givenUp(failure) : failure);
        });
        if (answer.isDone()) return answer;
        timeLimit.begin(answer);
        // who gave up, or was failed by the limit, is not to be served any more
        var unusedToo = answer.whenComplete((message, failure) -> asked.cancel(false));
        return answer;
    }

    /** A share of the time until the caller's deadline, or of what it has on this server, if that is less. */
    private Duration beginWithin() {
        Deadline deadline = Context.current().getDeadline();
        long nanos = deadline == null
                ? timeout.toNanos()
                : Math.min(deadline.timeRemaining(TimeUnit.NANOSECONDS), timeout.toNanos());
        return Duration.ofNanos(nanos / 100 * BEGIN_PERCENT);
    }

    /** By System.nanoTime(), when the inventory last had an outcome for somebody; when this was made, if it never had. */
    long answeredNanos() {
        return answeredNanos;
    }

    /** A cancelled answer says that its caller left; here it is the inventory that did. */
    private static UnavailableException givenUp(Throwable cancellation) {
        return UnavailableException.unavailable("the request was cancelled by the inventory", cancellation);
    }

    private <A, S> void write(CompletableFuture<S> answer, A value, Function<? super A, S> write) {
        try {
            answeredNanos = System.nanoTime();
            if (value instanceof Rejected rejected) logRefusal(rejected);
            answer.complete(write.apply(value));
        } catch (RuntimeException e) {
            answer.completeExceptionally(e);
        }
    }

    /** The status of a failure as its caller gets it; logs what an operator must know. */
    Status status(Throwable failure) {
        Throwable cause = cause(failure);
        if (cause instanceof InventoryException known && !(known instanceof InternalErrorException)) {
            if (known.reason() == ErrorReason.READ_ONLY) readOnly.log("command refused: {}", known.getMessage());
            else if (known.isRetryable()) outages.log("request not answered: {}", known.getMessage());
            else if (known.ids().containsKey("order_id"))
                refusals.log(
                        fields(known),
                        "order {} refused: {}: {}",
                        known.ids().get("order_id"),
                        known.reason(),
                        known.getMessage());
            return ErrorStatus.of(known);
        }
        return ErrorStatus.internal(internalErrors.log(cause));
    }

    /** What a future failed with, also when it failed because another did. */
    static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }

    private void logRefusal(Rejected rejected) {
        refusals.log(
                fields(rejected),
                "order {} refused: {} {}{}",
                rejected.orderId(),
                rejected.rejection().reason(),
                details(rejected.rejection()),
                rejected.replayed() ? " (replayed)" : "");
    }

    private static Map<String, Object> fields(InventoryException refusal) {
        Map<String, Object> fields = new LinkedHashMap<>(refusal.ids());
        fields.put("reason", refusal.reason());
        return fields;
    }

    private static Map<String, Object> fields(Rejected rejected) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("order_id", rejected.orderId());
        fields.put("reason", rejected.rejection().reason());
        List<Sku> skus = skus(rejected.rejection());
        if (!skus.isEmpty()) fields.put("sku_id", some(skus));
        return fields;
    }

    private static List<Sku> skus(Rejection rejection) {
        if (rejection instanceof Rejection.InsufficientStock insufficient)
            return insufficient.shortages().stream().map(Shortage::sku).toList();
        return rejection instanceof Rejection.UnknownSku unknown ? unknown.skus() : List.of();
    }

    private static Object details(Rejection rejection) {
        if (rejection instanceof Rejection.InsufficientStock insufficient) return some(insufficient.shortages());
        if (rejection instanceof Rejection.UnknownSku unknown) return some(unknown.skus());
        if (rejection instanceof Rejection.OrderClosed closed) return closed.status();
        if (rejection instanceof Rejection.NotReserved other) return other.status();
        return "";
    }

    private static String some(List<?> list) {
        return list.size() <= SHORTAGES_LOGGED_MAX
                ? list.toString()
                : list.subList(0, SHORTAGES_LOGGED_MAX) + " and " + (list.size() - SHORTAGES_LOGGED_MAX) + " more";
    }
}
