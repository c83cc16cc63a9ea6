package io.inventory.jdbi.sql.verification;

import io.inventory.jdbi.sql.Dialect;
import io.inventory.jdbi.sql.verification.VerificationTable.EntryRow;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/**
 * Ledger entries by their keys: many in a statement where the database takes arrays. No join does that: a plan that is made for any
 * page may merge the whole ledger into it.
 */
final class EntryLookup {
    private static final int AT_ONCE = 2_000;

    private final VerificationTable table;
    private final boolean arrays;

    EntryLookup(Dialect dialect, Handle handle) {
        this.table = handle.attach(VerificationTable.class);
        this.arrays = dialect.takesArrays();
    }

    /** Those that are there. */
    Map<EntryKey, EntryRow> find(Collection<EntryKey> keys) {
        Map<EntryKey, EntryRow> found = new HashMap<>();
        List<EntryKey> all = List.copyOf(keys);
        for (int i = 0; i < all.size(); i += AT_ONCE)
            for (EntryRow entry : some(all.subList(i, Math.min(all.size(), i + AT_ONCE))))
                found.put(new EntryKey(entry.sku(), entry.version()), entry);
        return found;
    }

    private List<EntryRow> some(List<EntryKey> keys) {
        return arrays
                ? table.entries(
                        keys.stream().map(EntryKey::sku).toArray(String[]::new),
                        keys.stream().map(EntryKey::version).toArray(Long[]::new))
                : keys.stream()
                        .flatMap(key -> table.entry(key.sku(), key.version()).stream())
                        .toList();
    }
}
