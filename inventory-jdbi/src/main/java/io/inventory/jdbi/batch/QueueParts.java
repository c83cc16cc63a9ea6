package io.inventory.jdbi.batch;

import io.inventory.jdbi.transaction.TransactionRunner;
import java.time.Duration;

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
        Duration answerMax) {}
