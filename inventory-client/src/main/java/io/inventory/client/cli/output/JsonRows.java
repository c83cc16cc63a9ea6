package io.inventory.client.cli.output;

import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One JSON object a line. What is not there is null, so that all objects have all fields. */
final class JsonRows<T> implements Rows<T> {
    private final Output output;
    private final List<Column<T>> columns;

    JsonRows(Output output, List<Column<T>> columns) {
        this.output = output;
        this.columns = columns;
    }

    @Override
    public void add(T row) {
        StringWriter text = new StringWriter();
        try (JsonWriter json = new JsonWriter(text)) {
            json.beginObject();
            for (Column<T> column : columns) {
                json.name(column.name());
                write(column.value().apply(row), json);
            }
            json.endObject();
        } catch (IOException e) {
            throw new UncheckedIOException("a text in memory takes everything", e);
        }
        // outside of strings JSON has none of these characters, and inside it has this form of them
        output.write(Printable.of(text.toString()) + "\n");
    }

    private static void write(Object value, JsonWriter json) throws IOException {
        if (value instanceof Optional<?> optional) {
            if (optional.isPresent()) write(optional.get(), json);
            else json.nullValue();
        } else if (value instanceof Number number) {
            json.value(number);
        } else if (value instanceof Boolean truth) {
            json.value(truth.booleanValue());
        } else if (value instanceof List<?> list) {
            json.beginArray();
            for (Object item : list) write(item, json);
            json.endArray();
        } else if (value instanceof Map<?, ?> map) {
            json.beginObject();
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                json.name(entry.getKey().toString());
                write(entry.getValue(), json);
            }
            json.endObject();
        } else {
            json.value(value.toString());
        }
    }

    @Override
    public void flush() {
        output.flush();
    }

    @Override
    public void close() {
        flush();
    }
}
