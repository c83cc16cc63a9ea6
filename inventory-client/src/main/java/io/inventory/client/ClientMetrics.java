package io.inventory.client;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ClientStreamTracer;
import io.grpc.ClientStreamTracer.StreamInfo;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.inventory.ErrorReason;
import io.inventory.InventoryException;
import io.inventory.Rejected;
import io.inventory.Request;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What is measured of a client's requests, whether they are calls or go on streams. No tag has an id. Thread-safe. */
final class ClientMetrics {
    private static final String NONE = "none";
    /** As far as deadlines go those of the processes, in {@code io.inventory.jdbi.metrics}, which a client must not need. */
    private static final Duration[] BUCKETS = {
        Duration.ofMillis(1),
        Duration.ofMillis(2),
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(20),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(200),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofSeconds(2)
    };

    private final MeterRegistry registry;
    private final Map<Key, Counter> requests = new ConcurrentHashMap<>();
    private final Map<Class<?>, Timer> durations = new ConcurrentHashMap<>();
    private final Counter sentAgain;

    ClientMetrics(MeterRegistry registry) {
        this.registry = registry;
        sentAgain = Counter.builder("inventory.client.sent.again")
                .description("How often a request was sent again, after an attempt that failed in a way that may pass")
                .register(registry);
    }

    /** Measures a request that was sent at {@code sinceNanos}, when it has its answer. */
    <A> CompletableFuture<A> measured(Request<A> request, long sinceNanos, CompletableFuture<A> answer) {
        var unused = answer.whenComplete((value, failure) -> {
            long nanos = System.nanoTime() - sinceNanos;
            requests.computeIfAbsent(key(request, value, failure), this::counter)
                    .increment();
            durations.computeIfAbsent(request.getClass(), this::timer).record(nanos, TimeUnit.NANOSECONDS);
        });
        return answer;
    }

    void sentAgain() {
        sentAgain.increment();
    }

    /** Counts what gRPC itself sends again. */
    ClientInterceptor attempts() {
        ClientStreamTracer.Factory factory = new ClientStreamTracer.Factory() {
            @Override
            public ClientStreamTracer newClientStreamTracer(StreamInfo info, Metadata headers) {
                if (info.getPreviousAttempts() > 0) sentAgain();
                return new ClientStreamTracer() {};
            }
        };
        return new ClientInterceptor() {
            @Override
            public <Q, S> ClientCall<Q, S> interceptCall(
                    MethodDescriptor<Q, S> method, CallOptions options, Channel next) {
                return next.newCall(method, options.withStreamTracerFactory(factory));
            }
        };
    }

    private static Key key(Request<?> request, @Nullable Object value, @Nullable Throwable failure) {
        Class<?> type = request.getClass();
        if (failure == null)
            return value instanceof Rejected rejected
                    ? new Key(type, "rejected", rejected.rejection().reason().name())
                    : new Key(type, "answered", NONE);
        @Nullable Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        if (cause instanceof CancellationException) return new Key(type, "given_up", NONE);
        if (!(cause instanceof InventoryException known)) return new Key(type, "failed", NONE);
        if (known.reason() == ErrorReason.INTERNAL)
            return new Key(type, "failed", known.reason().name());
        return new Key(
                type,
                known.isRetryable() ? "unavailable" : "refused",
                known.reason().name());
    }

    private Counter counter(Key key) {
        return Counter.builder("inventory.client.requests")
                .description("Requests by what became of them, each once however often it was sent")
                .tags("kind", kind(key.type), "outcome", key.outcome, "reason", key.reason)
                .register(registry);
    }

    private Timer timer(Class<?> type) {
        return Timer.builder("inventory.client.requests.duration")
                .description("From when a request was made until its answer was there, attempts and pauses included")
                .tag("kind", kind(type))
                .serviceLevelObjectives(BUCKETS)
                .register(registry);
    }

    private static String kind(Class<?> type) {
        return type.getSimpleName().replaceAll("(?<!^)([A-Z])", "_$1").toLowerCase(Locale.ROOT);
    }

    private record Key(Class<?> type, String outcome, String reason) {}
}
