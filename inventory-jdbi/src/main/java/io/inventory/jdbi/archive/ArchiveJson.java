package io.inventory.jdbi.archive;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.inventory.Actor;
import io.inventory.LedgerEntry;
import io.inventory.LedgerReason;
import io.inventory.Sku;
import io.inventory.StockExplanation.Balance;
import io.inventory.decision.LedgerSums;
import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

/** The lines of an archive, each an object; docs/retention.md documents the form. */
final class ArchiveJson {
    private static final JsonFactory FACTORY = new JsonFactory();

    private ArchiveJson() {}

    interface Writer {
        void write(JsonGenerator json) throws IOException;
    }

    static String object(Writer fields) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = FACTORY.createGenerator(text)) {
            json.writeStartObject();
            fields.write(json);
            json.writeEndObject();
        }
        return text.toString();
    }

    static String entry(LedgerEntry entry) throws IOException {
        return object(json -> {
            json.writeStringField("sku_id", entry.sku().value());
            json.writeNumberField("version", entry.version());
            json.writeStringField("id", entry.id().toString());
            json.writeNumberField("change", entry.change());
            json.writeNumberField("reserved_change", entry.reservedChange());
            json.writeNumberField("available_after", entry.availableAfter());
            json.writeNumberField("reserved_after", entry.reservedAfter());
            json.writeStringField("reason", entry.reason().name().toLowerCase(Locale.ROOT));
            json.writeStringField("note", entry.note());
            json.writeStringField("ref_id", entry.refId());
            json.writeStringField("actor", entry.actor().value());
            json.writeStringField("created_at", entry.createdAt().toString());
        });
    }

    /** {@code {"opening": {...}}} or {@code {"checkpoint": {...}}}. */
    static String point(String name, LedgerPoint point) throws IOException {
        return object(json -> {
            json.writeObjectFieldStart(name);
            json.writeStringField("sku_id", point.sku());
            json.writeNumberField("version", point.version());
            json.writeNumberField("available_after", point.balance().available());
            json.writeNumberField("reserved_after", point.balance().reserved());
            json.writeArrayFieldStart("sums");
            for (Map.Entry<LedgerReason, LedgerSums.Part> sum :
                    point.sums().parts().entrySet()) {
                json.writeStartArray();
                json.writeString(sum.getKey().name().toLowerCase(Locale.ROOT));
                json.writeNumber(sum.getValue().entries());
                json.writeNumber(sum.getValue().change());
                json.writeNumber(sum.getValue().reservedChange());
                json.writeEndArray();
            }
            json.writeEndArray();
            json.writeEndObject();
        });
    }

    /** Reads the line of an entry, of which {@link #name} is {@code sku_id}. */
    static LedgerEntry readEntry(String line) throws IOException {
        try (Fields fields = new Fields(line)) {
            Sku sku = new Sku(fields.text("sku_id"));
            long version = fields.number("version");
            UUID id = UUID.fromString(fields.text("id"));
            long change = fields.number("change");
            long reservedChange = fields.number("reserved_change");
            long available = fields.number("available_after");
            long reserved = fields.number("reserved_after");
            LedgerReason reason = reason(fields.text("reason"));
            String note = fields.text("note");
            String refId = fields.text("ref_id");
            Actor actor = new Actor(fields.text("actor"));
            Instant createdAt = Instant.parse(fields.text("created_at"));
            fields.end();
            return new LedgerEntry(
                    id,
                    sku,
                    version,
                    change,
                    reservedChange,
                    available,
                    reserved,
                    reason,
                    note,
                    refId,
                    actor,
                    createdAt);
        } catch (RuntimeException e) {
            throw new IOException("not an entry: " + e.getMessage(), e);
        }
    }

    static LedgerPoint readPoint(String name, String line) throws IOException {
        try (Fields fields = new Fields(line)) {
            fields.beginObject(name);
            String sku = fields.text("sku_id");
            long version = fields.number("version");
            long available = fields.number("available_after");
            long reserved = fields.number("reserved_after");
            LedgerSums sums = fields.sums("sums");
            fields.end();
            fields.end();
            return new LedgerPoint(sku, new Balance(available, reserved, version), sums);
        } catch (RuntimeException e) {
            throw new IOException("no " + name + ": " + e.getMessage(), e);
        }
    }

    /** The name of the first field of a line. */
    static String name(String line) throws IOException {
        try (JsonParser json = FACTORY.createParser(line)) {
            String name = json.nextToken() == JsonToken.START_OBJECT ? json.nextFieldName() : null;
            if (name == null) throw new IOException("a line that is no object");
            return name;
        }
    }

    private static LedgerReason reason(String text) {
        return LedgerReason.valueOf(text.toUpperCase(Locale.ROOT));
    }

    /** The fields of a line in their order. */
    static final class Fields implements AutoCloseable {
        private final JsonParser json;

        Fields(String line) throws IOException {
            json = FACTORY.createParser(line);
            expect(json.nextToken() == JsonToken.START_OBJECT, "an object");
        }

        void beginObject(String name) throws IOException {
            expect(name.equals(json.nextFieldName()) && json.nextToken() == JsonToken.START_OBJECT, name);
        }

        String text(String name) throws IOException {
            expect(name.equals(json.nextFieldName()) && json.nextToken() == JsonToken.VALUE_STRING, name);
            return json.getText();
        }

        long number(String name) throws IOException {
            expect(name.equals(json.nextFieldName()) && json.nextToken() == JsonToken.VALUE_NUMBER_INT, name);
            return json.getLongValue();
        }

        LedgerSums sums(String name) throws IOException {
            expect(name.equals(json.nextFieldName()) && json.nextToken() == JsonToken.START_ARRAY, name);
            LedgerSums sums = new LedgerSums();
            while (json.nextToken() == JsonToken.START_ARRAY) {
                String reason = json.nextTextValue();
                expect(reason != null, "a reason");
                sums.add(
                        reason(String.valueOf(reason)),
                        new LedgerSums.Part(integer().longValueExact(), integer(), integer()));
                expect(json.nextToken() == JsonToken.END_ARRAY, name);
            }
            expect(json.currentToken() == JsonToken.END_ARRAY, name);
            return sums;
        }

        private BigInteger integer() throws IOException {
            expect(json.nextToken() == JsonToken.VALUE_NUMBER_INT, "a number");
            return json.getBigIntegerValue();
        }

        void end() throws IOException {
            expect(json.nextToken() == JsonToken.END_OBJECT, "the end of an object");
        }

        private static void expect(boolean condition, String what) throws IOException {
            if (!condition) throw new IOException("a line without " + what + " where it must be");
        }

        @Override
        public void close() throws IOException {
            json.close();
        }
    }
}
