package io.inventory.amqp.simulator;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Delayed;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** An executor of one thread in simulated time: what is due at the same time is run in the order in which it came. */
public final class SimulatedExecutor extends AbstractExecutorService implements ScheduledExecutorService {
    private static final Duration STEP_MAX = Duration.ofMillis(2);

    private final Simulation simulation;
    private final SimulatedProcess process;
    private long lastDueNanos;
    private boolean stopped;

    SimulatedExecutor(Simulation simulation, SimulatedProcess process) {
        this.simulation = simulation;
        this.process = process;
    }

    @Override
    public void execute(Runnable task) {
        if (stopped) throw new RejectedExecutionException("stopped");
        long delay = simulation.happens(0.5) ? 0 : simulation.upTo(STEP_MAX).toNanos();
        lastDueNanos = Math.max(lastDueNanos, simulation.nanoTime() + delay);
        process.after(lastDueNanos - simulation.nanoTime(), () -> {
            if (!stopped) task.run();
        });
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
        Scheduled scheduled = new Scheduled();
        process.after(
                unit.toNanos(delay),
                () -> execute(() -> {
                    if (!scheduled.isCancelled()) task.run();
                }));
        return scheduled;
    }

    /** What is to be done again and again looks at the time of the machine, which is none here. */
    @Override
    public ScheduledFuture<?> scheduleWithFixedDelay(Runnable task, long first, long delay, TimeUnit unit) {
        return new Scheduled();
    }

    @Override
    public ScheduledFuture<?> scheduleAtFixedRate(Runnable task, long first, long period, TimeUnit unit) {
        throw new UnsupportedOperationException("scheduleAtFixedRate");
    }

    @Override
    public <V> ScheduledFuture<V> schedule(Callable<V> task, long delay, TimeUnit unit) {
        throw new UnsupportedOperationException("schedule");
    }

    @Override
    public void shutdown() {
        stopped = true;
    }

    @Override
    public List<Runnable> shutdownNow() {
        stopped = true;
        return List.of();
    }

    @Override
    public boolean isShutdown() {
        return stopped;
    }

    @Override
    public boolean isTerminated() {
        return stopped;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
        return stopped;
    }

    private static final class Scheduled extends CompletableFuture<Object> implements ScheduledFuture<Object> {

        @Override
        public long getDelay(TimeUnit unit) {
            throw new UnsupportedOperationException("getDelay");
        }

        @Override
        public int compareTo(Delayed other) {
            throw new UnsupportedOperationException("compareTo");
        }
    }
}
