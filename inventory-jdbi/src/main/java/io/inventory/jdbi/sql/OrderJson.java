package io.inventory.jdbi.sql;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.inventory.OrderLine;
import io.inventory.OrderStatus;
import io.inventory.Rejection;
import io.inventory.RejectionReason;
import io.inventory.RollbackId;
import io.inventory.RollbackReason;
import io.inventory.Shortage;
import io.inventory.Sku;
import io.inventory.decision.ContentFingerprints;
import io.inventory.decision.LineRecord;
import io.inventory.decision.RollbackRecord;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The lists of an order row; the migration documents the form. */
final class OrderJson {
    private static final String COMPACTED = "compacted";
    private static final String ROLLBACKS = "rollbacks";

    private OrderJson() {}

    static String lines(List<LineRecord> lines) {
        return RowJson.write(json -> {
            json.writeStartArray();
            for (LineRecord line : lines) {
                json.writeStartArray();
                json.writeString(line.sku().value());
                json.writeNumber(line.quantity());
                json.writeNumber(line.returned());
                json.writeStartArray();
                for (long version : line.versions()) json.writeNumber(version);
                json.writeEndArray();
                json.writeEndArray();
            }
            json.writeEndArray();
        });
    }

    /**
     * What stands in place of the lines of an order that was compacted, and that an older version does not take for lines. Most such
     * orders have no rollback or one, of all that they had: that is not said again.
     */
    static String fingerprints(ContentFingerprints fingerprints) {
        return RowJson.write(json -> {
            json.writeStartObject();
            json.writeStringField(COMPACTED, fingerprints.lines());
            if (!fingerprints
                    .rollbacks()
                    .equals(ofWhole(
                            fingerprints.lines(), fingerprints.rollbacks().size()))) {
                json.writeArrayFieldStart(ROLLBACKS);
                for (String rollback : fingerprints.rollbacks()) json.writeString(rollback);
                json.writeEndArray();
            }
            json.writeEndObject();
        });
    }

    static boolean isFingerprints(String lines) {
        return lines.startsWith("{");
    }

    private static List<String> ofWhole(String lines, int rollbacks) {
        return rollbacks == 1 ? List.of(lines) : List.of();
    }

    /**
     * Reads them.
     *
     * @param rollbackCount how many rollbacks the order has
     */
    static ContentFingerprints fingerprints(String text, int rollbackCount) {
        ContentFingerprints read = RowJson.parse("lines", text, JsonToken.START_OBJECT, json -> {
            RowJson.expect(COMPACTED.equals(json.nextFieldName()), json);
            String lines = RowJson.nextString(json);
            String field = json.nextFieldName();
            if (field == null) {
                RowJson.expect(json.currentToken() == JsonToken.END_OBJECT, json);
                return new ContentFingerprints(lines, ofWhole(lines, rollbackCount));
            }
            RowJson.expect(ROLLBACKS.equals(field) && json.nextToken() == JsonToken.START_ARRAY, json);
            List<String> rollbacks = new ArrayList<>();
            while (json.nextToken() == JsonToken.VALUE_STRING) rollbacks.add(json.getText());
            RowJson.expect(json.currentToken() == JsonToken.END_ARRAY, json);
            RowJson.expect(json.nextToken() == JsonToken.END_OBJECT, json);
            return new ContentFingerprints(lines, rollbacks);
        });
        if (read.rollbacks().size() != rollbackCount)
            throw UnreadableValueException.malformed(
                    "lines",
                    "fingerprints of " + read.rollbacks().size() + " rollbacks, and there are " + rollbackCount);
        return read;
    }

    static List<LineRecord> lines(String text) {
        return RowJson.parse("lines", text, JsonToken.START_ARRAY, json -> {
            List<LineRecord> lines = new ArrayList<>();
            while (RowJson.startsElement(json)) {
                Sku sku = new Sku(RowJson.nextString(json));
                long quantity = RowJson.nextLong(json);
                long returned = RowJson.nextLong(json);
                RowJson.expect(json.nextToken() == JsonToken.START_ARRAY, json);
                List<Long> versions = new ArrayList<>(1);
                while (json.nextToken() == JsonToken.VALUE_NUMBER_INT) versions.add(json.getLongValue());
                RowJson.expect(json.currentToken() == JsonToken.END_ARRAY, json);
                RowJson.endArray(json);
                RowJson.expect(quantity >= 1 && 0 <= returned && returned <= quantity, json);
                lines.add(new LineRecord(sku, quantity, returned, List.copyOf(versions)));
            }
            return List.copyOf(lines);
        });
    }

    static String rollbacks(List<RollbackRecord> rollbacks) {
        if (rollbacks.isEmpty()) return "[]";
        return RowJson.write(json -> {
            json.writeStartArray();
            for (RollbackRecord rollback : rollbacks) {
                json.writeStartArray();
                if (rollback.id() == null) json.writeNull();
                else json.writeString(rollback.id().value());
                json.writeString(rollback.reason().name());
                json.writeString(rollback.statusAfter().name());
                json.writeString(rollback.createdAt().toString());
                writeUnits(rollback.lines(), json);
                json.writeEndArray();
            }
            json.writeEndArray();
        });
    }

    /** What was given back: [[sku, quantity], ...]. */
    static String units(List<OrderLine> lines) {
        return RowJson.write(json -> writeUnits(lines, json));
    }

    static List<OrderLine> units(String text) {
        return RowJson.parse("given_back", text, JsonToken.START_ARRAY, OrderJson::readUnits);
    }

    private static void writeUnits(List<OrderLine> lines, JsonGenerator json) throws IOException {
        json.writeStartArray();
        for (OrderLine line : lines) {
            json.writeStartArray();
            json.writeString(line.sku().value());
            json.writeNumber(line.quantity());
            json.writeEndArray();
        }
        json.writeEndArray();
    }

    /** Of an array that has begun. */
    private static List<OrderLine> readUnits(JsonParser json) throws IOException {
        List<OrderLine> lines = new ArrayList<>();
        while (RowJson.startsElement(json)) {
            lines.add(OrderLine.of(RowJson.nextString(json), RowJson.nextLong(json)));
            RowJson.endArray(json);
        }
        return List.copyOf(lines);
    }

    static List<RollbackRecord> rollbacks(String text) {
        if (text.equals("[]")) return List.of();
        return RowJson.parse("rollbacks", text, JsonToken.START_ARRAY, json -> {
            List<RollbackRecord> rollbacks = new ArrayList<>();
            while (RowJson.startsElement(json)) {
                RollbackId id = nextRollbackId(json);
                RollbackReason reason =
                        Constants.read(RollbackReason.class, "a rollback with reason", RowJson.nextString(json));
                OrderStatus statusAfter =
                        Constants.read(OrderStatus.class, "a rollback to status", RowJson.nextString(json));
                Instant createdAt = Instant.parse(RowJson.nextString(json));
                RowJson.expect(json.nextToken() == JsonToken.START_ARRAY, json);
                List<OrderLine> lines = readUnits(json);
                RowJson.endArray(json);
                rollbacks.add(new RollbackRecord(id, reason, lines, statusAfter, createdAt));
            }
            return List.copyOf(rollbacks);
        });
    }

    private static @Nullable RollbackId nextRollbackId(JsonParser json) throws IOException {
        if (json.nextToken() == JsonToken.VALUE_NULL) return null;
        RowJson.expect(json.currentToken() == JsonToken.VALUE_STRING, json);
        return new RollbackId(json.getText());
    }

    static String rejection(Rejection rejection) {
        return RowJson.write(json -> {
            json.writeStartObject();
            json.writeStringField("reason", rejection.reason().name());
            if (rejection instanceof Rejection.InsufficientStock insufficient) {
                json.writeArrayFieldStart("shortages");
                for (Shortage shortage : insufficient.shortages()) {
                    json.writeStartArray();
                    json.writeString(shortage.sku().value());
                    json.writeNumber(shortage.requested());
                    json.writeNumber(shortage.available());
                    json.writeEndArray();
                }
                json.writeEndArray();
            } else if (rejection instanceof Rejection.UnknownSku unknown) {
                json.writeArrayFieldStart("skus");
                for (Sku sku : unknown.skus()) json.writeString(sku.value());
                json.writeEndArray();
            }
            json.writeEndObject();
        });
    }

    static Rejection rejection(String text) {
        return RowJson.parse("a rejection", text, JsonToken.START_OBJECT, json -> {
            RowJson.expect("reason".equals(json.nextFieldName()), json);
            RejectionReason reason =
                    Constants.read(RejectionReason.class, "a rejection with reason", RowJson.nextString(json));
            Rejection rejection = switch (reason) {
                case UNKNOWN_SKU -> new Rejection.UnknownSku(unknownSkus(json));
                case INSUFFICIENT_STOCK -> new Rejection.InsufficientStock(shortages(json));
                // derived from the order's status, never recorded
                case ORDER_CLOSED, RESERVATION_EXPIRED, NOT_RESERVED ->
                    throw UnreadableValueException.unknown("a recorded rejection with reason", reason.name());
            };
            RowJson.expect(json.nextToken() == JsonToken.END_OBJECT, json);
            return rejection;
        });
    }

    private static List<Sku> unknownSkus(JsonParser json) throws IOException {
        expectArray("skus", json);
        List<Sku> skus = new ArrayList<>();
        while (json.nextToken() == JsonToken.VALUE_STRING) skus.add(new Sku(json.getText()));
        RowJson.expect(json.currentToken() == JsonToken.END_ARRAY, json);
        return skus;
    }

    private static List<Shortage> shortages(JsonParser json) throws IOException {
        expectArray("shortages", json);
        List<Shortage> shortages = new ArrayList<>();
        while (RowJson.startsElement(json)) {
            shortages.add(
                    new Shortage(new Sku(RowJson.nextString(json)), RowJson.nextLong(json), RowJson.nextLong(json)));
            RowJson.endArray(json);
        }
        return shortages;
    }

    private static void expectArray(String field, JsonParser json) throws IOException {
        RowJson.expect(field.equals(json.nextFieldName()) && json.nextToken() == JsonToken.START_ARRAY, json);
    }
}
