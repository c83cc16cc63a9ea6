package io.inventory.amqp;

import com.rabbitmq.client.ConnectionFactory;
import io.inventory.Inventory;
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
        return new ConsumerSettings(
                broker,
                topology,
                TopologyDeclaration.Mode.FULL,
                EventReader.CreatedOrders.deduct(),
                PREFETCH,
                Duration.ofSeconds(5),
                Duration.ofSeconds(10));
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
