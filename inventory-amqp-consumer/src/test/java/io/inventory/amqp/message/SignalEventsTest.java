package io.inventory.amqp.message;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP.BasicProperties;
import io.inventory.Expire;
import io.inventory.GetOrder;
import io.inventory.OrderId;
import io.inventory.OrderLine;
import io.inventory.RequestId;
import io.inventory.Reserve;
import io.inventory.Rollback;
import io.inventory.RollbackOutcome;
import io.inventory.SignalEntry;
import io.inventory.Sku;
import io.inventory.StockSignal;
import io.inventory.StockSignalKind;
import io.inventory.contract.MutableClock;
import io.inventory.memory.InMemoryInventory;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class SignalEventsTest {
    private static final Instant START = Instant.parse("2026-01-02T03:04:05.123456Z");

    private final OutgoingMessages messages = new OutgoingMessages("events", Clock.systemUTC(), 131_072);

    /** Whoever hears of it by the cancellation that came too late, and by the signal, drops one of them. */
    @Test
    void anExpiryHasTheSameEventAsSignalAndAsAnswer() {
        MutableClock clock = new MutableClock();
        InMemoryInventory inventory = new InMemoryInventory(clock);
        inventory.create(new Sku("A"), 10, new RequestId("1"));
        inventory.create(new Sku("B"), 10, new RequestId("1"));
        OrderId orderId = new OrderId("o-1");
        inventory.execute(
                new Reserve(orderId, List.of(OrderLine.of("B", 1), OrderLine.of("A", 3)), Duration.ofMinutes(1)));
        clock.advance(Duration.ofSeconds(61));
        inventory.execute(new Expire(orderId));
        clock.advance(Duration.ofSeconds(30));
        Rollback tooLate = new Rollback(orderId);
        RollbackOutcome outcome = inventory.execute(tooLate);
        StockEvent answer = OutcomeEvents.of(
                new OrderEvent(OrderEventType.CANCELED, "e", tooLate),
                outcome,
                inventory.execute(new GetOrder(orderId)));

        SignalEntry signal = inventory.signals(0).entries().get(0);
        StockEvent event = SignalEvents.of(signal.signal());
        assertThat(event).isEqualTo(answer);
        OutgoingMessage published = messages.event(event);
        OutgoingMessage answered = messages.event(answer, "cause");
        assertThat(published.body()).isEqualTo(answered.body());
        assertThat(published.routingKey()).isEqualTo(answered.routingKey());
        assertThat(answered.properties().builder().correlationId(null).build()).isEqualTo(published.properties());
    }

    @Test
    void anEdgeSaysWhatTheStockIsSince() {
        for (StockSignalKind kind : StockSignalKind.values()) {
            StockSignal signal = new StockSignal(kind, new Sku("A"), 7, 2, 5, 41, 42, START);
            OutgoingMessage outgoing = messages.event(SignalEvents.of(signal));
            assertThat(new String(outgoing.body(), StandardCharsets.UTF_8))
                    .isEqualTo("{\"event_id\":\"" + signal.eventId() + "\",\"kind\":\"" + kind
                            + "\",\"sku_id\":\"A\",\"available\":\"7\",\"reserved\":\"2\",\"sellable\":\"5\","
                            + "\"version_before\":\"41\",\"version\":\"42\","
                            + "\"occurred_at\":\"2026-01-02T03:04:05.123456Z\"}");
            BasicProperties properties = outgoing.properties();
            assertThat(properties.getMessageId()).isEqualTo(signal.eventId().toString());
            assertThat(properties.getDeliveryMode()).isEqualTo(2);
            assertThat(properties.getCorrelationId()).isNull();
        }
        assertThat(List.of(StockSignalKind.values()))
                .extracting(kind -> messages.event(
                                SignalEvents.of(new StockSignal(kind, new Sku("A"), 7, 2, 5, 41, 42, START)))
                        .routingKey())
                .containsExactlyInAnyOrder("stock.low", "stock.sold_out", "stock.back", "stock.recovered");
    }
}
