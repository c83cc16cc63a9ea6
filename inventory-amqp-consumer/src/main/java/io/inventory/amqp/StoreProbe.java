package io.inventory.amqp;

import io.inventory.AccessDeniedException;
import io.inventory.ErrorReason;
import io.inventory.GetOrder;
import io.inventory.Inventory;
import io.inventory.InventoryException;
import io.inventory.Order;
import io.inventory.OrderId;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** Finds out from time to time whether the inventory answers, be it a database or a server; one question at a time. Thread-safe. */
final class StoreProbe {
    static final Duration INTERVAL = Duration.ofSeconds(5);

    /** An order that cannot be there: that it is not is an answer. */
    private static final GetOrder QUESTION = new GetOrder(new OrderId("no-such-order-" + UUID.randomUUID()));

    private final Inventory inventory;
    private volatile CompletableFuture<?> asked = CompletableFuture.completedFuture(null);
    private volatile boolean answers;

    StoreProbe(Inventory inventory) {
        this.inventory = inventory;
    }

    /** Asks, unless it still waits for the answer before; does not block. */
    void ask() {
        if (!asked.isDone()) return;
        CompletableFuture<Order> answer = inventory.submit(QUESTION);
        asked = answer;
        var unused = answer.whenComplete((order, failure) -> answered(failure));
    }

    private void answered(@Nullable Throwable failure) {
        @Nullable Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        // what is too busy to look is not down, and may not be up
        if (cause instanceof InventoryException known && known.reason() == ErrorReason.OVERLOADED) return;
        answers = cause == null || isAnswer(cause);
    }

    private static boolean isAnswer(Throwable failure) {
        // who is refused as a caller has everything refused, and holds all messages
        return failure instanceof InventoryException known
                && !known.isRetryable()
                && !(known instanceof AccessDeniedException);
    }

    /** Whether it answered when it was last asked and not too busy. */
    boolean answers() {
        return answers;
    }
}
