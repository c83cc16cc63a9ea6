package io.inventory.client.wire;

import com.google.protobuf.ProtocolMessageEnum;
import com.google.protobuf.Timestamp;
import io.inventory.OrderId;
import io.inventory.Sku;
import java.time.Instant;
import java.util.Locale;

/** Single values of a server's answer. What cannot be understood throws, and the call fails as a whole. */
final class Values {
    private static final ClassValue<String> PREFIX = new ClassValue<>() {
        @Override
        protected String computeValue(Class<?> type) {
            return type.getSimpleName().replaceAll("(?<=[a-z])(?=[A-Z])", "_").toUpperCase(Locale.ROOT) + "_";
        }
    };

    private Values() {}

    static Sku sku(String value) {
        return new Sku(value);
    }

    static OrderId orderId(String value) {
        return new OrderId(value);
    }

    static Instant instant(Timestamp timestamp) {
        return Instant.ofEpochSecond(timestamp.getSeconds(), timestamp.getNanos());
    }

    static Timestamp timestamp(Instant instant) {
        return Timestamp.newBuilder()
                .setSeconds(instant.getEpochSecond())
                .setNanos(instant.getNano())
                .build();
    }

    /**
     * The constant of the same name as a proto constant, which has the enum's name in front: {@code ORDER_STATUS_EXPIRED} is
     * {@code OrderStatus.EXPIRED}.
     *
     * @throws IllegalArgumentException for the unspecified value, and for one that this client does not know yet
     */
    static <E extends Enum<E>> E name(Class<E> type, ProtocolMessageEnum value) {
        return name(type, PREFIX.get(type), value);
    }

    /** The same where the proto's enum has another name. */
    static <E extends Enum<E>> E name(Class<E> type, String prefix, ProtocolMessageEnum value) {
        String name = value.toString();
        if (!name.startsWith(prefix))
            throw new IllegalArgumentException("unknown " + type.getSimpleName() + " " + name);
        return Enum.valueOf(type, name.substring(prefix.length()));
    }

    /** Of a server that does not know a field of the request yet, and so has answered another question. */
    static IllegalArgumentException ignored(String field) {
        return new IllegalArgumentException(
                "it is not about the " + field + " that was asked for; the server is older than this client");
    }

    static IllegalArgumentException incomplete(String field) {
        return new IllegalArgumentException("the answer has no " + field);
    }
}
