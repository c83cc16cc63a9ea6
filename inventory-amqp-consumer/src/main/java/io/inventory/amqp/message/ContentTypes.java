package io.inventory.amqp.message;

import com.rabbitmq.client.AMQP.BasicProperties;
import io.inventory.amqp.message.BadMessageException.Reason;
import java.util.Locale;
import java.util.Set;

/** The content types and encodings that are read: JSON in UTF-8, not compressed, which is also what an absent one means. */
final class ContentTypes {
    static final String JSON = "application/json";
    private static final Set<String> PLAIN_ENCODINGS = Set.of("", "identity", "utf-8", "utf8");

    private ContentTypes() {}

    static void requireJson(BasicProperties properties) throws BadMessageException {
        String contentType = properties.getContentType();
        if (contentType != null && !isJson(contentType))
            throw new BadMessageException(
                    Reason.UNSUPPORTED_CONTENT, "content type '" + contentType + "' is not " + JSON);
        String encoding = properties.getContentEncoding();
        if (encoding != null && !PLAIN_ENCODINGS.contains(encoding.toLowerCase(Locale.ROOT)))
            throw new BadMessageException(
                    Reason.UNSUPPORTED_CONTENT, "content encoding '" + encoding + "' is not supported");
    }

    private static boolean isJson(String contentType) {
        String[] parts = contentType.toLowerCase(Locale.ROOT).split(";", -1);
        if (!parts[0].strip().equals(JSON)) return false;
        for (int i = 1; i < parts.length; i++) {
            String parameter = parts[i].strip().replace("\"", "");
            if (parameter.startsWith("charset=") && !parameter.equals("charset=utf-8")) return false;
        }
        return true;
    }
}
