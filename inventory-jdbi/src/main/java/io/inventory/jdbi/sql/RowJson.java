package io.inventory.jdbi.sql;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Objects;

/**
 * Lists in a column as compact JSON, which psql and any language can read. What is not exactly in the form expected is refused
 * with an {@link UnreadableValueException}: nothing is guessed or left out.
 */
final class RowJson {
    private static final int TEXT_MAX = 1 << 30;
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxDocumentLength(TEXT_MAX)
                    .maxTokenCount(TEXT_MAX)
                    .build())
            .build();

    private RowJson() {}

    static String nextString(JsonParser json) throws IOException {
        String value = json.nextTextValue();
        expect(value != null, json);
        return Objects.requireNonNull(value);
    }

    static long nextLong(JsonParser json) throws IOException {
        expect(json.nextToken() == JsonToken.VALUE_NUMBER_INT, json);
        return json.getLongValue();
    }

    /** Whether another element follows, which is an array; else the list must end here. */
    static boolean startsElement(JsonParser json) throws IOException {
        if (json.nextToken() == JsonToken.START_ARRAY) return true;
        expect(json.currentToken() == JsonToken.END_ARRAY, json);
        return false;
    }

    static void endArray(JsonParser json) throws IOException {
        expect(json.nextToken() == JsonToken.END_ARRAY, json);
    }

    static void expect(boolean condition, JsonParser json) {
        if (!condition)
            throw new IllegalStateException(
                    "not the expected form at column " + json.currentLocation().getColumnNr());
    }

    static String write(Writer writer) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = FACTORY.createGenerator(text)) {
            writer.write(json);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return text.toString();
    }

    static <T> T parse(String column, String text, JsonToken start, Reader<T> reader) {
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

    interface Writer {
        void write(JsonGenerator json) throws IOException;
    }

    interface Reader<T> {
        T read(JsonParser json) throws IOException;
    }
}
