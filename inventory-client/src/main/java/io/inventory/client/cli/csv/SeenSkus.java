package io.inventory.client.cli.csv;

import io.inventory.Sku;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * The SKUs of a file with the lines on which they are. Of each it keeps half of its SHA-256 in place of the name: some 50 bytes, whatever
 * the name's length, so that millions fit into a small heap, and two names that are one to it are out of reach. Not thread-safe.
 */
final class SeenSkus {
    private static final int WORDS = 3;
    private static final int SLOTS_FIRST = 1 << 10;

    private final MessageDigest sha256 = CsvLines.sha256();

    /** A slot is two words of the hash and the line; 0 where it is free. A power of two of them, half of which stay free. */
    private long[] slots = new long[SLOTS_FIRST * WORDS];

    private int count;

    /**
     * Adds a SKU.
     *
     * @param line where it is, from 1
     * @return the line where it was before, and stays; 0 if it is new
     */
    long add(Sku sku, long line) {
        ByteBuffer hash = hash(sku);
        long high = hash.getLong();
        long low = hash.getLong();
        int slot = slot(high, low);
        if (slots[slot + 2] != 0) return slots[slot + 2];
        put(slot, high, low, line);
        if (++count * 2 > slots.length / WORDS) grow();
        return 0;
    }

    boolean contains(Sku sku) {
        ByteBuffer hash = hash(sku);
        return slots[slot(hash.getLong(), hash.getLong()) + 2] != 0;
    }

    private ByteBuffer hash(Sku sku) {
        return ByteBuffer.wrap(sha256.digest(sku.value().getBytes(StandardCharsets.UTF_8)));
    }

    /** Where it is, or where it belongs. */
    private int slot(long high, long low) {
        int mask = slots.length / WORDS - 1;
        int place = (int) high & mask;
        while (true) {
            int slot = place * WORDS;
            if (slots[slot + 2] == 0 || (slots[slot] == high && slots[slot + 1] == low)) return slot;
            place = (place + 1) & mask;
        }
    }

    private void put(int slot, long high, long low, long line) {
        slots[slot] = high;
        slots[slot + 1] = low;
        slots[slot + 2] = line;
    }

    private void grow() {
        long[] before = slots;
        slots = new long[before.length * 2];
        for (int i = 0; i < before.length; i += WORDS)
            if (before[i + 2] != 0) put(slot(before[i], before[i + 1]), before[i], before[i + 1], before[i + 2]);
    }
}
