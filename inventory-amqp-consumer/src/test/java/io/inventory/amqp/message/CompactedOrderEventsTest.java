package io.inventory.amqp.message;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.inventory.Confirm;
import io.inventory.Deduct;
import io.inventory.GetOrder;
import io.inventory.OrderCommand;
import io.inventory.OrderId;
import io.inventory.OrderLine;
import io.inventory.RequestId;
import io.inventory.Reserve;
import io.inventory.Rollback;
import io.inventory.RollbackId;
import io.inventory.RollbackReason;
import io.inventory.Sku;
import io.inventory.memory.InMemoryInventory;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A message that is delivered again after its order was compacted publishes the same event, without what is gone. */
class CompactedOrderEventsTest {
    private static final OrderId ORDER = new OrderId("o-1");
    private static final List<OrderLine> LINES = List.of(OrderLine.of("A", 3));
    private static final Set<String> DETAILS = Set.of("items", "shortages", "unknown_sku_ids", "compacted");

    private final InMemoryInventory inventory = new InMemoryInventory();

    /** What was sent, in its order, and the event of it. */
    private final Map<OrderEvent, StockEvent> events = new LinkedHashMap<>();

    @BeforeEach
    void create() {
        inventory.create(new Sku("A"), 10, new RequestId("1"));
    }

    private StockEvent eventOf(OrderEvent event) {
        Object outcome = inventory.execute(event.command());
        return OutcomeEvents.of(event, outcome, inventory.execute(new GetOrder(ORDER)));
    }

    private void send(OrderEventType type, OrderCommand<?> command) {
        OrderEvent event = new OrderEvent(type, "e", command);
        events.put(event, eventOf(event));
    }

    private void assertSameEventsAfterCompaction() {
        assertThat(inventory.compactOrders(Duration.ZERO)).isOne();
        events.forEach((event, before) -> {
            StockEvent after = eventOf(event);
            assertThat(after.type()).isEqualTo(before.type());
            assertThat(after.id()).isEqualTo(before.id());
            assertThat(after.occurredAt()).isEqualTo(before.occurredAt());
            assertThat(withoutDetails(after.body())).isEqualTo(withoutDetails(before.body()));
            boolean hadDetails = !withoutDetails(before.body()).equals(before.body());
            assertThat(after.body().toString().contains("compacted: true"))
                    .as("%s says what it lacks", after)
                    .isEqualTo(hadDetails);
            assertThat(after.body().toString()).doesNotContain("sku_id");
        });
    }

    private static Message withoutDetails(Message body) {
        Message.Builder without = body.toBuilder();
        for (FieldDescriptor field : body.getDescriptorForType().getFields())
            if (DETAILS.contains(field.getName())) without.clearField(field);
        return without.build();
    }

    @Test
    void ofAnOrderThatWasCanceled() {
        send(OrderEventType.CREATED, new Deduct(ORDER, LINES));
        send(OrderEventType.PAID, new Confirm(ORDER));
        send(
                OrderEventType.CANCELED,
                new Rollback(
                        ORDER,
                        List.of(OrderLine.of("A", 1)),
                        Optional.of(new RollbackId("return-1")),
                        RollbackReason.CANCELED));
        send(OrderEventType.CANCELED, new Rollback(ORDER));
        assertSameEventsAfterCompaction();
    }

    @Test
    void ofAReservationThatWasClosed() {
        send(OrderEventType.CREATED, new Reserve(ORDER, LINES, Duration.ofMinutes(1)));
        send(OrderEventType.CLOSED, new Rollback(ORDER, LINES, Optional.empty(), RollbackReason.CLOSED));
        assertSameEventsAfterCompaction();
    }

    @Test
    void ofAnOrderThatWasShort() {
        send(OrderEventType.CREATED, new Deduct(ORDER, List.of(OrderLine.of("A", 11))));
        assertSameEventsAfterCompaction();
    }

    @Test
    void ofAnOrderOfAnUnknownSku() {
        send(OrderEventType.CREATED, new Deduct(ORDER, List.of(OrderLine.of("B", 1))));
        assertSameEventsAfterCompaction();
    }
}
