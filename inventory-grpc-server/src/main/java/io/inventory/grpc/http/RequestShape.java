package io.inventory.grpc.http;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.MalformedJsonException;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import io.inventory.InvalidRequestException;
import java.io.EOFException;
import java.io.IOException;
import java.io.StringReader;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Looks at a text value by value, without keeping them: whether it is JSON, is not too much, names no field twice, and has texts
 * where texts belong and lists where lists do.
 */
final class RequestShape {
    /** The most values of a request; the largest valid one has 6,003, an order of 2,000 lines. */
    static final int VALUES_MAX = 20_000;

    /** How deep a request may be nested; the deepest valid one has 3 levels. */
    static final int DEPTH_MAX = 8;

    /** The most characters of a text, a number or a name; the longest valid one is a page token. */
    static final int TEXT_CHARS_MAX = 4_096;

    private static final String GSON_MALFORMED = "Use JsonReader.setStrictness(Strictness.LENIENT) to accept ";

    private static final String TIMESTAMP = "google.protobuf.Timestamp";
    private static final String DURATION = "google.protobuf.Duration";
    private static final Pattern SECONDS = Pattern.compile("-?\\d{1,12}(\\.\\d{1,9})?s");
    private static final Pattern TIME =
            Pattern.compile("\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(\\.\\d{1,9})?(Z|[+-]\\d{2}:\\d{2})");

    private final JsonReader reader;
    private final Descriptor message;
    private final Deque<Level> levels = new ArrayDeque<>();
    private int values;

    private RequestShape(JsonReader reader, Descriptor message) {
        this.reader = reader;
        this.message = message;
    }

    /** An object or a list that is open. What protobuf does not know is left to it: it refuses that in its own words. */
    private static final class Level {
        final @Nullable Descriptor message;
        final boolean list;
        final Set<String> names = new HashSet<>();

        @Nullable
        FieldDescriptor field;

        Level(@Nullable Descriptor message) {
            this.message = message;
            list = false;
        }

        Level(Level of) {
            message = null;
            list = true;
            field = of.field;
        }
    }

    /** @throws InvalidRequestException saying what is wrong and where */
    static void check(String text, Descriptor message) {
        JsonReader reader = new JsonReader(new StringReader(text));
        reader.setStrictness(Strictness.STRICT);
        reader.setNestingLimit(DEPTH_MAX);
        try {
            new RequestShape(reader, message).check();
        } catch (MalformedJsonException | EOFException e) {
            throw new InvalidRequestException("request", "must be JSON: " + words(e));
        } catch (IOException e) {
            throw new IllegalStateException("a text can always be read", e);
        }
    }

    private void check() throws IOException {
        if (reader.peek() != JsonToken.BEGIN_OBJECT)
            throw new InvalidRequestException("request", "must be a JSON object, like {}");
        for (JsonToken token = reader.peek(); token != JsonToken.END_DOCUMENT; token = reader.peek()) take(token);
    }

    private void take(JsonToken token) throws IOException {
        switch (token) {
            case BEGIN_OBJECT -> {
                count(token);
                reader.beginObject();
                levels.push(new Level(levels.isEmpty() ? message : nested(levels.element())));
            }
            case BEGIN_ARRAY -> {
                count(token);
                reader.beginArray();
                levels.push(new Level(levels.element()));
            }
            case END_OBJECT -> {
                reader.endObject();
                levels.pop();
            }
            case END_ARRAY -> {
                reader.endArray();
                levels.pop();
            }
            case NAME -> name();
            case STRING, NUMBER -> {
                count(token);
                String text = reader.nextString();
                if (text.length() > TEXT_CHARS_MAX)
                    throw refusal(reader.getPreviousPath(), "must have at most " + TEXT_CHARS_MAX + " characters");
                if (isOfA(TIMESTAMP) && !isTime(text))
                    throw refusal(reader.getPreviousPath(), "must be a time like 2026-11-29T17:50:00Z");
                if (isOfA(DURATION) && !SECONDS.matcher(text).matches())
                    throw refusal(reader.getPreviousPath(), "must be a duration in seconds like 900s or 1.5s");
            }
            case BOOLEAN -> {
                count(token);
                boolean unused = reader.nextBoolean();
            }
            case NULL -> {
                count(token);
                reader.nextNull();
            }
            case END_DOCUMENT -> throw new IllegalStateException("the loop ends there");
        }
    }

    private boolean isOfA(String type) {
        FieldDescriptor field = levels.isEmpty() ? null : levels.element().field;
        return field != null
                && field.getJavaType() == FieldDescriptor.JavaType.MESSAGE
                && field.getMessageType().getFullName().equals(type);
    }

    /** What protobuf's parser would make some time of, with a line in the log, is none. */
    private static boolean isTime(String text) {
        if (!TIME.matcher(text).matches()) return false;
        try {
            var unused = OffsetDateTime.parse(text);
            return true;
        } catch (DateTimeException e) {
            return false;
        }
    }

    private static @Nullable Descriptor nested(Level level) {
        FieldDescriptor field = level.field;
        return field == null || field.getJavaType() != FieldDescriptor.JavaType.MESSAGE ? null : field.getMessageType();
    }

    private void name() throws IOException {
        String name = reader.nextName();
        Level level = levels.element();
        boolean tooLong = name.length() > TEXT_CHARS_MAX;
        FieldDescriptor field = tooLong || level.message == null ? null : field(level.message, name);
        // sku_id and skuId are one
        if (tooLong || !level.names.add(field == null ? name : field.getName()))
            throw refusal(reader.getPath(), "must be there once, and be the name of a field");
        level.field = field;
    }

    private static @Nullable FieldDescriptor field(Descriptor message, String name) {
        FieldDescriptor field = message.findFieldByName(name);
        if (field != null) return field;
        return message.getFields().stream()
                .filter(other -> other.getJsonName().equals(name))
                .findFirst()
                .orElse(null);
    }

    /** Looks at the value that comes next. */
    private void count(JsonToken token) {
        if (++values > VALUES_MAX)
            throw new InvalidRequestException("request", "must have at most " + VALUES_MAX + " values");
        if (levels.isEmpty() || token == JsonToken.NULL) return;
        Level level = levels.element();
        FieldDescriptor field = level.field;
        if (field == null) return;
        boolean list = token == JsonToken.BEGIN_ARRAY;
        if (field.isRepeated() && !level.list) {
            if (!list) throw refusal(reader.getPath(), "must be a list");
        } else if (list || !isA(token, field)) {
            throw refusal(reader.getPath(), "must be " + kind(field));
        }
    }

    private static boolean isA(JsonToken token, FieldDescriptor field) {
        return switch (field.getJavaType()) {
            case STRING -> token == JsonToken.STRING;
            case BOOLEAN -> token == JsonToken.BOOLEAN;
            case MESSAGE -> token == (isText(field) ? JsonToken.STRING : JsonToken.BEGIN_OBJECT);
            case INT, LONG, ENUM, FLOAT, DOUBLE, BYTE_STRING -> token == JsonToken.NUMBER || token == JsonToken.STRING;
        };
    }

    private static String kind(FieldDescriptor field) {
        return switch (field.getJavaType()) {
            case STRING, BYTE_STRING -> "a text";
            case BOOLEAN -> "true or false";
            case MESSAGE -> isText(field) ? "a time or a duration as a text" : "an object";
            case INT, LONG -> "a whole number";
            case ENUM -> "the name of a value";
            case FLOAT, DOUBLE -> "a number";
        };
    }

    /** Times and durations are texts in JSON. */
    private static boolean isText(FieldDescriptor field) {
        String type = field.getMessageType().getFullName();
        return type.equals(TIMESTAMP) || type.equals(DURATION);
    }

    /** Names the value as other refusals name fields. */
    private static InvalidRequestException refusal(String path, String rule) {
        String field = RequestJson.shortened(path.startsWith("$.") ? path.substring(2) : path);
        return new InvalidRequestException(field.isBlank() ? "request" : field, rule);
    }

    private static String words(IOException e) {
        String message = String.valueOf(e.getMessage());
        int end = message.indexOf("\nSee ");
        String words = end < 0 ? message : message.substring(0, end);
        return RequestJson.shortened(words.replace(GSON_MALFORMED, ""));
    }
}
