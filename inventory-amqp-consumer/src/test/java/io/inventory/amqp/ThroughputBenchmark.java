package io.inventory.amqp;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.Delivery;
import io.inventory.Inventory;
import io.inventory.RequestId;
import io.inventory.Sku;
import io.inventory.amqp.broker.Topology;
import io.inventory.amqp.broker.TopologyDeclaration;
import io.inventory.jdbi.JdbiInventory;
import io.inventory.jdbi.JdbiInventoryBuilder;
import io.inventory.jdbi.PrivatePostgres;
import io.inventory.jdbi.Schema;
import io.inventory.jdbi.StorePool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/**
 * The consumer on PostgreSQL against a bare loop on the same client library: it takes each message from the same queue,
 * publishes one back with a confirm, and then acknowledges; nothing else. Rounds of both in turn, medians at the end. No
 * test by its name: run it with {@code -Dtest=ThroughputBenchmark}.
 */
class ThroughputBenchmark {
    private static final int SKUS = 10_000;
    /** Until the consumer is compiled; it is far larger than the bare loop. */
    private static final int WARM_UP_ROUNDS = 2;

    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final String SHOP_QUEUE = "benchmark.shop";

    private final int messages = Integer.getInteger("inventory.benchmark.messages", 60_000);
    private final int prefetch = Integer.getInteger("inventory.benchmark.prefetch", 256);
    private final int rounds = Integer.getInteger("inventory.benchmark.rounds", 3);
    private final boolean groupCommit =
            !System.getProperty("inventory.benchmark.groupCommit", "on").equals("off");
    private final Topology topology =
            new Topology("order.events", "inventory.events", "inventory.orders", List.of(Duration.ofSeconds(1)));
    private final Random random = new Random(1);

    @Test
    void consumerAgainstBareLoop() throws Exception {
        try (PrivateBroker broker = PrivateBroker.start();
                PrivatePostgres postgres = PrivatePostgres.startDurable();
                StorePool pool = StorePool.open(postgres.settings());
                Inventory inventory = inventory(pool);
                Connection connection = broker.connect();
                Channel channel = connection.createChannel()) {
            Schema.migrate(pool.dataSource());
            for (int i = 0; i < SKUS; i++)
                inventory.create(new Sku("sku-" + i), 1_000_000_000, new RequestId("opening"));
            TopologyDeclaration.declare(connection, topology, TopologyDeclaration.Mode.FULL);
            channel.confirmSelect();
            channel.queueDeclare(SHOP_QUEUE, true, false, false, Map.of("x-queue-type", "quorum"));
            channel.queueBind(SHOP_QUEUE, topology.eventsExchange(), "stock.#");
            double[] bare = new double[rounds];
            double[] consumer = new double[rounds];
            for (int round = -WARM_UP_ROUNDS; round < rounds; round++) {
                double bareRate = rate(channel, () -> new BareLoop(broker));
                double consumerRate = rate(channel, () -> consumer(broker, inventory));
                if (round < 0) continue;
                bare[round] = bareRate;
                consumer[round] = consumerRate;
                System.out.printf("round %d: bare loop %,.0f/s, consumer %,.0f/s%n", round + 1, bareRate, consumerRate);
            }
            System.out.printf(
                    "%,d messages, 1 line, %,d SKUs, prefetch %d, group commit %s, medians of %d: bare loop %,.0f/s, consumer"
                            + " %,.0f/s: %.0f %%%n",
                    messages,
                    SKUS,
                    prefetch,
                    groupCommit ? "on" : "off",
                    rounds,
                    median(bare),
                    median(consumer),
                    100 * median(consumer) / median(bare));
        }
    }

    private Inventory inventory(StorePool pool) {
        JdbiInventoryBuilder inventory = JdbiInventory.builder(pool);
        return (groupCommit ? inventory : inventory.withoutGroupCommit()).build();
    }

    private RunningConsumer consumer(PrivateBroker broker, Inventory inventory) throws Exception {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setUri(broker.uri());
        factory.setAutomaticRecoveryEnabled(false);
        return new RunningConsumer(RunningConsumer.settings(factory, topology, prefetch), inventory);
    }

    /** Messages a second, from the start of the consumer until the last answer is in its queue. */
    private double rate(Channel channel, Consuming consuming) throws Exception {
        for (int i = 0; i < messages; i++) publishOrder(channel);
        channel.waitForConfirmsOrDie(60_000);
        long startNanos = System.nanoTime();
        double seconds;
        try (AutoCloseable running = consuming.start()) {
            Awaitility.await()
                    .atMost(LIMIT)
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> running != null && channel.messageCount(SHOP_QUEUE) >= messages);
            seconds = (System.nanoTime() - startNanos) / 1e9;
        }
        Awaitility.await().until(() -> channel.messageCount(topology.queue()) == 0);
        channel.queuePurge(SHOP_QUEUE);
        return messages / seconds;
    }

    private void publishOrder(Channel channel) throws IOException {
        String id = UUID.randomUUID().toString();
        String body = "{\"event_id\":\"" + id + "\",\"order_id\":\"" + UUID.randomUUID()
                + "\",\"items\":[{\"sku_id\":\"sku-" + random.nextInt(SKUS)
                + "\",\"quantity\":1}],\"occurred_at\":\"2026-01-02T03:04:05Z\"}";
        channel.basicPublish(
                topology.ordersExchange(),
                "order.created",
                new BasicProperties.Builder()
                        .contentType("application/json")
                        .messageId(id)
                        .type("OrderCreated")
                        .deliveryMode(2)
                        .build(),
                body.getBytes(StandardCharsets.UTF_8));
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    private interface Consuming {
        AutoCloseable start() throws Exception;
    }

    /** Takes a message, publishes one of the size of an answer, acknowledges when that is confirmed. */
    private final class BareLoop implements AutoCloseable {
        private final List<Connection> connections = new ArrayList<>();
        private final ConcurrentNavigableMap<Long, Long> tags = new ConcurrentSkipListMap<>();

        BareLoop(PrivateBroker broker) throws Exception {
            connections.add(broker.connect());
            connections.add(broker.connect());
            Channel incoming = connections.get(0).createChannel();
            Channel outgoing = connections.get(1).createChannel();
            outgoing.confirmSelect();
            outgoing.addConfirmListener((seq, multiple) -> acknowledge(incoming, seq, multiple), (seq, multiple) -> {});
            incoming.basicQos(prefetch);
            incoming.basicConsume(topology.queue(), false, (tag, delivery) -> answer(outgoing, delivery), tag -> {});
        }

        private void answer(Channel outgoing, Delivery delivery) throws IOException {
            tags.put(outgoing.getNextPublishSeqNo(), delivery.getEnvelope().getDeliveryTag());
            outgoing.basicPublish(
                    topology.eventsExchange(), "stock.deducted", true, delivery.getProperties(), delivery.getBody());
        }

        private void acknowledge(Channel incoming, long seq, boolean multiple) {
            try {
                if (!multiple) {
                    Long tag = tags.remove(seq);
                    if (tag != null) incoming.basicAck(tag, false);
                    return;
                }
                for (Map.Entry<Long, Long> tag = tags.firstEntry();
                        tag != null && tag.getKey() <= seq;
                        tag = tags.firstEntry()) {
                    incoming.basicAck(tag.getValue(), false);
                    tags.remove(tag.getKey());
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() throws IOException {
            Awaitility.await().until(tags::isEmpty);
            for (Connection connection : connections) connection.close(1_000);
        }
    }
}
