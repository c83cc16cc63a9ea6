package io.inventory.jdbi;

import io.inventory.jdbi.batch.QueueLimits;
import java.time.Duration;

/**
 * The limits of group commit. A command counts as many lines as it names, at least one. Immutable.
 *
 * @param writers how many batches may be under way at once, each on a connection of its own; with more than one, two commands of one caller that it does
 *     not await one after the other may change places
 * @param batchCommandsMax the most commands in one transaction
 * @param batchLinesMax the most lines in one transaction; a command with more runs alone
 * @param waitingCommandsMax the most commands that may wait; one more is refused as overloaded
 * @param waitingLinesMax the most lines that may wait
 */
public record BatchLimits(
        int writers, int batchCommandsMax, int batchLinesMax, int waitingCommandsMax, int waitingLinesMax) {
    /** What serves a flash sale on an ordinary PostgreSQL. */
    public static final BatchLimits DEFAULT = new BatchLimits(1, 512, 4_096, 10_000, 100_000);

    /** @throws IllegalArgumentException if one of them is not positive */
    public BatchLimits {
        requirePositive("writers", writers);
        requirePositive("batchCommandsMax", batchCommandsMax);
        requirePositive("batchLinesMax", batchLinesMax);
        requirePositive("waitingCommandsMax", waitingCommandsMax);
        requirePositive("waitingLinesMax", waitingLinesMax);
    }

    private static void requirePositive(String what, int value) {
        if (value < 1) throw new IllegalArgumentException(what + " must be positive, is " + value);
    }

    /** A batch may take its time, to find what makes it fail: those who wait for it wait for as long as they may. */
    QueueLimits ofQueue(Duration answerMax) {
        return new QueueLimits(
                writers, batchCommandsMax, batchLinesMax, waitingCommandsMax, waitingLinesMax, answerMax, answerMax);
    }

    /** As many transactions of one command at once as there are connections. */
    static QueueLimits ofSingleCommands(int connections, Duration stalledMax, Duration answerMax) {
        return new QueueLimits(
                connections, 1, 1, DEFAULT.waitingCommandsMax(), DEFAULT.waitingLinesMax(), stalledMax, answerMax);
    }
}
