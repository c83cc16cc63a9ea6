package io.inventory.amqp.signal;

import static org.assertj.core.api.Assertions.assertThat;

import io.inventory.Deduct;
import io.inventory.OrderId;
import io.inventory.OrderLine;
import io.inventory.RequestId;
import io.inventory.Sku;
import io.inventory.amqp.SignalAudit;
import io.inventory.amqp.TestBroker;
import io.inventory.amqp.TestShop;
import io.inventory.amqp.TestShop.Received;
import io.inventory.amqp.broker.Topology;
import io.inventory.amqp.broker.UnroutableEvents;
import io.inventory.jdbi.ExpectedLog;
import io.inventory.jdbi.JdbiInventory;
import io.inventory.jdbi.SignalLease;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What is published, by whom, and in which order. */
@ExpectedLog({SignalRelay.class, UnroutableEvents.class})
class SignalRelayTest {
    @RegisterExtension
    static final TestBroker broker = new TestBroker();

    private final Topology topology = broker.newTopology();
    private final SignalStore store = new SignalStore();

    @AfterEach
    void closeStore() {
        store.close();
    }

    private SignalRelay relay(JdbiInventory inventory) {
        SignalRelay relay = new SignalRelay(SignalStore.settings(broker.factory(), topology), inventory);
        relay.start();
        return relay;
    }

    @Test
    void edgesAndExpiriesArePublishedOnceAndInOrder() throws Exception {
        Sku hot = store.create("hot", 1);
        List<Sku> others = List.of(store.create("a", 5), store.create("b", 5));
        store.inventory.setPolicy(hot, 0, 1, new RequestId("policy"));
        OrderId unpaid = new OrderId("unpaid");
        store.inventory.reserve(unpaid, List.of(new OrderLine(others.get(0), 5)), Duration.ofMinutes(1));
        store.clock.advance(Duration.ofMinutes(2));
        store.inventory.rollback(unpaid);
        try (TestShop shop = new TestShop(broker, topology)) {
            try (SignalRelay relay = relay(store.inventory)) {
                for (int i = 0; i < 150; i++) {
                    store.soldOutAndBack(hot);
                    if (i % 10 == 0) others.forEach(store::soldOutAndBack);
                }
                int all = SignalAudit.recorded(store.inventory).size();
                shop.awaitEvents(all);
                assertThat(relay).isNotNull();
            }
            List<Received> events = shop.events();
            SignalAudit.assertPublished(events, store.inventory);
            assertThat(events).extracting(Received::id).doesNotHaveDuplicates();
            assertThat(events).extracting(Received::routingKey).contains("stock.rolled_back", "stock.low");
            assertThat(store.position())
                    .isEqualTo(SignalAudit.recorded(store.inventory).size());
        }
    }

    /** What another SKU's event follows would have been published before it. */
    @Test
    void whatIsNotCommittedIsNotPublished() throws Exception {
        Sku a = store.create("a", 1);
        Sku b = store.create("b", 1);
        try (TestShop shop = new TestShop(broker, topology);
                SignalRelay relay = relay(store.inventory);
                Connection transaction = store.connect()) {
            transaction.setAutoCommit(false);
            store.inventory.within(transaction).execute(new Deduct(new OrderId("late"), List.of(new OrderLine(a, 1))));
            store.soldOutAndBack(b);
            shop.awaitEvents(2);
            transaction.rollback();
            store.take(b, 1);
            assertThat(shop.awaitEvents(3))
                    .extracting(Received::routingKey)
                    .containsExactly("stock.sold_out", "stock.back", "stock.sold_out");
            assertThat(shop.events()).noneMatch(event -> event.body().contains("\"sku_id\":\"a\""));
            SignalAudit.assertPublished(shop.events(), store.inventory);
            assertThat(relay).isNotNull();
        }
    }

    /** The last one of the page comes only after what would have overtaken it. */
    @Test
    void aSignalThatNoQueueReceivesIsPublishedBeforeTheNextOfItsSku() throws Exception {
        Sku a = store.create("a", 1);
        Sku b = store.create("b", 5);
        store.inventory.setPolicy(b, 0, 2, new RequestId("policy"));
        store.soldOutAndBack(a);
        store.take(b, 4);
        try (TestShop shop = new TestShop(broker.connect(), topology, false)) {
            String queue = shop.receiveOnly("stock.low");
            shop.bind(queue, "stock.back");
            try (SignalRelay relay = relay(store.inventory)) {
                shop.awaitEvents(1);
                shop.bind(queue, "stock.sold_out");
                assertThat(shop.awaitEvents(3))
                        .extracting(Received::routingKey)
                        .containsExactly("stock.low", "stock.sold_out", "stock.back");
                assertThat(relay).isNotNull();
            }
        }
    }

    @Test
    void thePositionDoesNotPassWhatIsNotConfirmed() throws Exception {
        Sku edge = store.create("b", 1);
        Sku low = store.create("a", 5);
        store.inventory.setPolicy(low, 0, 2, new RequestId("policy"));
        store.take(low, 4);
        store.clock.advance(Duration.ofMillis(1));
        store.soldOutAndBack(edge);
        store.clock.advance(Duration.ofMillis(1));
        store.inventory.adjust(low, 4, "found", new RequestId("found"));
        try (TestShop shop = new TestShop(broker.connect(), topology, false)) {
            String queue = shop.receiveOnly("stock.low");
            shop.bind(queue, "stock.recovered");
            MortalRelay dying = new MortalRelay(broker.uri(), topology, store);
            try {
                // looked at all the time: whoever takes over goes on from what is kept when its holder dies
                Awaitility.await()
                        .atMost(TestShop.PATIENCE)
                        .pollInterval(Duration.ofMillis(5))
                        .until(() -> {
                            assertThat(store.position()).isLessThanOrEqualTo(1);
                            return shop.events().size() == 2 && store.position() == 1;
                        });
                Awaitility.await().during(Duration.ofMillis(2_500)).until(() -> store.position() == 1);
            } finally {
                dying.kill();
            }
            store.clock.advance(SignalLease.TIME);
            shop.bind(queue, "#");
            try (SignalRelay relay = relay(store.inventory)) {
                Awaitility.await()
                        .atMost(TestShop.PATIENCE)
                        .until(() -> shop.events().stream()
                                .anyMatch(event -> event.routingKey().equals("stock.back")));
                assertThat(relay).isNotNull();
            }
            SignalAudit.assertPublished(shop.events(), store.inventory);
        }
    }

    @Test
    void aSignalThatNoQueueReceivesMayBeDropped() throws Exception {
        Sku a = store.create("a", 1);
        for (int i = 0; i < 3; i++) store.soldOutAndBack(a);
        UnroutableEvents unroutable = new UnroutableEvents(UnroutableEvents.Policy.DROP);
        try (TestShop shop = new TestShop(broker.connect(), topology, false)) {
            shop.receiveOnly("stock.back");
            try (SignalRelay relay =
                    new SignalRelay(SignalStore.settings(broker.factory(), topology, unroutable), store.inventory)) {
                relay.start();
                assertThat(shop.awaitEvents(3)).extracting(Received::routingKey).containsOnly("stock.back");
            }
            assertThat(store.position()).isEqualTo(6);
            assertThat(unroutable.dropped()).isEqualTo(3);
            assertThat(unroutable.held()).isZero();
        }
    }

    @Test
    void oneOfTwoRelaysPublishesUntilItStops() throws Exception {
        Sku a = store.create("a", 1);
        SignalRelay first = relay(store.inventory);
        try (TestShop shop = new TestShop(broker, topology);
                JdbiInventory secondProcess = store.open()) {
            store.soldOutAndBack(a);
            shop.awaitEvents(2);
            try (SignalRelay second = relay(secondProcess)) {
                for (int i = 0; i < 20; i++) store.soldOutAndBack(a);
                shop.awaitEvents(42);
                first.close();
                store.soldOutAndBack(a);
                shop.awaitEvents(44);
                assertThat(second).isNotNull();
            }
            assertThat(shop.events()).extracting(Received::id).doesNotHaveDuplicates();
            SignalAudit.assertPublished(shop.events(), store.inventory);
        } finally {
            first.close();
        }
    }
}
