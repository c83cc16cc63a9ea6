package io.inventory.jdbi.sql;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import io.inventory.LedgerReason;
import io.inventory.OrderLine;
import io.inventory.OrderStatus;
import io.inventory.Rejection;
import io.inventory.RejectionReason;
import io.inventory.RollbackId;
import io.inventory.RollbackReason;
import io.inventory.Shortage;
import io.inventory.Sku;
import io.inventory.decision.LedgerSums;
import io.inventory.decision.LedgerSums.Part;
import io.inventory.decision.LineRecord;
import io.inventory.decision.RollbackRecord;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The lists of a row as compact JSON, which psql and any language can read; the migration documents the form. What
 * is not exactly in that form is refused with an {@link UnreadableValueException}: nothing of them is guessed or left out.
 */
final class OrderJson {
    private static final int TEXT_MAX = 1 << 30;
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxDocumentLength(TEXT_MAX)
                    .maxTokenCount(TEXT_MAX)
                    .build())
            .build();

    private OrderJson() {}

    static String lines(List<LineRecord> lines) {
        return write(json -> {
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

    static List<LineRecord> lines(String text) {
        return parse("lines", text, JsonToken.START_ARRAY, json -> {
            List<LineRecord> lines = new ArrayList<>();
            while (startsElement(json)) {
                Sku sku = new Sku(nextString(json));
                long quantity = nextLong(json);
                long returned = nextLong(json);
                expect(json.nextToken() == JsonToken.START_ARRAY, json);
                List<Long> versions = new ArrayList<>(1);
                while (json.nextToken() == JsonToken.VALUE_NUMBER_INT) versions.add(json.getLongValue());
                expect(json.currentToken() == JsonToken.END_ARRAY, json);
                endArray(json);
                expect(quantity >= 1 && 0 <= returned && returned <= quantity, json);
                lines.add(new LineRecord(sku, quantity, returned, List.copyOf(versions)));
            }
            return List.copyOf(lines);
        });
    }

    static String rollbacks(List<RollbackRecord> rollbacks) {
        if (rollbacks.isEmpty()) return "[]";
        return write(json -> {
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
        return write(json -> writeUnits(lines, json));
    }

    static List<OrderLine> units(String text) {
        return parse("given_back", text, JsonToken.START_ARRAY, OrderJson::readUnits);
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
        while (startsElement(json)) {
            lines.add(OrderLine.of(nextString(json), nextLong(json)));
            endArray(json);
        }
        return List.copyOf(lines);
    }

    static List<RollbackRecord> rollbacks(String text) {
        if (text.equals("[]")) return List.of();
        return parse("rollbacks", text, JsonToken.START_ARRAY, json -> {
            List<RollbackRecord> rollbacks = new ArrayList<>();
            while (startsElement(json)) {
                RollbackId id = json.nextToken() == JsonToken.VALUE_NULL ? null : new RollbackId(json.getText());
                RollbackReason reason =
                        Constants.read(RollbackReason.class, "a rollback with reason", nextString(json));
                OrderStatus statusAfter = Constants.read(OrderStatus.class, "a rollback to status", nextString(json));
                Instant createdAt = Instant.parse(nextString(json));
                expect(json.nextToken() == JsonToken.START_ARRAY, json);
                List<OrderLine> lines = readUnits(json);
                endArray(json);
                rollbacks.add(new RollbackRecord(id, reason, lines, statusAfter, createdAt));
            }
            return List.copyOf(rollbacks);
        });
    }

    /** What a ledger adds up to: [[reason, entries, change, reserved change], ...]. */
    static String sums(LedgerSums sums) {
        return write(json -> {
            json.writeStartArray();
            for (Map.Entry<LedgerReason, Part> sum : sums.parts().entrySet()) {
                json.writeStartArray();
                json.writeString(LogsTable.text(sum.getKey()));
                json.writeNumber(sum.getValue().entries());
                json.writeNumber(sum.getValue().change());
                json.writeNumber(sum.getValue().reservedChange());
                json.writeEndArray();
            }
            json.writeEndArray();
        });
    }

    static LedgerSums sums(String text) {
        return parse("sums", text, JsonToken.START_ARRAY, json -> {
            LedgerSums sums = new LedgerSums();
            while (startsElement(json)) {
                String reason = nextString(json);
                LedgerReason known = LogsTable.Mapper.REASONS.get(reason);
                if (known == null) throw UnreadableValueException.unknown("sums with reason", reason);
                sums.add(known, new Part(nextLong(json), nextNumber(json), nextNumber(json)));
                endArray(json);
            }
            return sums;
        });
    }

    static String rejection(Rejection rejection) {
        return write(json -> {
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
        return parse("a rejection", text, JsonToken.START_OBJECT, json -> {
            expect("reason".equals(json.nextFieldName()), json);
            RejectionReason reason = Constants.read(RejectionReason.class, "a rejection with reason", nextString(json));
            Rejection rejection = switch (reason) {
                case UNKNOWN_SKU -> new Rejection.UnknownSku(unknownSkus(json));
                case INSUFFICIENT_STOCK -> new Rejection.InsufficientStock(shortages(json));
                // derived from the order's status, never recorded
                case ORDER_CLOSED, RESERVATION_EXPIRED, NOT_RESERVED ->
                    throw UnreadableValueException.unknown("a recorded rejection with reason", reason.name());
            };
            expect(json.nextToken() == JsonToken.END_OBJECT, json);
            return rejection;
        });
    }

    private static List<Sku> unknownSkus(JsonParser json) throws IOException {
        expectArray("skus", json);
        List<Sku> skus = new ArrayList<>();
        while (json.nextToken() == JsonToken.VALUE_STRING) skus.add(new Sku(json.getText()));
        expect(json.currentToken() == JsonToken.END_ARRAY, json);
        return skus;
    }

    private static List<Shortage> shortages(JsonParser json) throws IOException {
        expectArray("shortages", json);
        List<Shortage> shortages = new ArrayList<>();
        while (startsElement(json)) {
            shortages.add(new Shortage(new Sku(nextString(json)), nextLong(json), nextLong(json)));
            endArray(json);
        }
        return shortages;
    }

    private static void expectArray(String field, JsonParser json) throws IOException {
        expect(field.equals(json.nextFieldName()) && json.nextToken() == JsonToken.START_ARRAY, json);
    }

    private static String nextString(JsonParser json) throws IOException {
        String value = json.nextTextValue();
        expect(value != null, json);
        return Objects.requireNonNull(value);
    }

    private static long nextLong(JsonParser json) throws IOException {
        expect(json.nextToken() == JsonToken.VALUE_NUMBER_INT, json);
        return json.getLongValue();
    }

    private static BigInteger nextNumber(JsonParser json) throws IOException {
        expect(json.nextToken() == JsonToken.VALUE_NUMBER_INT, json);
        return json.getBigIntegerValue();
    }

    /** Whether another element follows, which is an array; else the list must end here. */
    private static boolean startsElement(JsonParser json) throws IOException {
        if (json.nextToken() == JsonToken.START_ARRAY) return true;
        expect(json.currentToken() == JsonToken.END_ARRAY, json);
        return false;
    }

    private static void endArray(JsonParser json) throws IOException {
        expect(json.nextToken() == JsonToken.END_ARRAY, json);
    }

    private static void expect(boolean condition, JsonParser json) {
        if (!condition)
            throw new IllegalStateException(
                    "not the expected form at column " + json.currentLocation().getColumnNr());
    }

    private static String write(Writer writer) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = FACTORY.createGenerator(text)) {
            writer.write(json);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return text.toString();
    }

    private static <T> T parse(String column, String text, JsonToken start, Reader<T> reader) {
        try (JsonParser json = FACTORY.createParser(text)) {
            expect(json.nextToken() == start, json);
            T value = reader.read(json);
            expect(json.nextToken() == null, json);
            return value;
        } catch (UnreadableValueException e) {
            throw e;
        } catch (JacksonException e) {
            throw UnreadableValueException.malformed(column, e.getOriginalMessage());
        } catch (IOException | RuntimeException e) {
            throw UnreadableValueException.malformed(column, e.getMessage());
        }
    }

    private interface Writer {
        void write(JsonGenerator json) throws IOException;
    }

    private interface Reader<T> {
        T read(JsonParser json) throws IOException;
    }
}
