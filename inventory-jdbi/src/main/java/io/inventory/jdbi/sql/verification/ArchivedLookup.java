package io.inventory.jdbi.sql.verification;

import io.inventory.jdbi.sql.ListedKeys;
import io.inventory.jdbi.sql.verification.VerificationTable.ArchivedRow;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/** Up to where ledgers were archived, many in a statement. What they left there is as it is stored, and proves itself elsewhere. */
final class ArchivedLookup {
    private static final int AT_ONCE = 2_000;

    private final VerificationTable table;

    ArchivedLookup(Handle handle) {
        this.table = handle.attach(VerificationTable.class);
    }

    /** Of those that were archived, the checkpoint that stands for the entries that are not kept any more, by SKU. */
    Map<String, ArchivedRow> find(Collection<String> skus) {
        Map<String, ArchivedRow> found = new HashMap<>();
        List<String> all = List.copyOf(skus);
        for (int i = 0; i < all.size(); i += AT_ONCE)
            for (ArchivedRow row : table.archived(ListedKeys.of(all.subList(i, Math.min(all.size(), i + AT_ONCE)))))
                found.merge(row.sku(), row, (a, b) -> a.version() < b.version() ? b : a);
        return found;
    }

    /** The same as versions; of SKUs that entries are missing of. */
    Map<String, Long> versions(Collection<EntryKey> missing) {
        Map<String, Long> versions = new HashMap<>();
        find(missing.stream().map(EntryKey::sku).distinct().toList())
                .forEach((sku, archived) -> versions.put(sku, archived.version()));
        return versions;
    }
}
