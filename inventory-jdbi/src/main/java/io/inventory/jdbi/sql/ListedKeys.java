package io.inventory.jdbi.sql;

import java.util.ArrayList;
import java.util.List;

/**
 * Keys that a statement names one by one, {@code in (...)}. JDBI keeps the last thousand texts that it has parsed: with one for each
 * number of keys that would be hundreds of megabytes of names, so that statements have few numbers of keys.
 */
public final class ListedKeys {
    private ListedKeys() {}

    /** The keys, the last of them as often as it takes to be 1, 2, 4, 8 … : what is named twice is found once. */
    public static List<String> of(List<String> keys) {
        int last = keys.size() - 1;
        if (last < 0) return keys;
        int size = last == 0 ? 1 : Integer.highestOneBit(last) << 1;
        List<String> listed = new ArrayList<>(size);
        listed.addAll(keys);
        while (listed.size() < size) listed.add(keys.get(last));
        return listed;
    }
}
