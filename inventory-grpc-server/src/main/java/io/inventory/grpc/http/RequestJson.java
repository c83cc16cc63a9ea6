package io.inventory.grpc.http;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import io.inventory.InvalidRequestException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Reads a message of JSON, by protobuf's mapping. That makes a tree of a text first, which may be 50 times as large, and guesses
 * where it could refuse: so {@link RequestShape} looks at the text before.
 */
final class RequestJson {
    private static final int WORDS_CHARS_MAX = 200;
    private static final JsonFormat.Parser PARSER = JsonFormat.parser();

    private RequestJson() {}

    /**
     * Reads one.
     *
     * @throws InvalidRequestException saying what is wrong and where
     */
    static Message read(byte[] body, Message.Builder message) {
        String text = text(body);
        if (text.isBlank()) throw new InvalidRequestException("request", "must be JSON; {} is one without fields");
        RequestShape.check(text, message.getDescriptorForType());
        try {
            PARSER.merge(text, message);
        } catch (InvalidProtocolBufferException e) {
            throw new InvalidRequestException(
                    "request",
                    "must be the JSON of a " + message.getDescriptorForType().getName() + ": "
                            + shortened(String.valueOf(e.getMessage())));
        }
        return message.build();
    }

    private static String text(byte[] body) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new InvalidRequestException("request", "must be UTF-8");
        }
    }

    /** What callers sent is not repeated at any length. */
    static String shortened(String text) {
        return text.length() <= WORDS_CHARS_MAX ? text : text.substring(0, WORDS_CHARS_MAX) + "…";
    }
}
