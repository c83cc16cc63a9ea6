package io.inventory.amqp.message;

import io.inventory.OrderId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

/**
 * Derives ids from names, as UUIDs of version 5 (RFC 9562: SHA-1 of a namespace and a name), so that an event that is
 * published again has the same id.
 */
final class EventIds {
    /** The namespace of the inventory's names; a random UUID, fixed for ever. */
    static final UUID NAMESPACE = UUID.fromString("bfbf17dc-5dd8-4ed6-9288-407fe2a2e636");

    private EventIds() {}

    /** The answer to an order's creation: there is one, whichever it is. */
    static UUID created(OrderId orderId) {
        return transition(orderId, "created", "");
    }

    /** The answer to an order's payment: there is one, whichever it is. */
    static UUID paid(OrderId orderId) {
        return transition(orderId, "paid", "");
    }

    /** A rollback, by its {@code rollback_id}. */
    static UUID rolledBack(OrderId orderId, String rollbackId) {
        return transition(orderId, "rolled_back", "id:" + rollbackId);
    }

    /** A rollback without an id, by its number within the order; 0 for the expiry. */
    static UUID rolledBack(OrderId orderId, int sequence) {
        return transition(orderId, "rolled_back", "#" + sequence);
    }

    /** A rollback that found nothing to give back. */
    static UUID nothingRolledBack(OrderId orderId) {
        return transition(orderId, "rolled_back", "nothing");
    }

    /** Parts are separated by a line feed, which no id of the inventory can have. */
    private static UUID transition(OrderId orderId, String transition, String which) {
        return ofName((orderId + "\n" + transition + "\n" + which).getBytes(StandardCharsets.UTF_8));
    }

    static UUID ofName(byte[]... name) {
        try {
            MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
            sha1.update(ByteBuffer.allocate(2 * Long.BYTES)
                    .putLong(NAMESPACE.getMostSignificantBits())
                    .putLong(NAMESPACE.getLeastSignificantBits())
                    .flip());
            for (byte[] part : name) sha1.update(part);
            ByteBuffer hash = ByteBuffer.wrap(sha1.digest());
            long high = (hash.getLong() & ~0xF000L) | 0x5000L;
            long low = (hash.getLong() & ~0xC000_0000_0000_0000L) | 0x8000_0000_0000_0000L;
            return new UUID(high, low);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-1", e);
        }
    }
}
