package io.inventory.jdbi.batch;

import java.time.Duration;

/**
 * The limits of a {@link BatchQueue}.
 *
 * @param batchesMax how many batches may be under way at once
 * @param batchRequestsMax the most requests in a batch
 * @param batchLinesMax the most lines in a batch; a request with more runs alone
 * @param waitingRequestsMax the most requests that may wait; one more is refused as overloaded
 * @param waitingLinesMax the most lines that may wait
 * @param stalledMax how long a blocked caller waits for its request to be begun while nothing gets done at all
 * @param answerMax how long a caller may be blocked
 */
public record QueueLimits(
        int batchesMax,
        int batchRequestsMax,
        int batchLinesMax,
        int waitingRequestsMax,
        int waitingLinesMax,
        Duration stalledMax,
        Duration answerMax) {}
