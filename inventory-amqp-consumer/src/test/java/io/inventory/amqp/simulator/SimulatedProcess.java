package io.inventory.amqp.simulator;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * A process that may die at any time: of what it has begun nothing more is done then. It may stand still too, as after a
 * SIGSTOP, and go on later.
 */
public final class SimulatedProcess {
    /** The name of the threads of what blocks. */
    public static final String THREAD = "simulated";

    private static final ExecutorService THREADS = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, THREAD);
        thread.setDaemon(true);
        return thread;
    });

    /** Takes a thread of a dead process out of whatever it does. */
    private static final class Killed extends Error {
        private static final long serialVersionUID = 1;

        Killed() {
            super("the process is dead", null, false, false);
        }
    }

    private final Simulation simulation;
    private final String name;
    private long standsStillUntilNanos;
    private boolean dead;
    private @Nullable Runner runner;

    public SimulatedProcess(Simulation simulation, String name) {
        this.simulation = simulation;
        this.name = name;
    }

    /** Ends it without a word. */
    public void kill() {
        simulation.tell(() -> name + " is killed");
        dead = true;
        if (runner != null) runner.resume();
    }

    /** Does nothing for a time. */
    public void standStill(Duration time) {
        simulation.tell(() -> name + " stands still for " + time.toMillis() + " ms");
        standsStillUntilNanos = simulation.nanoTime() + time.toNanos();
    }

    /** Whether it was thrown because the process is dead, whose code takes it for an error like any other. */
    public static boolean isDeath(Throwable thrown) {
        return thrown instanceof Killed;
    }

    public boolean isDead() {
        return dead;
    }

    public String name() {
        return name;
    }

    /** An executor of one thread of it. */
    public SimulatedExecutor executor() {
        return new SimulatedExecutor(simulation, this);
    }

    /** Does something after a time, unless it is dead then; later if it stands still. */
    void after(long delayNanos, Runnable task) {
        simulation.afterNanos(delayNanos, () -> {
            if (dead) return;
            if (simulation.nanoTime() < standsStillUntilNanos)
                after(standsStillUntilNanos - simulation.nanoTime(), task);
            else task.run();
        });
    }

    /** Runs what blocks, which it may do by {@link #completes} alone. Once at most. */
    public void run(Runnable body) {
        runner = new Runner(body);
        after(0, runner::resume);
    }

    /** For what {@link #run} runs: blocks until the future is completed, or a time is over. */
    public boolean completes(CompletableFuture<?> what, Duration max) {
        if (what.isDone()) return true;
        if (runner == null) throw new IllegalStateException("nothing blocks but what is run");
        runner.sleep(what, max);
        return what.isDone();
    }

    /** Blocks for a time. */
    public void sleep(Duration time) {
        var unused = completes(new CompletableFuture<>(), time);
    }

    /** What blocks has a thread of its own, which runs while the simulation waits for it, and waits while that goes on. */
    private final class Runner {
        private final Semaphore mayRun = new Semaphore(0);
        private final Semaphore rests = new Semaphore(0);
        private boolean ended;
        private long sleeps;
        private @Nullable Throwable failure;

        Runner(Runnable body) {
            THREADS.execute(() -> {
                mayRun.acquireUninterruptibly();
                try {
                    if (!dead) body.run();
                } catch (Killed e) {
                    // that is what death is
                } catch (RuntimeException | Error e) {
                    failure = e;
                }
                ended = true;
                rests.release();
            });
        }

        void resume() {
            if (ended) return;
            mayRun.release();
            rests.acquireUninterruptibly();
            if (failure != null && !dead) throw new IllegalStateException(name + " failed", failure);
        }

        void sleep(CompletableFuture<?> what, Duration max) {
            if (dead) throw new Killed();
            long sleep = ++sleeps;
            after(max.toNanos(), () -> wake(sleep));
            var unused = what.whenComplete((value, error) -> after(0, () -> wake(sleep)));
            rests.release();
            mayRun.acquireUninterruptibly();
            if (dead) throw new Killed();
        }

        private void wake(long sleep) {
            if (sleep == sleeps && !ended) {
                sleeps++;
                resume();
            }
        }
    }
}
