package io.inventory.decision;

import io.inventory.OrderLine;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * What is left of the lines of an order that was compacted: enough to tell a repetition from other content.
 *
 * @param lines that of the order's lines
 * @param rollbacks that of what each rollback gave back, in the order of the rollbacks
 */
public record ContentFingerprints(String lines, List<String> rollbacks) {
    /** 128 bits: whoever looks for other lines with the fingerprint of an order has 2^128 of them to try. */
    private static final int BYTES = 16;

    /** Copies the list. */
    public ContentFingerprints {
        rollbacks = List.copyOf(rollbacks);
    }

    static ContentFingerprints of(OrderRecord order) {
        return new ContentFingerprints(
                of(order.lines().stream().map(LineRecord::line).toList()),
                order.rollbacks().stream().map(rollback -> of(rollback.lines())).toList());
    }

    /**
     * The fingerprint of canonical lines: the beginning of the SHA-256 of each SKU's length, SKU and quantity, in the alphabet of
     * URLs. It is stored, so that it must stay what it is.
     */
    static String of(List<OrderLine> lines) {
        MessageDigest digest = sha256();
        for (OrderLine line : lines) {
            byte[] sku = line.sku().value().getBytes(StandardCharsets.UTF_8);
            digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(sku.length).flip());
            digest.update(sku);
            digest.update(
                    ByteBuffer.allocate(Long.BYTES).putLong(line.quantity()).flip());
        }
        return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(digest.digest(), BYTES));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    boolean isOfLines(List<OrderLine> asked) {
        return lines.equals(of(asked));
    }

    /** Whether the rollback of that sequence number gave these lines back. */
    boolean isOfRollback(int sequence, List<OrderLine> asked) {
        return rollbacks.get(sequence - 1).equals(of(asked));
    }
}
