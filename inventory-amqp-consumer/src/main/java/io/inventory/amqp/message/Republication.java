package io.inventory.amqp.message;

import com.rabbitmq.client.AMQP.BasicProperties;
import io.inventory.NamedId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The properties with which a message goes into another queue of the consumer's own.
 *
 * <p>Not all of the sender's may go along: {@code expiration} would let a parked message vanish, another user's {@code
 * user_id} and a direct {@code reply_to} are refused by closing the channel, {@code CC} would send it elsewhere too, and
 * {@code x-death} belongs to the broker's cycle detection. Short texts that were not UTF-8 may be too long when they are
 * written as UTF-8, and are left out.
 */
public final class Republication {
    /** The longest detail; headers go in one frame. */
    public static final int DETAIL_CHARS_MAX = 1_000;

    /** What AMQP takes where a length is one byte. */
    private static final int SHORT_TEXT_BYTES_MAX = 255;

    private static final int PERSISTENT = 2;
    private static final Set<String> NOT_TAKEN_ALONG = Set.of("CC", "BCC", "x-delivery-count", "x-acquired-count");

    private Republication() {}

    /** For a retry queue. */
    static BasicProperties toRetry(IncomingMessage message, int attempt, String reason) {
        Map<String, Object> headers = headersOf(message.properties());
        headers.put(Headers.ROUTING_KEY, message.routingKey());
        headers.put(Headers.ATTEMPT, attempt);
        headers.put(Headers.REASON, reason);
        return with(message.properties(), headers);
    }

    /** For the parking queue. */
    static BasicProperties toParking(IncomingMessage message, String reason, String detail, Instant now) {
        Map<String, Object> headers = headersOf(message.properties());
        headers.put(Headers.ROUTING_KEY, message.routingKey());
        if (message.attempt() > 0) headers.put(Headers.ATTEMPT, message.attempt());
        headers.put(Headers.REASON, reason);
        headers.put(
                Headers.DETAIL, detail.length() > DETAIL_CHARS_MAX ? detail.substring(0, DETAIL_CHARS_MAX) : detail);
        headers.put(
                Headers.PARKED_ID,
                parkedId(message.routingKey(), message.messageId(), message.body())
                        .toString());
        headers.put(Headers.PARKED_AT, now.toString());
        return with(message.properties(), headers);
    }

    /** A parked message that an operator sends back into the orders queue, to be tried from the start. */
    static BasicProperties toOrders(BasicProperties parked, String routingKey) {
        Map<String, Object> headers = headersOf(parked);
        headers.put(Headers.ROUTING_KEY, routingKey);
        return with(parked, headers);
    }

    /** The same, without any header that the sender had set: for a message whose headers can't be written again. */
    static BasicProperties withOwnHeadersOnly(BasicProperties properties) {
        Map<String, Object> own = new LinkedHashMap<>(properties.getHeaders());
        own.keySet().removeIf(name -> !name.startsWith(Headers.OWN_PREFIX));
        return with(properties, own);
    }

    /** The same message has the same id, also when it was parked twice. */
    public static UUID parkedId(String routingKey, String messageId, byte[] body) {
        return NamedId.ofBytes((routingKey + "\n" + messageId + "\n").getBytes(StandardCharsets.UTF_8), body);
    }

    private static Map<String, Object> headersOf(BasicProperties properties) {
        Map<String, Object> headers = new LinkedHashMap<>();
        if (properties.getHeaders() != null) headers.putAll(properties.getHeaders());
        headers.keySet().removeIf(name -> name.startsWith(Headers.OWN_PREFIX) || isTheBrokers(name));
        return headers;
    }

    private static boolean isTheBrokers(String header) {
        return NOT_TAKEN_ALONG.contains(header)
                || header.equals("x-death")
                || header.startsWith("x-first-death-")
                || header.startsWith("x-last-death-");
    }

    private static BasicProperties with(BasicProperties original, Map<String, Object> headers) {
        return new BasicProperties.Builder()
                .contentType(writable(original.getContentType()))
                .contentEncoding(writable(original.getContentEncoding()))
                .type(writable(original.getType()))
                .messageId(writable(original.getMessageId()))
                .correlationId(writable(original.getCorrelationId()))
                .timestamp(original.getTimestamp())
                .appId(writable(original.getAppId()))
                .headers(headers)
                .deliveryMode(PERSISTENT)
                .build();
    }

    private static @Nullable String writable(@Nullable String text) {
        return text == null || text.getBytes(StandardCharsets.UTF_8).length > SHORT_TEXT_BYTES_MAX ? null : text;
    }
}
