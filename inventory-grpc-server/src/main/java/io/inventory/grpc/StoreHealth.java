package io.inventory.grpc;

import io.grpc.BindableService;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.protobuf.services.HealthStatusManager;
import io.inventory.ErrorReason;
import io.inventory.GetOrder;
import io.inventory.InventoryException;
import io.inventory.OrderId;
import io.inventory.v1.InventoryAdminServiceGrpc;
import io.inventory.v1.InventoryServiceGrpc;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The health service: what serves is NOT_SERVING while the store does not answer.
 *
 * <p>The store is asked as a caller asks it, one probe at a time. When probes have failed and the last answer to a probe or a
 * caller is older than {@link #SILENCE_MAX}, it is NOT_SERVING; an answer to a probe makes it SERVING again. A store that
 * takes no changes answers: so do queries. A refusal for overload says nothing about the store.
 *
 * <p>Servers that share a store turn NOT_SERVING together, and that is right: without it none has an answer to give, and a
 * caller learns so from its own channel at once, instead of from a server after its time limit. Whoever restarts what is
 * not healthy looks at {@link #LIVENESS}, which does not depend on the store: a restart would not cure that.
 */
final class StoreHealth {
    /** The pause between two probes. */
    static final Duration PROBE_INTERVAL = Duration.ofMillis(250);

    /** How long the store may take for a probe. */
    static final Duration PROBE_MAX = Duration.ofSeconds(1);

    /** How long it may not answer: what is over sooner, as a long collection of garbage or a full disk cache, goes unnoticed. */
    static final Duration SILENCE_MAX = Duration.ofMillis(1_500);

    /** The name by which to ask whether the process serves at all. */
    static final String LIVENESS = "liveness";

    /**
     * What is asked: an order that cannot be there. It is a query, so that it does not wait behind commands: a store that has
     * many of them to carry out is busy, and to send its callers to other servers, which have the same store, would not help.
     */
    static final GetOrder PROBE = new GetOrder(new OrderId("no-such-order-" + UUID.randomUUID()));

    private static final Logger LOG = LoggerFactory.getLogger(StoreHealth.class);
    private static final List<String> SERVICES = List.of(
            HealthStatusManager.SERVICE_NAME_ALL_SERVICES,
            InventoryServiceGrpc.SERVICE_NAME,
            InventoryAdminServiceGrpc.SERVICE_NAME);

    private final RequestHandler probes;
    private final RequestHandler callers;
    private final HealthStatusManager statuses = new HealthStatusManager();
    private volatile CompletableFuture<?> probe = CompletableFuture.completedFuture(null);
    private volatile boolean serving;
    private long answeredNanos = System.nanoTime();
    private @Nullable Throwable failed;
    private boolean notServing;

    /**
     * @param probes asks the store, and waits for {@link #PROBE_MAX}
     * @param callers asks it for callers, whose answers count too
     */
    StoreHealth(RequestHandler probes, RequestHandler callers) {
        this.probes = probes;
        this.callers = callers;
    }

    BindableService service() {
        return statuses.getHealthService();
    }

    /** From now on it is SERVING, and the store is asked. */
    void begin(Duration interval, Timer timer) {
        statuses.setStatus(LIVENESS, ServingStatus.SERVING);
        setStatus(ServingStatus.SERVING);
        timer.every(interval, this::probe);
    }

    boolean isServing() {
        return serving;
    }

    /** Everything is NOT_SERVING for good. */
    void end() {
        serving = false;
        statuses.enterTerminalState();
    }

    private void probe() {
        judge();
        if (!probe.isDone()) return;
        probe = probes.ask(() -> PROBE, outcome -> outcome);
        var unused = probe.whenComplete(
                (outcome, failure) -> probed(failure == null ? null : RequestHandler.cause(failure)));
    }

    private void probed(@Nullable Throwable failure) {
        switch (finding(failure)) {
            case ANSWERS -> answered();
            case DOES_NOT_ANSWER -> {
                synchronized (this) {
                    failed = failure;
                }
                judge();
            }
            case UNKNOWN -> {}
        }
    }

    private synchronized void answered() {
        answeredNanos = System.nanoTime();
        failed = null;
        if (!notServing) return;
        notServing = false;
        LOG.info("the store answers again, health is SERVING");
        setStatus(ServingStatus.SERVING);
    }

    /** A process that was halted itself has heard no answer for long either, so that a probe must have failed too. */
    private synchronized void judge() {
        long now = System.nanoTime();
        Duration silence = Duration.ofNanos(Math.min(now - answeredNanos, now - callers.answeredNanos()));
        if (notServing || failed == null || silence.compareTo(SILENCE_MAX) < 0) return;
        notServing = true;
        LOG.warn(
                "the store has not answered for {} ms, health is NOT_SERVING: {}",
                silence.toMillis(),
                failed.getMessage());
        setStatus(ServingStatus.NOT_SERVING);
    }

    private void setStatus(ServingStatus status) {
        serving = status == ServingStatus.SERVING;
        SERVICES.forEach(service -> statuses.setStatus(service, status));
    }

    private static Finding finding(@Nullable Throwable failure) {
        if (failure == null) return Finding.ANSWERS;
        ErrorReason reason = failure instanceof InventoryException known ? known.reason() : ErrorReason.INTERNAL;
        return switch (reason) {
            case UNAVAILABLE, INTERNAL -> Finding.DOES_NOT_ANSWER;
            case OVERLOADED -> Finding.UNKNOWN;
            case ORDER_NOT_FOUND,
                    READ_ONLY,
                    UNAUTHENTICATED,
                    PERMISSION_DENIED,
                    INVALID_ARGUMENT,
                    SKU_NOT_FOUND,
                    ALREADY_EXISTS,
                    ORDER_MISMATCH,
                    REQUEST_MISMATCH,
                    ROLLBACK_EXCEEDS_ORDER,
                    TOO_MANY_ROLLBACKS,
                    ADJUSTMENT_BELOW_ZERO,
                    EXTENSION_EXCEEDS_LIMIT,
                    COUNT_BELOW_ZERO,
                    AS_OF_BEFORE_FIRST_ENTRY,
                    AS_OF_IN_THE_FUTURE,
                    VERSION_MISMATCH,
                    SIGNALS_PRUNED,
                    HISTORY_PRUNED,
                    OUT_OF_RANGE -> Finding.ANSWERS;
        };
    }

    private enum Finding {
        ANSWERS,
        DOES_NOT_ANSWER,
        UNKNOWN
    }
}
