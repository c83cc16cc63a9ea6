package io.inventory.jdbi.batch;

import io.inventory.InternalErrorException;
import io.inventory.InventoryException;
import io.inventory.Request;
import io.inventory.decision.Verdict;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Does the work of a queue; what that throws is a refusal of the whole batch. */
record GuardedWork<R extends Request<?>>(BatchWork<R> work) {
    private static final Logger LOG = LoggerFactory.getLogger(GuardedWork.class);

    /** A verdict on each request, in the same order. */
    List<? extends Verdict<?>> verdicts(List<Waiting<R>> batch) {
        List<R> requests = new ArrayList<>(batch.size());
        for (Waiting<R> waiting : batch) requests.add(waiting.request);
        try {
            List<? extends Verdict<?>> verdicts = work.carryOut(requests);
            if (verdicts.size() != batch.size()) throw new IllegalStateException(verdicts.size() + " verdicts");
            return verdicts;
        } catch (InventoryException e) {
            return Collections.nCopies(batch.size(), new Verdict.Refusal<>(e));
        } catch (Throwable e) {
            LOG.error("a batch of {} requests failed in an unexpected way", batch.size(), e);
            return Collections.nCopies(
                    batch.size(),
                    new Verdict.Refusal<>(InternalErrorException.logged("the batch failed in an unexpected way", e)));
        }
    }
}
