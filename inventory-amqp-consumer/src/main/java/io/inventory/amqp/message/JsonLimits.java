package io.inventory.amqp.message;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * The limits of a body, checked before protobuf's parser reads it, which is lenient and recursive: one JSON object in
 * UTF-8, no name twice in an object, a limited depth, texts and numbers of limited length, no number that is too large for
 * a double.
 */
final class JsonLimits {
    static final int DEPTH_MAX = 32;
    static final int STRING_CHARS_MAX = 65_536;
    static final int NAME_CHARS_MAX = 1_024;
    static final int NUMBER_CHARS_MAX = 100;

    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(DEPTH_MAX)
                    .maxStringLength(STRING_CHARS_MAX)
                    .maxNameLength(NAME_CHARS_MAX)
                    .maxNumberLength(NUMBER_CHARS_MAX)
                    .build())
            .build();

    private JsonLimits() {}

    /** The body as text, if it is within the limits. */
    static String requireWithin(byte[] body) throws BadMessageException {
        String text = decode(body);
        try (JsonParser parser = JSON.createParser(text)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) throw malformed("the body is not a JSON object");
            int depth = 1;
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (depth == 0) throw malformed("something follows the JSON object");
                if (token.isStructStart()) depth++;
                else if (token.isStructEnd()) depth--;
                else if (token.isNumeric()) requireFinite(parser);
                // Strings are read lazily: their limits are enforced when they are asked for.
                else if (token == JsonToken.VALUE_STRING) parser.getTextLength();
            }
            if (depth != 0) throw malformed("the JSON object does not end");
            return text;
        } catch (JsonProcessingException e) {
            throw malformed(e.getOriginalMessage() + ", at character "
                    + (e.getLocation() == null ? "?" : e.getLocation().getCharOffset()));
        } catch (IOException e) {
            throw new UncheckedIOException("text in memory can be read", e);
        }
    }

    private static String decode(byte[] body) throws BadMessageException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body))
                    .toString();
        } catch (CharacterCodingException e) {
            throw malformed("the body is not UTF-8");
        }
    }

    private static void requireFinite(JsonParser parser) throws IOException, BadMessageException {
        if (!Double.isFinite(parser.getDoubleValue()))
            throw malformed("the number " + parser.getText() + " is too large");
    }

    private static BadMessageException malformed(String detail) {
        return new BadMessageException(BadMessageException.Reason.MALFORMED, detail);
    }
}
