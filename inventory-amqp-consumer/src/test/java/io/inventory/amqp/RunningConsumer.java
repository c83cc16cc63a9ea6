package io.inventory.amqp;

import com.rabbitmq.client.ConnectionFactory;
import io.inventory.Inventory;
import io.inventory.amqp.broker.SessionSettings;
import io.inventory.amqp.broker.Topology;
import io.inventory.amqp.broker.TopologyDeclaration;
import io.inventory.amqp.broker.UnroutableEvents;
import io.inventory.amqp.message.EventReader;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;

/** A consumer in this process. */
final class RunningConsumer implements AutoCloseable {
    static final int PREFETCH = 64;

    private final Consumer consumer;
    private final CompletableFuture<Void> end;

    RunningConsumer(ConsumerSettings settings, Inventory inventory) {
        consumer = new Consumer(settings, inventory);
        end = CompletableFuture.runAsync(
                () -> {
                    try {
                        consumer.run();
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                },
                task -> new Thread(task, "consumer").start());
    }

    RunningConsumer(ConnectionFactory broker, Topology topology, Inventory inventory) {
        this(settings(broker, topology), inventory);
    }

    static ConsumerSettings settings(ConnectionFactory broker, Topology topology) {
        return settings(broker, topology, PREFETCH);
    }

    static ConsumerSettings settings(ConnectionFactory broker, Topology topology, int prefetch) {
        return settings(broker, topology, prefetch, new UnroutableEvents(UnroutableEvents.Policy.HOLD));
    }

    static ConsumerSettings settings(
            ConnectionFactory broker, Topology topology, int prefetch, UnroutableEvents unroutable) {
        SessionSettings session = new SessionSettings(
                broker, topology, TopologyDeclaration.Mode.FULL, prefetch, Duration.ofSeconds(5), unroutable);
        return new ConsumerSettings(session, EventReader.CreatedOrders.deduct(), Duration.ofSeconds(10));
    }

    /** Completed when it has ended, with the failure if it was one. */
    CompletableFuture<Void> end() {
        return end;
    }

    void stop() {
        consumer.stop();
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(end::isDone);
    }

    @Override
    public void close() {
        stop();
    }
}
