package io.inventory.examples;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * An event as it travels between the order service and the inventory; docs/events.md describes them all.
 *
 * @param routingKey what happened: {@code order.created}, {@code stock.deducted} ...
 * @param id the same however often the event is sent, so that receivers can drop duplicates
 * @param subject the order, or the SKU of an event that is about one: {@code stock.sold_out}, {@code stock.back} ...
 */
record ShopEvent(String routingKey, String id, String subject) {
    private static final JsonFactory JSON = new JsonFactory();

    /** The event of the shop's that something happened to an order; its id follows from both. */
    static ShopEvent of(String routingKey, String orderId) {
        return new ShopEvent(routingKey, orderId + ":" + routingKey, orderId);
    }

    /** The message's body, with the order's lines where the event has any. */
    byte[] body(List<Invoice.Line> lines) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            json.writeStringField("event_id", id);
            json.writeStringField("order_id", subject);
            json.writeArrayFieldStart("items");
            for (Invoice.Line line : lines) {
                json.writeStartObject();
                json.writeStringField("sku_id", line.sku().value());
                json.writeNumberField("quantity", line.quantity());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeStringField(
                    "occurred_at", Instant.now().truncatedTo(ChronoUnit.MILLIS).toString());
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** Reads an event of the inventory's; fields that it does not need are skipped. */
    static ShopEvent read(String routingKey, byte[] body) throws IOException {
        Map<String, String> texts = new HashMap<>();
        try (JsonParser json = JSON.createParser(body)) {
            if (json.nextToken() != JsonToken.START_OBJECT) throw new IOException("the event is not a JSON object");
            for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
                if (json.nextToken() == JsonToken.VALUE_STRING) texts.put(name, json.getText());
                else json.skipChildren();
            }
        }
        String id = texts.get("event_id");
        String subject = texts.getOrDefault("order_id", texts.get("sku_id"));
        if (id == null || subject == null)
            throw new IOException("the event has no event_id, or neither an order_id nor a sku_id");
        return new ShopEvent(routingKey, id, subject);
    }
}
