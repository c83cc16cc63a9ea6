package io.inventory.amqp;

import com.rabbitmq.client.ShutdownSignalException;
import io.inventory.Inventory;
import io.inventory.amqp.broker.Session;
import io.inventory.amqp.broker.TopologyException;
import io.inventory.amqp.simulator.SimulatedExecutor;
import io.inventory.amqp.simulator.SimulatedProcess;
import io.inventory.amqp.simulator.Simulation;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One session after another, as {@link Consumer} opens them, in a process that may die. */
final class SimulatedConsumer {
    private static final Duration PAUSE = Duration.ofMillis(200);

    private final Simulation simulation;
    private final ConsumerSettings settings;
    private final Inventory inventory;
    private final SimulatedExecutor loop;
    private final SimulatedExecutor watchdog;

    SimulatedConsumer(Simulation simulation, SimulatedProcess process, ConsumerSettings settings, Inventory inventory) {
        this.simulation = simulation;
        this.settings = settings;
        this.inventory = inventory;
        loop = process.executor();
        watchdog = process.executor();
    }

    void start() {
        later();
    }

    private void later() {
        var unused = watchdog.schedule(this::open, simulation.upTo(PAUSE).toNanos(), TimeUnit.NANOSECONDS);
    }

    /** A lost connection is no bug; another cause is one, also if all is well in the next session. */
    private static void requireNoBug(Throwable cause) {
        if (cause instanceof Error
                || (cause instanceof RuntimeException && !(cause instanceof ShutdownSignalException)))
            throw new AssertionError("a session failed because of a bug", cause);
    }

    private void open() {
        Session session;
        try {
            session = Session.open(settings.session(), new Session.Threads(loop, watchdog));
        } catch (IOException | TimeoutException | TopologyException e) {
            later();
            return;
        }
        Pipeline pipeline = new Pipeline(settings, inventory, session);
        try {
            session.consume(settings.session().prefetch(), pipeline::deliver);
        } catch (IOException e) {
            session.fail(e);
        }
        var unused = session.failure()
                .thenAccept(cause -> watchdog.execute(() -> {
                    simulation.tell(() -> "a session failed: " + cause);
                    requireNoBug(cause);
                    pipeline.close();
                    session.close();
                    later();
                }));
    }
}
