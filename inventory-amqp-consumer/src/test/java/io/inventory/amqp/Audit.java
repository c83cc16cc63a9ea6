package io.inventory.amqp;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import com.google.protobuf.util.JsonFormat;
import io.inventory.Inventory;
import io.inventory.LineBalance;
import io.inventory.Order;
import io.inventory.OrderId;
import io.inventory.OrderLine;
import io.inventory.OrderStatus;
import io.inventory.Sku;
import io.inventory.amqp.TestShop.Received;
import io.inventory.amqp.message.OrderEventType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Compares what was published with what is recorded, by the events' contents and without the code that makes them. */
final class Audit {
    private final Workload workload;
    private final Inventory inventory;
    private final Map<String, Order> orders = new HashMap<>();

    Audit(Workload workload, Inventory inventory) {
        this.workload = workload;
        this.inventory = inventory;
        for (String id : workload.orderIds()) orders.put(id, inventory.order(new OrderId(id)));
    }

    /** The set of distinct events is the set of transitions, and one event always has the same id and content. */
    void assertEventsAreTransitions(List<Received> events) throws InvalidProtocolBufferException {
        Map<String, String> bodies = new HashMap<>();
        Map<String, String> ids = new TreeMap<>();
        for (Received event : events) {
            assertThat(bodies.computeIfAbsent(event.id(), id -> event.body())).isEqualTo(event.body());
            assertThat(ids.computeIfAbsent(transition(event), what -> event.id()))
                    .isEqualTo(event.id());
        }
        assertThat(ids).hasSameSizeAs(bodies);
        assertThat(ids.keySet()).isEqualTo(recorded());
    }

    private static String transition(Received event) throws InvalidProtocolBufferException {
        Struct.Builder body = Struct.newBuilder();
        JsonFormat.parser().merge(event.body(), body);
        Map<String, Value> fields = body.getFieldsMap();
        return String.join(
                " ",
                event.routingKey(),
                text(fields, "order_id"),
                text(fields, "rollback_id"),
                text(fields, "reason"),
                items(fields));
    }

    private static String text(Map<String, Value> fields, String name) {
        return fields.getOrDefault(name, Value.getDefaultInstance()).getStringValue();
    }

    private static String items(Map<String, Value> fields) {
        return fields.getOrDefault("items", Value.getDefaultInstance()).getListValue().getValuesList().stream()
                .map(Value::getStructValue)
                .map(item -> text(item.getFieldsMap(), "sku_id") + "*"
                        + (long) item.getFieldsOrThrow("quantity").getNumberValue())
                .collect(Collectors.joining(","));
    }

    private Set<String> recorded() {
        Set<String> canceled = workload.ordersWith(OrderEventType.CANCELED);
        canceled.addAll(workload.ordersWith(OrderEventType.CLOSED));
        Set<String> paid = workload.ordersWith(OrderEventType.PAID);
        Set<String> transitions = new TreeSet<>();
        orders.forEach((id, order) -> {
            boolean took = order.status() == OrderStatus.DEDUCTED || order.status() == OrderStatus.ROLLED_BACK;
            transitions.add(
                    took
                            ? transition("stock.deducted", id, "", "", ordered(order))
                            : transition("stock.deduct_failed", id, "", whyNotTaken(order), ""));
            for (Order.PastRollback rollback : order.rollbacks())
                transitions.add(transition(
                        "stock.rolled_back",
                        id,
                        rollback.rollbackId().map(Object::toString).orElse(""),
                        rollback.reason().name(),
                        items(rollback.lines())));
            if (!took && canceled.contains(id)) transitions.add(transition("stock.rolled_back", id, "", "", ""));
            if (paid.contains(id))
                transitions.add(
                        order.confirmedAt().isPresent()
                                ? transition("stock.confirmed", id, "", "", "")
                                : transition("stock.confirm_failed", id, "", "ORDER_CLOSED", ""));
        });
        return transitions;
    }

    private static String whyNotTaken(Order order) {
        return order.status() == OrderStatus.CANCELED
                ? "ORDER_CLOSED"
                : order.rejection().orElseThrow().reason().name();
    }

    private static String transition(
            String routingKey, String orderId, String rollbackId, String reason, String items) {
        return String.join(" ", routingKey, orderId, rollbackId, reason, items);
    }

    private static String ordered(Order order) {
        return order.lines().stream()
                .map(line -> line.sku() + "*" + line.requested())
                .collect(Collectors.joining(","));
    }

    private static String items(List<OrderLine> lines) {
        return lines.stream().map(line -> line.sku() + "*" + line.quantity()).collect(Collectors.joining(","));
    }

    /** What was there in the beginning is what is there now and what the orders have. */
    void assertStockIsExact(long opening) {
        Map<Sku, Long> outstanding = new HashMap<>();
        for (Order order : orders.values())
            for (LineBalance line : order.lines()) outstanding.merge(line.sku(), line.outstanding(), Long::sum);
        for (int i = 0; i < Workload.SKUS; i++) {
            Sku sku = new Sku(Workload.sku(i));
            assertThat(inventory.stock(sku).available() + outstanding.getOrDefault(sku, 0L))
                    .isEqualTo(opening);
        }
    }

    /** Says how the orders ended, for the log. */
    String summary() {
        return orders.values().stream()
                .collect(Collectors.groupingBy(Order::status, TreeMap::new, Collectors.counting()))
                .toString();
    }
}
