package io.inventory.jdbi;

import io.inventory.ErrorReason;
import io.inventory.InventoryException;
import io.inventory.Request;
import io.inventory.decision.Verdict;
import io.inventory.jdbi.InventoryListener.Kind;
import io.inventory.jdbi.queue.QueueObserver;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells a listener what happens, and keeps what the listener throws from those to whom it happens. Thread-safe. */
final class ListenerRelay {
    private static final Logger LOG = LoggerFactory.getLogger(ListenerRelay.class);

    private final InventoryListener listener;
    private final AtomicBoolean failureLogged = new AtomicBoolean();

    ListenerRelay(InventoryListener listener) {
        this.listener = listener;
    }

    QueueObserver observer(Kind kind) {
        return new QueueObserver() {
            @Override
            public void batchDone(int requests, int waiting, long nanos) {
                tell(() -> listener.batchDone(kind, requests, waiting, nanos));
            }

            @Override
            public void answered(Request<?> request, Verdict<?> verdict, long queuedNanos, long nanos) {
                if (verdict instanceof Verdict.Refusal<?> refusal)
                    ListenerRelay.this.refused(kind, refusal.exception());
            }

            @Override
            public void refused(Request<?> request, InventoryException refusal) {
                ListenerRelay.this.refused(kind, refusal);
            }

            @Override
            public void retried(int attempt, String sqlState) {
                tell(() -> listener.retried(kind, attempt));
            }

            @Override
            public void split(int commands) {
                tell(() -> listener.split(commands));
            }
        };
    }

    private void refused(Kind kind, InventoryException refusal) {
        if (refusal.reason() == ErrorReason.OVERLOADED) tell(() -> listener.refused(kind));
    }

    private void tell(Runnable call) {
        try {
            call.run();
        } catch (Throwable e) { // a listener in another language may throw what it does not declare
            if (failureLogged.compareAndSet(false, true))
                LOG.error("the listener of the inventory failed; this is logged once", e);
        }
    }
}
