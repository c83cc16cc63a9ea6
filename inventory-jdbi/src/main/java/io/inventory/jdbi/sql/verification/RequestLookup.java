package io.inventory.jdbi.sql.verification;

import io.inventory.jdbi.sql.Dialect;
import io.inventory.jdbi.sql.verification.VerificationTable.RequestRow;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/** Operators' requests by their keys: many in a statement where the database takes arrays. */
final class RequestLookup {
    private static final int AT_ONCE = 2_000;

    private final VerificationTable table;
    private final boolean arrays;

    RequestLookup(Dialect dialect, Handle handle) {
        this.table = handle.attach(VerificationTable.class);
        this.arrays = dialect.takesArrays();
    }

    /** A request, by its SKU and id as they are stored. */
    record Key(String sku, String request) {}

    /** The versions that those have recorded which are there. */
    Map<Key, Long> versions(List<Key> keys) {
        Map<Key, Long> found = new HashMap<>();
        for (int i = 0; i < keys.size(); i += AT_ONCE)
            for (RequestRow request : some(keys.subList(i, Math.min(keys.size(), i + AT_ONCE))))
                found.put(new Key(request.sku(), request.requestId()), request.version());
        return found;
    }

    private List<RequestRow> some(List<Key> keys) {
        return arrays
                ? table.requests(
                        keys.stream().map(Key::sku).toArray(String[]::new),
                        keys.stream().map(Key::request).toArray(String[]::new))
                : keys.stream()
                        .flatMap(key -> table.request(key.sku(), key.request()).stream())
                        .toList();
    }
}
