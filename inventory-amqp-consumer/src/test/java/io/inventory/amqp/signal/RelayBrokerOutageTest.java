package io.inventory.amqp.signal;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import io.inventory.ListSignals;
import io.inventory.SignalEntry;
import io.inventory.Sku;
import io.inventory.amqp.PrivateBroker;
import io.inventory.amqp.SignalAudit;
import io.inventory.amqp.TestBroker;
import io.inventory.amqp.TestShop;
import io.inventory.amqp.broker.Publisher;
import io.inventory.amqp.broker.PublishingSession;
import io.inventory.amqp.broker.Topology;
import io.inventory.amqp.message.OutgoingMessages;
import io.inventory.amqp.message.SignalEvents;
import io.inventory.jdbi.ExpectedLog;
import io.inventory.jdbi.SignalLease;
import io.inventory.jdbi.fault.Failures;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The broker takes no messages, or stands still, while signals are published and the lease changes hands. */
@ExpectedLog({SignalRelay.class, SignalLease.class, Publisher.class, Failures.class})
class RelayBrokerOutageTest {
    /** Longer than the limit on confirms. */
    private static final Duration LONG = Duration.ofSeconds(7);

    private static PrivateBroker broker;
    private static int topologies;

    private final String name = "t" + ++topologies;
    private final Topology topology = new Topology(name + ".in", name + ".out", name, List.of());
    private final SignalStore store = new SignalStore();
    private final Sku a = store.create("a", 3);
    private final Sku b = store.create("b", 3);

    @BeforeAll
    static void startBroker() {
        broker = PrivateBroker.start();
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @AfterEach
    void recover() {
        takeMessages();
        store.close();
    }

    private static void takeNoMessages() {
        broker.control("set_vm_memory_high_watermark", "0");
    }

    private static void takeMessages() {
        broker.control("set_vm_memory_high_watermark", "0.4");
    }

    private TestShop shop() throws Exception {
        return TestShop.receivingDurably(broker.connect(), topology);
    }

    private MortalRelay relay() {
        return new MortalRelay(broker.uri(), topology, store);
    }

    private void cross(int times) {
        for (int i = 0; i < times; i++) {
            store.soldOutAndBack(a);
            store.soldOutAndBack(b);
        }
    }

    private void awaitAllPublished(TestShop shop) throws Exception {
        int all = SignalAudit.recorded(store.inventory).size();
        Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> store.position() == all);
        // of one that died something may come late: the same again
        Awaitility.await()
                .atMost(TestShop.PATIENCE)
                .until(() -> shop.events().stream()
                                .map(TestShop.Received::id)
                                .distinct()
                                .count()
                        == all);
        SignalAudit.assertPublished(shop.events(), store.inventory);
    }

    @Test
    void aBrokerThatIsOutOfMemoryHoldsSignalsBackAndTheirRelayMayDieMeanwhile() throws Exception {
        MortalRelay first = relay();
        try (TestShop shop = shop()) {
            cross(1);
            shop.awaitEvents(4);
            String holder = store.holder();
            takeNoMessages();
            cross(20);
            MortalRelay second = relay();
            try {
                Awaitility.await().pollDelay(LONG).atMost(TestShop.PATIENCE).until(() -> true);
                assertThat(shop.events()).hasSize(4);
                assertThat(store.position()).isEqualTo(4);
                // the limit on confirms does not run while the broker says that it is blocked
                assertThat(store.holder()).isEqualTo(holder);
                first.kill();
                store.clock.advance(SignalLease.TIME);
                Awaitility.await()
                        .atMost(TestShop.PATIENCE)
                        .until(() ->
                                !store.holder().isEmpty() && !store.holder().equals(holder));
                takeMessages();
                awaitAllPublished(shop);
            } finally {
                second.stop();
            }
        } finally {
            first.kill();
        }
    }

    @Test
    void aFrozenBrokerIsLeftAndWhoeverHasTheLeaseThenGoesOn() throws Exception {
        MortalRelay first = relay();
        MortalRelay second = relay();
        try (TestShop shop = shop()) {
            cross(1);
            shop.awaitEvents(4);
            Awaitility.await().atMost(TestShop.PATIENCE).until(() -> store.position() == 4);
            String holder = store.holder();
            broker.freeze();
            try {
                cross(20);
                Awaitility.await()
                        .atMost(Duration.ofSeconds(40))
                        .pollInterval(Duration.ofMillis(20))
                        .until(() ->
                                !store.holder().isEmpty() && !store.holder().equals(holder));
                assertThat(store.position()).isEqualTo(4);
            } finally {
                broker.thaw();
            }
            cross(5);
            awaitAllPublished(shop);
        } finally {
            second.stop();
            first.stop();
        }
    }

    /** Its process stood still, and its connection has kept what it had given to it. */
    @Test
    void whatWaitedForABlockedBrokerIsNotSentWhenTheLeaseIsLostMeanwhile() throws Exception {
        cross(1);
        AtomicLong pausedNanos = new AtomicLong();
        HeldLease lease = new HeldLease(
                ReaderLease.of(SignalLease.of(store.inventory, "relay")), () -> System.nanoTime() + pausedNanos.get());
        CountDownLatch blocked = new CountDownLatch(1);
        CountDownLatch unblocked = new CountDownLatch(1);
        ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
        assertThat(lease.acquire()).hasValue(0);
        try (TestShop shop = shop();
                PublishingSession session = PublishingSession.open(
                        SignalStore.settings(watched(blocked, unblocked), topology), "test", thread)) {
            List<SignalEntry> entries =
                    store.inventory.execute(new ListSignals(0, 10)).entries();
            OutgoingMessages messages =
                    new OutgoingMessages(topology.eventsExchange(), Clock.systemUTC(), session.frameBytesMax());
            takeNoMessages();
            // it says that it is blocked when something is published
            session.loop().execute(() -> {
                var unused = session.publisher()
                        .publish(messages.event(SignalEvents.of(entries.get(0).signal())));
            });
            assertThat(blocked.await(20, TimeUnit.SECONDS)).isTrue();
            Publication publication = new Publication(session, messages, lease, entries, 0);
            publication.start();
            CountDownLatch begun = new CountDownLatch(1);
            session.loop().execute(begun::countDown);
            assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();

            Duration pause = SignalLease.TIME.plusSeconds(1);
            store.clock.advance(pause);
            pausedNanos.addAndGet(pause.toNanos());
            assertThat(SignalLease.of(store.inventory, "relay").acquire()).hasValue(0);
            takeMessages();
            assertThat(unblocked.await(20, TimeUnit.SECONDS)).isTrue();

            assertThat(publication.done().get(20, TimeUnit.SECONDS)).isFalse();
            assertThat(publication.confirmedUpTo()).isZero();
            shop.awaitEvents(1);
            Awaitility.await()
                    .during(Duration.ofSeconds(1))
                    .until(() -> shop.events().size() == 1);
        } finally {
            thread.shutdownNow();
        }
    }

    private ConnectionFactory watched(CountDownLatch blocked, CountDownLatch unblocked) throws Exception {
        ConnectionFactory factory = new ConnectionFactory() {
            @Override
            public Connection newConnection(String name) throws IOException, TimeoutException {
                Connection connection = super.newConnection(name);
                connection.addBlockedListener(reason -> blocked.countDown(), unblocked::countDown);
                return connection;
            }
        };
        factory.setUri(broker.uri());
        factory.setAutomaticRecoveryEnabled(false);
        factory.setExceptionHandler(TestBroker.factory(broker.uri()).getExceptionHandler());
        return factory;
    }
}
