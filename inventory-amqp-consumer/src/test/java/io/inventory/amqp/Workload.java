package io.inventory.amqp;

import com.rabbitmq.client.AMQP.BasicProperties;
import io.inventory.amqp.message.OrderEventType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;

/**
 * The order events of a shop, from a seed: orders of one to three lines, some cancelled, paid or given back in part with
 * ids; some sent twice, also after their rollback; shuffled, so that some overtake their orders. Nothing in it deserves
 * to be parked.
 */
final class Workload {
    static final int SKUS = 50;

    private static final int SHUFFLE_DISTANCE = 150;

    private final Random random;
    private final List<Message> messages = new ArrayList<>();
    private final Set<String> orderIds = new HashSet<>();

    /** An order event. */
    record Message(OrderEventType type, String eventId, String orderId, String body) {
        BasicProperties properties() {
            return new BasicProperties.Builder()
                    .contentType("application/json")
                    .messageId(eventId)
                    .type(type.typeName())
                    .deliveryMode(2)
                    .build();
        }

        byte[] bytes() {
            return body.getBytes(StandardCharsets.UTF_8);
        }
    }

    Workload(long seed, int size) {
        random = new Random(seed);
        while (messages.size() < size * 0.95) addOrder("order-" + orderIds.size());
        while (messages.size() < size) messages.add(messages.get(random.nextInt(messages.size())));
        shuffle();
    }

    List<Message> messages() {
        return messages;
    }

    /** Of each SKU: enough for most orders. */
    long openingStock() {
        return messages.size() * 9L / 100;
    }

    Set<String> orderIds() {
        return orderIds;
    }

    /** Whether that order was sent a message of that type. */
    Set<String> ordersWith(OrderEventType type) {
        Set<String> orders = new HashSet<>();
        for (Message message : messages) if (message.type == type) orders.add(message.orderId);
        return orders;
    }

    static String sku(int number) {
        return "sku-" + number;
    }

    private void addOrder(String orderId) {
        orderIds.add(orderId);
        int lines = 1 + random.nextInt(3);
        int first = random.nextInt(SKUS);
        List<String> items = new ArrayList<>();
        int firstQuantity = 0;
        for (int i = 0; i < lines; i++) {
            int quantity = 2 + random.nextInt(8);
            if (i == 0) firstQuantity = quantity;
            items.add(item(sku((first + i) % SKUS), quantity));
        }
        Message created = message(OrderEventType.CREATED, orderId, "\"items\":" + items);
        messages.add(created);
        int next = random.nextInt(100);
        if (next < 14) {
            OrderEventType type = random.nextBoolean() ? OrderEventType.CANCELED : OrderEventType.CLOSED;
            messages.add(message(type, orderId, "\"items\":[]"));
            // Sent again after its rollback.
            if (random.nextInt(10) == 0) messages.add(created);
        } else if (next < 30) {
            messages.add(partialReturn(orderId, "return-1", sku(first), 1));
            if (random.nextBoolean()) messages.add(partialReturn(orderId, "return-2", sku(first), firstQuantity - 1));
        }
        if (random.nextInt(100) < 30) messages.add(message(OrderEventType.PAID, orderId, "\"currency\":\"EUR\""));
    }

    private Message partialReturn(String orderId, String rollbackId, String sku, int quantity) {
        return message(
                OrderEventType.CANCELED,
                orderId,
                "\"rollback_id\":\"" + rollbackId + "\",\"items\":[" + item(sku, quantity) + "]");
    }

    private static String item(String sku, int quantity) {
        return "{\"sku_id\":\"" + sku + "\",\"quantity\":" + quantity + "}";
    }

    private Message message(OrderEventType type, String orderId, String fields) {
        String eventId = new UUID(random.nextLong(), random.nextLong()).toString();
        String body = "{\"event_id\":\"" + eventId + "\",\"order_id\":\"" + orderId + "\"," + fields
                + ",\"occurred_at\":\"2026-01-02T03:04:05Z\"}";
        return new Message(type, eventId, orderId, body);
    }

    /** One in four changes places with another not far away; duplicates come much later anyway. */
    private void shuffle() {
        for (int i = 0; i < messages.size(); i += 1 + random.nextInt(7))
            Collections.swap(messages, i, Math.min(messages.size() - 1, i + random.nextInt(SHUFFLE_DISTANCE)));
    }
}
