package io.inventory.client;

import io.inventory.Request;
import io.inventory.UnavailableException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The answers that a caller gives itself where no server does, counted. Thread-safe. */
final class Fallbacks {
    private static final Duration LOG_INTERVAL = Duration.ofMinutes(1);
    private static final Logger LOG = LoggerFactory.getLogger(Fallbacks.class);

    private final Map<Class<?>, UnavailableFallback<?, ?>> byKind;
    private final AtomicLong given = new AtomicLong();
    private final AtomicLong nextLogNanos = new AtomicLong(System.nanoTime());

    Fallbacks(Map<Class<?>, UnavailableFallback<?, ?>> byKind) {
        this.byKind = Map.copyOf(byKind);
    }

    /** How many were given. */
    long given() {
        return given.get();
    }

    /**
     * The caller's own answer.
     *
     * @throws UnavailableException the failure itself, if there is none
     */
    <A> A answer(Request<A> request, UnavailableException failure) {
        UnavailableFallback<Request<A>, A> fallback = of(request);
        if (fallback == null) throw failure;
        A answer;
        try {
            answer = fallback.answer(request, failure);
        } catch (RuntimeException e) {
            if (e != failure) failure.addSuppressed(e);
            throw failure;
        }
        if (answer == null) throw failure;
        log(request, given.incrementAndGet(), failure);
        return answer;
    }

    /** The same for an answer that is still to come. */
    <A> CompletableFuture<A> answer(Request<A> request, CompletableFuture<A> asked) {
        if (of(request) == null) return asked;
        CompletableFuture<A> answer = new CompletableFuture<>();
        var unused = asked.whenComplete((value, failure) -> {
            if (failure == null) answer.complete(value);
            else complete(answer, request, failure);
        });
        // who gives the answer up gives the call up
        unused = answer.whenComplete((value, failure) -> asked.cancel(false));
        return answer;
    }

    private <A> void complete(CompletableFuture<A> answer, Request<A> request, Throwable thrown) {
        Throwable failure =
                thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
        if (!(failure instanceof UnavailableException unavailable) || answer.isDone()) {
            answer.completeExceptionally(failure);
            return;
        }
        try {
            answer.complete(answer(request, unavailable));
        } catch (RuntimeException | Error e) {
            answer.completeExceptionally(e);
        }
    }

    @SuppressWarnings("unchecked") // the builder puts them in by their kind
    private <A> @Nullable UnavailableFallback<Request<A>, A> of(Request<A> request) {
        return (UnavailableFallback<Request<A>, A>) byKind.get(request.getClass());
    }

    private void log(Request<?> request, long count, UnavailableException failure) {
        long next = nextLogNanos.get();
        long now = System.nanoTime();
        if (now - next < 0 || !nextLogNanos.compareAndSet(next, now + LOG_INTERVAL.toNanos())) return;
        LOG.warn(
                "{} is answered by whenUnavailable, as {} queries so far: {}",
                request.getClass().getSimpleName(),
                count,
                failure.getMessage());
    }
}
