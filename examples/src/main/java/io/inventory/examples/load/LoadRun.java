package io.inventory.examples.load;

import io.inventory.Inventory;
import io.inventory.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Sends requests for a time: as fast as a number of callers can (closed loop), or at a rate (open loop). */
final class LoadRun {
    private final Inventory inventory;
    private final Workload workload;
    private final double readShare;
    private final Semaphore callers;
    private final int callerCount;

    /** @param callerCount how many requests may be under way at once */
    LoadRun(Inventory inventory, Workload workload, double readShare, int callerCount) {
        this.inventory = inventory;
        this.workload = workload;
        this.readShare = readShare;
        this.callerCount = callerCount;
        callers = new Semaphore(callerCount);
    }

    /** Runs for that long, then waits for all answers. */
    void closedLoop(long nanos, Tally tally, boolean measured) {
        long end = System.nanoTime() + nanos;
        while (System.nanoTime() < end) {
            callers.acquireUninterruptibly();
            send(tally, System.nanoTime(), measured);
        }
        awaitAnswers();
    }

    /** The same with a thread for each caller, which blocks for its answer as a program without futures does. */
    void blockingLoop(long nanos, Tally tally, boolean measured) {
        long end = System.nanoTime() + nanos;
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < callerCount; i++)
            threads.add(new Thread(
                    () -> {
                        while (System.nanoTime() < end) execute(tally, measured);
                    },
                    "caller-" + i));
        threads.forEach(Thread::start);
        for (Thread thread : threads) join(thread);
    }

    private void execute(Tally tally, boolean measured) {
        Request<?> request = nextRequest();
        long start = System.nanoTime();
        Object answer = null;
        Throwable failure = null;
        try {
            answer = inventory.execute(request);
        } catch (RuntimeException e) {
            failure = e;
        }
        tally.answered(request, answer, failure, start, measured);
    }

    /** Sends by the clock, whatever comes back; a request that is late counts from when it was meant to be sent. */
    void openLoop(long nanos, double perSecond, Tally tally, boolean measured) {
        long start = System.nanoTime();
        double gap = TimeUnit.SECONDS.toNanos(1) / perSecond;
        for (long i = 0; ; i++) {
            long meant = start + (long) (i * gap);
            if (meant - start >= nanos) break;
            while (System.nanoTime() < meant) LockSupport.parkNanos(meant - System.nanoTime());
            callers.acquireUninterruptibly();
            send(tally, meant, measured);
        }
        awaitAnswers();
    }

    private void send(Tally tally, long meantNanos, boolean measured) {
        Request<?> request = nextRequest();
        var unused = inventory.submit(request).whenComplete((answer, failure) -> {
            try {
                tally.answered(request, answer, failure, meantNanos, measured);
            } finally {
                callers.release();
            }
        });
    }

    private synchronized Request<?> nextRequest() {
        return workload.nextIsRead(readShare) ? workload.nextRead() : workload.nextOrder();
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void awaitAnswers() {
        callers.acquireUninterruptibly(callerCount);
        callers.release(callerCount);
    }
}
