package io.inventory.amqp;

import io.inventory.Inventory;
import io.inventory.amqp.broker.SessionSettings;
import io.inventory.amqp.parked.ParkedDepth;
import io.inventory.amqp.signal.SignalRelay;
import io.inventory.jdbi.management.Management;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What operators see of a consumer: whether it is ready, and what has to be looked up for its metrics. Thread-safe. */
final class Observation implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Observation.class);

    private final MeterRegistry registry;
    private final MessageMetrics metrics;
    private final StoreProbe probe;
    private final ParkedDepth parked;
    /** One for each, so that neither the broker nor the inventory holds up the other. */
    private final ScheduledExecutorService looks = Executors.newScheduledThreadPool(2, task -> {
        Thread thread = new Thread(task, "inventory-observation");
        thread.setDaemon(true);
        return thread;
    });

    private volatile boolean stopping;

    private Observation(MeterRegistry registry, ConsumerSettings settings, Inventory inventory) {
        this.registry = registry;
        SessionSettings session = settings.session();
        metrics = settings.metrics();
        metrics.watch(session.unroutable());
        probe = new StoreProbe(inventory);
        parked = new ParkedDepth(session.broker(), session.topology().parkingQueue());
        show("inventory.messages.parked", "Messages in the parking queue, looked up every 10 seconds", parked::depth);
        show(
                "inventory.consumer.store.up",
                "Whether the inventory answered when it was last asked, which it is every 5 seconds: 1, or 0",
                () -> probe.answers() ? 1 : 0);
    }

    /** Begins to look, if somebody can see it, and says at the port whether the consumer is ready. */
    static Observation begin(Management management, ConsumerSettings settings, Inventory inventory) {
        Observation observation = new Observation(management.registry(), settings, inventory);
        if (!management.isOpen()) return observation;
        observation.every(StoreProbe.INTERVAL, observation.probe::ask);
        observation.every(ParkedDepth.INTERVAL, observation.parked::look);
        management.readyUnless(observation::obstacle);
        return observation;
    }

    /** Shows what a relay of signals does. */
    void watch(SignalRelay relay) {
        show(
                "inventory.relay.active",
                "Whether this process is the one that publishes signals: 1, or 0",
                () -> relay.isActive() ? 1 : 0);
        show(
                "inventory.relay.position",
                "The position up to which this process, when it last published, knew all signals to be confirmed",
                relay::position);
    }

    private void show(String name, String description, Supplier<Number> value) {
        Gauge.builder(name, value).description(description).register(registry);
    }

    private void every(Duration interval, Runnable look) {
        var unused = looks.scheduleWithFixedDelay(
                () -> {
                    try {
                        look.run();
                    } catch (RuntimeException | Error e) {
                        LOG.error("a look for the metrics failed in an unexpected way; it is tried again", e);
                    }
                },
                0,
                interval.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    private Optional<String> obstacle() {
        if (stopping) return Optional.of("stopping");
        if (!metrics.isConnected()) return Optional.of("not connected to RabbitMQ");
        return probe.answers() ? Optional.empty() : Optional.of("the inventory does not answer");
    }

    /** The consumer takes no new messages from now on. */
    void stopping() {
        stopping = true;
    }

    @Override
    public void close() {
        stopping = true;
        looks.shutdownNow();
        parked.close();
    }
}
