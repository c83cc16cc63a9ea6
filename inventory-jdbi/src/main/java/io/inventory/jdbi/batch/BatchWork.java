package io.inventory.jdbi.batch;

import io.inventory.InventoryException;
import io.inventory.decision.Verdict;
import java.util.List;

/** What a {@link BatchQueue} does with a batch. */
public interface BatchWork<R> {
    /**
     * Carries out what every request asks for.
     *
     * @return a verdict on each, in the same order
     * @throws InventoryException if none could be carried out
     */
    List<? extends Verdict<?>> carryOut(List<R> requests);

    /** Who hears what becomes of each request. */
    default RequestObserver observer() {
        return RequestObserver.NONE;
    }
}
