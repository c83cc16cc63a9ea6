package io.inventory.jdbi.queue;

import io.inventory.jdbi.batch.Completions;
import io.inventory.jdbi.transaction.TransactionObserver;
import io.inventory.jdbi.transaction.TransactionRunner;
import java.time.Duration;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;

/**
 * What the queues of an inventory have in common.
 *
 * @param runner runs their transactions and reads
 * @param gate shares the connections out among them
 * @param completions gives their answers
 * @param stalledMax how long a blocked caller waits while nothing gets done at all
 * @param answerMax how long a caller may be blocked
 */
public record QueueParts(
        TransactionRunner runner,
        ConnectionGate gate,
        Completions completions,
        Duration stalledMax,
        Duration answerMax) {
    /**
     * Does what is no request, in place of a read: commands keep their connections. Blocks.
     *
     * @throws io.inventory.InventoryException if the store does not answer
     */
    public <T> T read(Function<Handle, T> work) {
        return gate.read(() -> runner.read(work, TransactionObserver.NONE));
    }
}
