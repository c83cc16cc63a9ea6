package io.inventory.amqp.simulator;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/** What is to happen and when; the same for the same seed. Everything is done on the thread that runs it, one after another. */
public final class Simulation {
    private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");

    private final SplittableRandom random;
    private final boolean isTold;
    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private final List<String> story = new ArrayList<>();
    private long nowNanos;
    private long scheduled;
    private boolean calm;

    /** @param isTold whether its story is to be kept */
    public Simulation(long seed, boolean isTold) {
        random = new SplittableRandom(seed);
        this.isTold = isTold;
    }

    /** Lets something happen after a time. */
    public void after(Duration delay, Runnable what) {
        afterNanos(delay.toNanos(), what);
    }

    void afterNanos(long delayNanos, Runnable what) {
        events.add(new Event(nowNanos + Math.max(0, delayNanos), scheduled++, what));
    }

    /** Lets the next thing happen; false if there is none. */
    public boolean step() {
        Event next = events.poll();
        if (next == null) return false;
        nowNanos = Math.max(nowNanos, next.atNanos);
        next.what.run();
        return true;
    }

    /** Lets all happen that is to happen within a time. */
    public void run(Duration time) {
        long until = nowNanos + time.toNanos();
        while (!events.isEmpty() && events.element().atNanos <= until) step();
        nowNanos = until;
    }

    /** Whether something happens that does so with that probability, and is none of the faults. */
    public boolean happens(double probability) {
        return random.nextDouble() < probability;
    }

    /** Whether a fault happens; none does once it is calm. */
    public boolean fails(double probability) {
        return happens(probability) && !calm;
    }

    /** From now on nothing fails. */
    public void calm() {
        calm = true;
    }

    /** Any time up to a limit, mostly a short one. */
    public Duration upTo(Duration max) {
        double share = random.nextDouble();
        return Duration.ofNanos((long) (max.toNanos() * share * share * share));
    }

    /** A number below a bound. */
    public int below(int bound) {
        return random.nextInt(bound);
    }

    /** The time of all that takes part. */
    public Clock clock() {
        InstantSource now = () -> BEGIN.plusNanos(nowNanos);
        return now.withZone(ZoneOffset.UTC);
    }

    /** The same as a number that only grows. */
    public long nanoTime() {
        return nowNanos;
    }

    /** Adds to the story. */
    public void tell(Supplier<String> what) {
        if (isTold) story.add(String.format("%9.3f ms  %s", nowNanos / 1e6, what.get()));
    }

    /** What has happened. */
    public List<String> story() {
        return story;
    }

    private record Event(long atNanos, long number, Runnable what) implements Comparable<Event> {
        @Override
        public int compareTo(Event other) {
            return atNanos == other.atNanos ? Long.compare(number, other.number) : Long.compare(atNanos, other.atNanos);
        }
    }
}
