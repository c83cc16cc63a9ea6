package io.inventory.amqp;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import com.google.protobuf.util.JsonFormat;
import io.inventory.amqp.simulator.SimulatedBroker.SimulatedMessage;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/** An event as its receiver sees it. */
record SimulatedEvent(String id, String causeId, String routingKey, String body, Struct fields) {
    static SimulatedEvent of(SimulatedMessage message) {
        String body = new String(message.body(), StandardCharsets.UTF_8);
        String cause = message.properties().getCorrelationId();
        return new SimulatedEvent(
                message.properties().getMessageId(),
                cause == null ? "" : cause,
                message.routingKey(),
                body,
                fields(body));
    }

    private static Struct fields(String body) {
        Struct.Builder fields = Struct.newBuilder();
        try {
            JsonFormat.parser().merge(body, fields);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException(body, e);
        }
        return fields.build();
    }

    String text(String field) {
        return fields.containsFields(field) ? fields.getFieldsOrThrow(field).getStringValue() : "";
    }

    /** How many units of which SKU it names. */
    Map<String, Long> items() {
        return items(fields);
    }

    /** Those of a message. */
    static Map<String, Long> items(String body) {
        return items(fields(body));
    }

    private static Map<String, Long> items(Struct fields) {
        Map<String, Long> items = new TreeMap<>();
        for (Value item : fields.getFieldsOrDefault("items", Value.getDefaultInstance())
                .getListValue()
                .getValuesList()) {
            Struct line = item.getStructValue();
            items.merge(
                    line.getFieldsOrThrow("sku_id").getStringValue(),
                    (long) line.getFieldsOrThrow("quantity").getNumberValue(),
                    Long::sum);
        }
        return items;
    }

    /** An order that was compacted meanwhile says so, and lacks what is gone. */
    boolean isSameAs(SimulatedEvent other) {
        return routingKey.equals(other.routingKey)
                && (body.equals(other.body)
                        || ((isCompacted() || other.isCompacted())
                                && text("occurred_at").equals(other.text("occurred_at"))
                                && text("order_id").equals(other.text("order_id"))));
    }

    /** Whether it is about an order of which the details are gone. */
    boolean isCompacted() {
        return fields.containsFields("compacted");
    }
}
