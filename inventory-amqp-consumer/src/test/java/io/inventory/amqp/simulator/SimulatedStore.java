package io.inventory.amqp.simulator;

import io.inventory.Inventory;
import io.inventory.InventoryException;
import io.inventory.Request;
import io.inventory.UnavailableException;
import io.inventory.memory.InMemoryInventory;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * The inventory in memory, behind a wire: a request may be lost, wait for long, or be carried out without an answer. It lets
 * reservations expire and compacts orders by itself, and keeps how far the reader of its signals has come.
 */
public final class SimulatedStore {
    private static final Duration ANSWER_MAX = Duration.ofMillis(400);

    private final Simulation simulation;
    private final InMemoryInventory memory;
    private boolean down;
    private String holder = "";
    private Instant heldUntil = Instant.MIN;
    private long position;

    public SimulatedStore(Simulation simulation) {
        this.simulation = simulation;
        memory = new InMemoryInventory(simulation.clock());
    }

    /** What is in it, without the wire. */
    public InMemoryInventory memory() {
        return memory;
    }

    /** Answers nobody for a time. */
    public void stop(Duration time) {
        simulation.tell(() -> "the store is away for " + time.toMillis() + " ms");
        down = true;
        simulation.after(time, () -> down = false);
    }

    /** Does what it does by itself, again and again. */
    public void keepUp(Duration interval, Duration retained) {
        simulation.after(interval.plus(simulation.upTo(interval)), () -> {
            int expired = memory.expireOverdue(1 + simulation.below(4));
            int compacted = memory.compactOrders(retained);
            if (expired + compacted > 0) simulation.tell(() -> expired + " expired, " + compacted + " compacted");
            keepUp(interval, retained);
        });
    }

    /** As a process sees it. */
    public Inventory of(SimulatedProcess process) {
        return new Inventory() {
            @Override
            public <A> CompletableFuture<A> submit(Request<A> request) {
                return SimulatedStore.this.submit(request, process);
            }

            @Override
            public <A> A execute(Request<A> request) {
                return call(process, () -> memory.execute(request));
            }

            @Override
            public void close() {}
        };
    }

    private <A> CompletableFuture<A> submit(Request<A> request, SimulatedProcess process) {
        CompletableFuture<A> answer = new CompletableFuture<>();
        boolean isLost = simulation.fails(0.02);
        // it arrives also when who sent it dies
        simulation.after(simulation.upTo(ANSWER_MAX), () -> {
            if (isLost || down) fail(answer, process);
            else carryOut(request, answer, process);
        });
        return answer;
    }

    private <A> void carryOut(Request<A> request, CompletableFuture<A> answer, SimulatedProcess process) {
        A outcome;
        try {
            outcome = memory.execute(request);
            simulation.tell(() -> process.name() + ": " + request + " -> " + outcome);
        } catch (InventoryException e) {
            simulation.tell(() -> process.name() + ": " + request + " -> " + e.reason());
            process.after(simulation.upTo(ANSWER_MAX).toNanos(), () -> answer.completeExceptionally(e));
            return;
        }
        if (simulation.fails(0.03)) {
            simulation.tell(() -> "its answer is lost");
            fail(answer, process);
        } else process.after(simulation.upTo(ANSWER_MAX).toNanos(), () -> answer.complete(outcome));
    }

    private <A> void fail(CompletableFuture<A> answer, SimulatedProcess process) {
        process.after(simulation.upTo(ANSWER_MAX).toNanos(), () -> answer.completeExceptionally(unavailable()));
    }

    private static UnavailableException unavailable() {
        return UnavailableException.unavailable("it does not answer");
    }

    /** Blocks the process for the answer, as each that is asked does. */
    private <T> T call(SimulatedProcess process, Supplier<T> what) {
        if (simulation.happens(0.3)) process.sleep(simulation.upTo(ANSWER_MAX));
        if (down || simulation.fails(0.02)) throw unavailable();
        T answer = what.get();
        if (simulation.happens(0.3)) process.sleep(simulation.upTo(ANSWER_MAX));
        if (simulation.fails(0.02)) throw unavailable();
        return answer;
    }

    /** Takes the lease of the reader of signals for a time, by the store's clock. */
    public OptionalLong acquire(SimulatedProcess process, Duration time) {
        return call(process, () -> {
            if (!holder.equals(process.name()) && simulation.clock().instant().isBefore(heldUntil))
                return OptionalLong.empty();
            holder = process.name();
            heldUntil = simulation.clock().instant().plus(time);
            return OptionalLong.of(position);
        });
    }

    /** Keeps how far the reader has come, if it has the lease. */
    public boolean advance(SimulatedProcess process, long to, Duration time) {
        return call(process, () -> {
            if (!holder.equals(process.name()) || !simulation.clock().instant().isBefore(heldUntil)) return false;
            simulation.tell(() -> process.name() + ": signals up to " + to + " are published");
            heldUntil = simulation.clock().instant().plus(time);
            position = to;
            return true;
        });
    }

    /** Gives the lease up, unless the process is dead. */
    public void release(SimulatedProcess process) {
        if (!process.isDead() && holder.equals(process.name())) heldUntil = Instant.MIN;
    }

    /** How far the reader has come. */
    public long position() {
        return position;
    }
}
