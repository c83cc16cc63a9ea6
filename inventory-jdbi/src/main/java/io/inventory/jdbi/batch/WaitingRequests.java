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

    WaitingRequests(QueueLimits limits) {
        this.limits = limits;
    }

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

    /** Takes the next batch out; what was given up meanwhile is in none. */
    List<Waiting<R>> takeBatch() {
        List<Waiting<R>> batch = new ArrayList<>();
        int batchLines = 0;
        while (!requests.isEmpty() && batch.size() < limits.batchRequestsMax()) {
            Waiting<R> next = requests.element();
            if (!batch.isEmpty() && batchLines + next.lines > limits.batchLinesMax()) break;
            requests.remove();
            lines -= next.lines;
            if (next.answer.isDone()) continue;
            next.begin();
            batchLines += next.lines;
            batch.add(next);
        }
        return batch;
    }

    /** Takes all of them out. */
    List<Waiting<R>> takeAll() {
        List<Waiting<R>> all = List.copyOf(requests);
        requests.clear();
        lines = 0;
        return all;
    }
}
