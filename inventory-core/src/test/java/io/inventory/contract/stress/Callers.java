package io.inventory.contract.stress;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Threads that call an inventory again and again until they are stopped or one of them gets what it must not get. */
abstract class Callers {
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private final AtomicLong rounds = new AtomicLong();
    private final List<Thread> threads = new ArrayList<>();
    private final Duration pause;

    /** @param pause between the rounds of a thread, so that the tests get on */
    Callers(int threadCount, Duration pause) {
        this.pause = pause;
        for (int i = 0; i < threadCount; i++) {
            int number = i;
            String name = getClass().getSimpleName() + "-" + i;
            threads.add(DaemonThreads.named(name).newThread(() -> run(number)));
        }
    }

    /** What a thread does in one round; whatever it throws fails the test. */
    abstract void call(int thread, long round) throws Exception;

    /** Called when no thread calls any more. */
    void end() {}

    final Callers start() {
        threads.forEach(Thread::start);
        return this;
    }

    private void run(int number) {
        try {
            for (long round = 0; !isStopped(); round++) {
                call(number, round);
                rounds.incrementAndGet();
            }
        } catch (Throwable e) {
            failure.compareAndSet(null, e);
        }
    }

    /** Pauses; an interrupt that came too late for its call ends here. */
    private boolean isStopped() {
        try {
            return stopped.await(pause.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException late) {
            return stopped.getCount() == 0;
        }
    }

    final void stop() {
        stopped.countDown();
    }

    final void assertAnswered() {
        long until = System.nanoTime() + UnderStress.PATIENCE.toNanos();
        for (Thread thread : threads) {
            join(thread, until);
            assertThat(thread.isAlive())
                    .as("%s waits for an answer at %s", thread.getName(), List.of(thread.getStackTrace()))
                    .isFalse();
        }
        end();
        assertThat(failure.get()).as("what %s got", getClass().getSimpleName()).isNull();
        assertThat(rounds.get()).as("rounds of %s", getClass().getSimpleName()).isPositive();
    }

    private static void join(Thread thread, long untilNanos) {
        try {
            thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(untilNanos - System.nanoTime())));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }
}
