package io.inventory.amqp.signal;

import static org.assertj.core.api.Assertions.assertThat;

import io.inventory.RequestId;
import io.inventory.Sku;
import io.inventory.amqp.SignalAudit;
import io.inventory.amqp.TestBroker;
import io.inventory.amqp.TestShop;
import io.inventory.amqp.TestShop.Received;
import io.inventory.amqp.broker.Topology;
import io.inventory.jdbi.transaction.RecordedLog;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Nobody published for longer than signals are kept. */
class PrunedSignalsTest {
    @RegisterExtension
    static final TestBroker broker = new TestBroker();

    private final Topology topology = broker.newTopology();
    private final SignalStore store = new SignalStore();

    @AfterEach
    void closeStore() {
        store.close();
    }

    private SignalRelay relay() {
        SignalRelay relay = new SignalRelay(SignalStore.settings(broker.factory(), topology), store.inventory);
        relay.start();
        return relay;
    }

    @Test
    void whatWasPrunedUnpublishedIsAnErrorAndTheRestIsPublished() throws Exception {
        Sku a = store.create("a", 1);
        try (TestShop shop = new TestShop(broker, topology);
                RecordedLog log = new RecordedLog(SignalRelay.class)) {
            try (SignalRelay relay = relay()) {
                store.soldOutAndBack(a);
                shop.awaitEvents(2);
                assertThat(relay).isNotNull();
            }
            store.soldOutAndBack(a);
            store.take(a, 1);
            SignalAudit.recorded(store.inventory);
            store.clock.advance(SignalStore.RETENTION.plusMinutes(2));
            store.inventory.adjust(a, 1, "found", new RequestId("found"));
            SignalAudit.recorded(store.inventory);
            try (SignalRelay relay = relay()) {
                shop.awaitEvents(3);
                assertThat(relay).isNotNull();
            }
            assertThat(shop.events())
                    .extracting(Received::routingKey)
                    .containsExactly("stock.sold_out", "stock.back", "stock.back");
            assertThat(log.lines()).anyMatch(line -> line.contains("3 signals, 3 to 5"));
            assertThat(store.position()).isEqualTo(6);
        }
    }
}
