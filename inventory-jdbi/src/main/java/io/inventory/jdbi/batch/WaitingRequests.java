package io.inventory.jdbi.batch;

import io.inventory.Request;
import io.inventory.UnavailableException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The requests of a {@link BatchQueue} that no batch has taken yet, in the order in which they came. Not thread-safe. */
final class WaitingRequests<R extends Request<?>> {
    private final QueueLimits limits;
    private final ArrayDeque<Waiting<R>> requests = new ArrayDeque<>();
    private int lines;
    private List<Waiting<R>> over = new ArrayList<>();

    WaitingRequests(QueueLimits limits) {
        this.limits = limits;
    }

    /** Whether none waits for a batch; {@link #hasOver} is another question. */
    boolean isEmpty() {
        return requests.isEmpty();
    }

    int size() {
        return requests.size();
    }

    /** Takes a request in, or says why not. */
    @Nullable
    UnavailableException add(Waiting<R> request) {
        if (requests.size() >= limits.waitingRequestsMax() || lines >= limits.waitingLinesMax())
            return UnavailableException.overloaded(requests.size() + " requests with " + lines + " lines are waiting");
        requests.add(request);
        lines += request.lines;
        return null;
    }

    /** Takes the next batch out, which may be empty: what is too late, or was given up meanwhile, is in none, but {@link #takeOver}. */
    List<Waiting<R>> takeBatch(long nowNanos) {
        List<Waiting<R>> batch = new ArrayList<>();
        int batchLines = 0;
        while (!requests.isEmpty() && batch.size() < limits.batchRequestsMax()) {
            Waiting<R> next = requests.element();
            if (!batch.isEmpty() && batchLines + next.lines > limits.batchLinesMax()) break;
            requests.remove();
            lines -= next.lines;
            if (next.isOver(nowNanos)) {
                over.add(next);
                continue;
            }
            next.begin();
            batchLines += next.lines;
            batch.add(next);
        }
        return batch;
    }

    /** Whether there are some that were left out of a batch. */
    boolean hasOver() {
        return !over.isEmpty();
    }

    /** Takes those out that were left out of a batch. */
    List<Waiting<R>> takeOver() {
        List<Waiting<R>> taken = over;
        over = new ArrayList<>();
        return taken;
    }

    /** Takes all of them out, whether they were left out of a batch or not. */
    List<Waiting<R>> takeAll() {
        List<Waiting<R>> all = takeOver();
        all.addAll(requests);
        requests.clear();
        lines = 0;
        return all;
    }
}
