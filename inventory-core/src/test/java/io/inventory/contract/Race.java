package io.inventory.contract;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Lets many threads try the same thing at the same time. */
final class Race {
    private Race() {}

    /** One attempt, which may fail the test by any exception. */
    interface Attempt<T> {
        T make() throws Exception;
    }

    /** An attempt of many, told apart by its number from 0. */
    interface NumberedAttempt<T> {
        T make(int number) throws Exception;
    }

    /**
     * Makes {@code attempts} attempts in {@code threads} threads, each round of which starts at once; returns what they returned,
     * in the order of their numbers.
     */
    static <T> List<T> run(int attempts, int threads, NumberedAttempt<T> attempt) {
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            CyclicBarrier start = new CyclicBarrier(threads);
            List<Callable<List<T>>> runners = new ArrayList<>();
            for (int thread = 0; thread < threads; thread++) {
                int first = thread;
                runners.add(() -> {
                    start.await(Requests.PATIENCE.toSeconds(), TimeUnit.SECONDS);
                    List<T> mine = new ArrayList<>();
                    for (int number = first; number < attempts; number += threads) mine.add(attempt.make(number));
                    return mine;
                });
            }
            return interleave(executor.invokeAll(runners, Requests.PATIENCE.toSeconds(), TimeUnit.SECONDS), attempts);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        } finally {
            executor.shutdownNow();
        }
    }

    private static <T> List<T> interleave(List<Future<List<T>>> threads, int attempts) throws InterruptedException {
        List<T> results = new ArrayList<>();
        for (int number = 0; number < attempts; number++) {
            try {
                results.add(threads.get(number % threads.size()).get().get(number / threads.size()));
            } catch (java.util.concurrent.ExecutionException | java.util.concurrent.CancellationException e) {
                throw new AssertionError("an attempt failed or took too long", e);
            }
        }
        return results;
    }
}
