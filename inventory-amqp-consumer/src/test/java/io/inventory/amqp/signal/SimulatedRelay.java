package io.inventory.amqp.signal;

import io.inventory.amqp.broker.SessionSettings;
import io.inventory.amqp.simulator.SimulatedProcess;
import io.inventory.amqp.simulator.SimulatedStore;
import io.inventory.amqp.simulator.Simulation;
import io.inventory.jdbi.SignalLease;
import java.util.OptionalLong;

/** A relay of signals in a process that may die. */
public final class SimulatedRelay {
    private SimulatedRelay() {}

    /** Starts one. */
    public static void start(
            Simulation simulation, SimulatedProcess process, SimulatedStore store, SessionSettings settings) {
        ReaderLease lease = new ReaderLease() {
            @Override
            public OptionalLong acquire() {
                return store.acquire(process, SignalLease.TIME);
            }

            @Override
            public boolean advance(long position) {
                return store.advance(process, position, SignalLease.TIME);
            }

            @Override
            public void release() {
                store.release(process);
            }
        };
        // longer than asked for: most looks find nothing, and each takes two changes of threads
        Surroundings surroundings = new Surroundings(
                simulation::nanoTime,
                (what, max) -> process.completes(what, max.multipliedBy(1 + simulation.below(8))),
                process.executor());
        process.run(new SignalRelay(settings, store.of(process), lease, surroundings)::run);
    }
}
