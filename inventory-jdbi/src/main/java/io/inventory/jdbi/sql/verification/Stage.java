package io.inventory.jdbi.sql.verification;

import io.inventory.LedgerFinding;
import io.inventory.VerifyLedger.Position;
import io.inventory.VerifyLedger.Position.RowKey;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A stage of a verification, within one snapshot. */
interface Stage {
    /**
     * Verifies what follows a row.
     *
     * @param max how many rows at most, about
     */
    Checked next(Position after, int max);

    /**
     * Up to which of the rows that have the same id the parts go: what was known already, if the last row is still of that id, or
     * what is last now.
     *
     * @param found the key of what is last now, if anything is
     */
    static RowKey last(Position after, String id, Supplier<Optional<RowKey>> found) {
        return id.equals(after.first()) && !after.last().equals(RowKey.NONE)
                ? after.last()
                : found.get().orElse(RowKey.NONE);
    }

    /**
     * What was verified.
     *
     * @param rows how many rows were read
     * @param last the last of them; null if there are no more
     */
    record Checked(
            List<LedgerFinding> findings,
            long rows,
            @Nullable Position last) {}
}
