package io.inventory;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

/**
 * Derives ids from names, as UUIDs of version 5 (RFC 9562: SHA-1 of a namespace and a name), so that an event that is
 * published again has the same id.
 */
public final class NamedId {
    /** The namespace of the inventory's names; a random UUID, fixed for ever. */
    public static final UUID NAMESPACE = UUID.fromString("bfbf17dc-5dd8-4ed6-9288-407fe2a2e636");

    private NamedId() {}

    /** The id of a name in parts, which are separated by a line feed: no id of the inventory can have one. */
    public static UUID of(String... name) {
        return ofBytes(String.join("\n", name).getBytes(StandardCharsets.UTF_8));
    }

    /** The id of a name that is the bytes of all parts. */
    public static UUID ofBytes(byte[]... name) {
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
