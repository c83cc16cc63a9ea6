package io.inventory.amqp.broker;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread on which a session's state changes, so that it needs no locks. A task that throws has left that state in
 * doubt: it is logged and ends the session, whose messages will then be delivered again.
 */
public final class EventLoop implements Executor {
    private static final Logger LOG = LoggerFactory.getLogger(EventLoop.class);

    private final ScheduledExecutorService thread;
    private final Consumer<Throwable> onBug;

    EventLoop(ScheduledExecutorService thread, Consumer<Throwable> onBug) {
        this.thread = thread;
        this.onBug = onBug;
    }

    @Override
    public void execute(Runnable task) {
        try {
            thread.execute(guarded(task));
        } catch (RejectedExecutionException e) {
            LOG.debug("Stopped, not run: {}", task);
        }
    }

    /** Runs the task after {@code pause}. */
    public void after(Duration pause, Runnable task) {
        try {
            var unused = thread.schedule(guarded(task), pause.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("Stopped, not run: {}", task);
        }
    }

    /** Runs the task with the result or the error, when the future has one. */
    public <T> void whenDone(CompletableFuture<T> future, BiConsumer<@Nullable T, @Nullable Throwable> next) {
        var unused = future.whenComplete((result, error) -> execute(() -> next.accept(result, error)));
    }

    private Runnable guarded(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (RuntimeException | Error e) {
                LOG.error("The session ends because of a bug", e);
                onBug.accept(e);
            }
        };
    }
}
