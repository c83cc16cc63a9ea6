package io.inventory.amqp.parked;

import com.rabbitmq.client.AMQP.BasicProperties;
import io.inventory.amqp.message.Headers;
import io.inventory.amqp.message.Republication;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a message in the parking queue.
 *
 * @param id names it; the same message parked twice has the same id
 * @param reason why, as a stable name
 * @param detail the reason in words
 * @param routingKey with which it first came
 * @param messageId its sender's id of it; empty if there is none
 * @param parkedAt when, in ISO 8601; empty where the broker parked it
 * @param bodyBytes how large it is
 */
public record ParkedMessage(
        String id, String reason, String detail, String routingKey, String messageId, String parkedAt, int bodyBytes) {
    static ParkedMessage of(BasicProperties properties, byte[] body) {
        Map<String, Object> headers = properties.getHeaders();
        String messageId = Optional.ofNullable(properties.getMessageId()).orElse("");
        Optional<String> routingKey = Headers.text(headers, Headers.ROUTING_KEY);
        Optional<String> parkedAt = Headers.text(headers, Headers.PARKED_AT);
        if (parkedAt.isPresent())
            return new ParkedMessage(
                    Headers.text(headers, Headers.PARKED_ID).orElse(""),
                    Headers.text(headers, Headers.REASON).orElse(""),
                    Headers.text(headers, Headers.DETAIL).orElse(""),
                    routingKey.orElse(""),
                    messageId,
                    parkedAt.get(),
                    body.length);
        Map<?, ?> death = lastDeath(headers);
        String key = routingKey.orElseGet(() -> firstRoutingKey(death));
        return new ParkedMessage(
                Republication.parkedId(key, messageId, body).toString(),
                String.valueOf(death.get("reason")).toUpperCase(Locale.ROOT),
                "parked by the broker",
                key,
                messageId,
                "",
                body.length);
    }

    /** What the broker noted when it moved the message by itself. */
    private static Map<?, ?> lastDeath(@Nullable Map<String, Object> headers) {
        return headers != null
                        && headers.get("x-death") instanceof List<?> deaths
                        && !deaths.isEmpty()
                        && deaths.get(0) instanceof Map<?, ?> death
                ? death
                : Map.of();
    }

    private static String firstRoutingKey(Map<?, ?> death) {
        return death.get("routing-keys") instanceof List<?> keys && !keys.isEmpty() ? String.valueOf(keys.get(0)) : "";
    }
}
