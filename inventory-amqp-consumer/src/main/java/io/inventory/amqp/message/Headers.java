package io.inventory.amqp.message;

import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The headers of messages that the consumer puts back into a queue of its own: to be tried again, or parked. */
public final class Headers {
    /** What all of them begin with; a message from outside may not have any. */
    public static final String OWN_PREFIX = "x-inventory-";
    /** With which routing key the message first came. */
    public static final String ROUTING_KEY = "x-inventory-routing-key";
    /** How often it was put back to be tried again; absent on a parked message that was never. */
    public static final String ATTEMPT = "x-inventory-attempt";
    /** Why it was put back. */
    public static final String REASON = "x-inventory-reason";
    /** The reason in words. */
    public static final String DETAIL = "x-inventory-detail";
    /** The parked message's id: the same for the same message. */
    public static final String PARKED_ID = "x-inventory-parked-id";
    /** When it was parked, in ISO 8601. */
    public static final String PARKED_AT = "x-inventory-parked-at";

    /** The version of the event, set by its sender; absent means 1. */
    public static final String EVENT_VERSION = "event_version";

    private Headers() {}

    /** A header of text; empty if there is none, or one of another type. AMQP's long strings are not Java's. */
    public static Optional<String> text(@Nullable Map<String, Object> headers, String name) {
        Object value = headers == null ? null : headers.get(name);
        return value instanceof String || value instanceof com.rabbitmq.client.LongString
                ? Optional.of(value.toString())
                : Optional.empty();
    }

    /** A header that is a whole number; empty if there is none, or one of another type. */
    public static Optional<Long> number(@Nullable Map<String, Object> headers, String name) {
        Object value = headers == null ? null : headers.get(name);
        return value instanceof Integer || value instanceof Long || value instanceof Short || value instanceof Byte
                ? Optional.of(((Number) value).longValue())
                : Optional.empty();
    }
}
