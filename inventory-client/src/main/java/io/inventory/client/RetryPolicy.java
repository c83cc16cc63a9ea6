package io.inventory.client;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.RetryInfo;
import io.grpc.Metadata;
import io.inventory.ErrorReason;
import io.inventory.InventoryException;
import io.inventory.v1.InventoryServiceGrpc;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** How often and when something is sent again: calls by gRPC itself, as its configuration says, and commands on streams. */
final class RetryPolicy {
    /** The server asks that it is not sent again. */
    static final long NEVER = Long.MAX_VALUE;

    private static final int PAUSE_MILLIS_FIRST = 50;
    private static final int PAUSE_MILLIS_MAX = 400;
    private static final int PAUSE_FACTOR = 2;
    /** A pause is up to a fifth shorter or longer, so that callers spread. */
    private static final double PAUSE_SPREAD = 0.2;
    /** The longest pause that a server may ask for; nobody waits longer. */
    private static final long PAUSE_ASKED_SECONDS_MAX = 3_600;

    /** When most commands of a stream fail, nothing is sent again until some succeeds: it would only add to the load. */
    static final double TOKENS_MAX = 100;

    /**
     * The same for calls. More, because they fail all at once when their connection ends, and up to half of this are sent again
     * elsewhere then; it is the most that gRPC takes.
     */
    static final double CALL_TOKENS_MAX = 1_000;

    static final double TOKENS_A_SUCCESS = 0.5;

    /** In the same proportion: a hundred answers after an outage calls are sent again, as commands on streams are. */
    static final double TOKENS_A_CALL_ANSWERED = TOKENS_A_SUCCESS * CALL_TOKENS_MAX / TOKENS_MAX;

    private static final Metadata.Key<String> PUSHBACK =
            Metadata.Key.of("grpc-retry-pushback-ms", Metadata.ASCII_STRING_MARSHALLER);

    private RetryPolicy() {}

    /**
     * The same for calls; gRPC takes numbers as doubles here. The server's pause, where it asks for one, replaces these.
     * Streams are left out: gRPC would send a whole stream of commands again, also what was done, and a watch goes on where it
     * was.
     *
     * @param balancer the name of gRPC's policy that spreads calls over the servers
     */
    static Map<String, ?> serviceConfig(String balancer) {
        return Map.of(
                "loadBalancingConfig",
                List.of(Map.of(balancer, Map.of())),
                "methodConfig",
                List.of(
                        Map.of("name", List.of(stream("ProcessOrders"), stream("WatchSignals"))),
                        Map.of(
                                "name",
                                List.of(Map.of()),
                                "retryPolicy",
                                Map.of(
                                        "maxAttempts",
                                        (double) InventoryClient.ATTEMPTS_MAX,
                                        "initialBackoff",
                                        PAUSE_MILLIS_FIRST / 1000.0 + "s",
                                        "maxBackoff",
                                        PAUSE_MILLIS_MAX / 1000.0 + "s",
                                        "backoffMultiplier",
                                        (double) PAUSE_FACTOR,
                                        "retryableStatusCodes",
                                        List.of("UNAVAILABLE", "RESOURCE_EXHAUSTED")))),
                "retryThrottling",
                Map.of("maxTokens", CALL_TOKENS_MAX, "tokenRatio", TOKENS_A_CALL_ANSWERED));
    }

    private static Map<String, ?> stream(String method) {
        return Map.of("service", InventoryServiceGrpc.SERVICE_NAME, "method", method);
    }

    /** Whether a failure may be over soon enough for a call to wait for that: a read-only store stays so until it is cured. */
    static boolean maySoonSucceed(InventoryException failure) {
        return failure.isRetryable() && failure.reason() != ErrorReason.READ_ONLY;
    }

    /** The pause after {@code failures} in a row, from 1, where the server asks for none. */
    static long pauseNanos(int failures) {
        return pauseNanos(failures, Duration.ofMillis(PAUSE_MILLIS_MAX));
    }

    /** Such a pause where there is time for longer ones. */
    static long pauseNanos(int failures, Duration max) {
        double millis = Math.min((double) max.toMillis(), PAUSE_MILLIS_FIRST * Math.pow(PAUSE_FACTOR, failures - 1.0));
        double spread = ThreadLocalRandom.current().nextDouble(1 - PAUSE_SPREAD, 1 + PAUSE_SPREAD);
        return (long) (TimeUnit.MILLISECONDS.toNanos(1) * millis * spread);
    }

    /** The pause that the server asks for in the details of a failure. */
    static OptionalLong askedNanos(com.google.rpc.Status details) {
        for (Any detail : details.getDetailsList()) {
            if (!detail.is(RetryInfo.class)) continue;
            try {
                var delay = detail.unpack(RetryInfo.class).getRetryDelay();
                long seconds = Math.min(Math.max(delay.getSeconds(), 0), PAUSE_ASKED_SECONDS_MAX);
                return OptionalLong.of(TimeUnit.SECONDS.toNanos(seconds) + Math.max(delay.getNanos(), 0));
            } catch (InvalidProtocolBufferException e) {
                return OptionalLong.empty();
            }
        }
        return OptionalLong.empty();
    }

    /** The pause that the server asks for at the end of a call; {@link #NEVER} for what gRPC takes as that. */
    static OptionalLong askedNanos(@Nullable Metadata trailers) {
        String pushback = trailers == null ? null : trailers.get(PUSHBACK);
        if (pushback == null) return OptionalLong.empty();
        try {
            long millis = Long.parseLong(pushback);
            return OptionalLong.of(
                    millis < 0
                            ? NEVER
                            : TimeUnit.MILLISECONDS.toNanos(
                                    Math.min(millis, TimeUnit.SECONDS.toMillis(PAUSE_ASKED_SECONDS_MAX))));
        } catch (NumberFormatException e) {
            return OptionalLong.of(NEVER);
        }
    }
}
