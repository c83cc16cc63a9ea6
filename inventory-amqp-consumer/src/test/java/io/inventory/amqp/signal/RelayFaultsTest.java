package io.inventory.amqp.signal;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.GetResponse;
import io.inventory.Expire;
import io.inventory.OrderId;
import io.inventory.OrderLine;
import io.inventory.RequestId;
import io.inventory.Sku;
import io.inventory.Stock;
import io.inventory.amqp.PrivateBroker;
import io.inventory.amqp.SignalAudit;
import io.inventory.amqp.TestShop.Received;
import io.inventory.amqp.broker.Topology;
import io.inventory.jdbi.ExpectedLog;
import io.inventory.jdbi.SignalLease;
import io.inventory.jdbi.fault.Failures;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Relays die and the broker is killed while edges are crossed all the time; then what was published is compared with what is
 * recorded. By default small; {@code -Dinventory.test.relayKills=20 -Dinventory.test.brokerKills=5} is the whole.
 */
@ExpectedLog({SignalRelay.class, SignalLease.class, Failures.class})
class RelayFaultsTest {
    private static final Logger LOG = LoggerFactory.getLogger(RelayFaultsTest.class);
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final String QUEUE = "shop";
    private static final int SKUS = 5;
    private static final int ACTIONS_A_FAULT = 60;

    /** After which the broker has what was declared on its disk. */
    private static final Duration SETTLED = Duration.ofSeconds(5);

    private enum Fault {
        RELAY_KILLED,
        BROKER_KILLED
    }

    private final long seed = Long.getLong("inventory.test.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final Topology topology = new Topology("order.events", "inventory.events", "inventory.orders", List.of());
    private final PrivateBroker broker = PrivateBroker.start();
    private final SignalStore store = new SignalStore();
    private final List<Sku> skus =
            IntStream.range(0, SKUS).mapToObj(i -> store.create("sku-" + i, 3)).toList();
    private final Queue<OrderId> open = new ArrayDeque<>();
    private Connection connection;
    private Channel channel;
    private MortalRelay relay;
    private int actions;
    private long declaredNanos;

    @BeforeEach
    void start() throws Exception {
        connect();
        channel.exchangeDeclare(topology.eventsExchange(), "topic", true);
        channel.queueDeclare(QUEUE, true, false, false, Map.of("x-queue-type", "quorum"));
        channel.queueBind(QUEUE, topology.eventsExchange(), "stock.#");
        declaredNanos = System.nanoTime();
        relay = new MortalRelay(broker.uri(), topology, store);
    }

    @AfterEach
    void stop() {
        relay.kill();
        connection.abort(1_000);
        broker.close();
        store.close();
    }

    private void connect() throws Exception {
        connection = broker.connect();
        channel = connection.createChannel();
    }

    @Test
    void nothingIsLostAndOrderIsKeptWhateverDies() throws Exception {
        List<Fault> faults = new ArrayList<>();
        faults.addAll(Collections.nCopies(Integer.getInteger("inventory.test.relayKills", 5), Fault.RELAY_KILLED));
        faults.addAll(Collections.nCopies(Integer.getInteger("inventory.test.brokerKills", 1), Fault.BROKER_KILLED));
        Collections.shuffle(faults, random);
        for (Fault fault : faults) {
            CompletableFuture<Void> shopping = CompletableFuture.runAsync(this::shop);
            long before = published();
            Awaitility.await()
                    .atMost(LIMIT)
                    .pollInterval(Duration.ofMillis(2))
                    .until(() -> published() > before + random.nextInt(10));
            inflict(fault);
            shopping.join();
        }
        int recorded = SignalAudit.recorded(store.inventory).size();
        Awaitility.await().atMost(LIMIT).until(() -> store.position() == recorded);
        relay.stop();
        List<Received> events = received();
        LOG.info("seed {}: {}; {} signals, published {} times", seed, faults, recorded, events.size());
        SignalAudit.assertPublished(events, store.inventory);
    }

    private void inflict(Fault fault) throws Exception {
        switch (fault) {
            case RELAY_KILLED -> {
                relay.kill();
                // Nobody waits for a lease that runs out.
                store.clock.advance(SignalLease.TIME);
                relay = new MortalRelay(broker.uri(), topology, store);
            }
            case BROKER_KILLED -> {
                // one that dies right after a queue was declared may find it without a leader for good
                Awaitility.await().until(() -> System.nanoTime() - declaredNanos > SETTLED.toNanos());
                broker.kill();
                broker.startAgain();
                connection.abort(1_000);
                connect();
            }
        }
    }

    /** Customers and operators, each action of which may cross edges. */
    private void shop() {
        Random chance = new Random(seed + actions);
        for (int i = 0; i < ACTIONS_A_FAULT; i++) {
            Sku sku = skus.get(chance.nextInt(SKUS));
            Stock stock = store.inventory.stock(sku);
            RequestId requestId = new RequestId("action-" + ++actions);
            store.clock.advance(Duration.ofMillis(1));
            switch (chance.nextInt(6)) {
                case 0, 1, 2 -> {
                    if (stock.available() > 0) open.add(store.take(sku, stock.available()));
                }
                case 3 -> {
                    OrderId orderId = open.poll();
                    if (orderId != null) store.inventory.rollback(orderId);
                }
                case 4 -> expire(new OrderId("unpaid-" + actions), sku, stock.available());
                default -> store.inventory.setPolicy(sku, chance.nextInt(2), chance.nextInt(3), requestId);
            }
        }
        open.forEach(store.inventory::rollback);
        open.clear();
    }

    private void expire(OrderId orderId, Sku sku, long units) {
        if (units == 0) return;
        store.inventory.reserve(orderId, List.of(new OrderLine(sku, units)), Duration.ofSeconds(1));
        store.clock.advance(Duration.ofSeconds(1));
        store.inventory.execute(new Expire(orderId));
    }

    private long published() {
        try {
            return channel.messageCount(QUEUE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<Received> received() throws IOException {
        List<Received> events = new ArrayList<>();
        for (GetResponse next = channel.basicGet(QUEUE, true); next != null; next = channel.basicGet(QUEUE, true))
            events.add(new Received(
                    next.getEnvelope().getRoutingKey(),
                    next.getProps(),
                    new String(next.getBody(), StandardCharsets.UTF_8)));
        return events;
    }
}
