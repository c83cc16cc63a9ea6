package io.inventory.jdbi.sql.verification;

import io.inventory.LedgerFinding;
import io.inventory.VerifyLedger;
import io.inventory.VerifyLedger.Position;
import io.inventory.VerifyLedger.Position.RowKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Verifies the rows of a table whose key is a SKU and something else. */
abstract class SkuStage<T> implements Stage {
    final VerificationTable table;
    final List<LedgerFinding> findings = new ArrayList<>();
    private final VerifyLedger.Stage stage;
    private final int weight;

    /** @param weight how many ledger entries are read for a row */
    SkuStage(VerifyLedger.Stage stage, VerificationTable table, int weight) {
        this.stage = stage;
        this.table = table;
        this.weight = weight;
    }

    @Override
    public final Checked next(Position after, int max) {
        int rowsMax = Math.max(1, max / weight);
        List<T> rows = new ArrayList<>(rowsOf(after, rowsMax));
        if (rows.size() < rowsMax) rows.addAll(rowsAfter(after.first(), rowsMax - rows.size()));
        check(after, rows);
        return new Checked(findings, (long) rows.size() * weight, rows.size() < rowsMax ? null : end(after, rows));
    }

    private @Nullable Position end(Position after, List<T> rows) {
        T last = rows.get(rows.size() - 1);
        String sku = sku(last);
        return new Position(stage, sku, key(last), Stage.last(after, sku, () -> lastOf(sku)));
    }

    /** The rows of the SKU that a position is at: after it, and up to the last that the verification goes to. */
    abstract List<T> rowsOf(Position after, int limit);

    /** The rows of all SKUs after one. */
    abstract List<T> rowsAfter(String sku, int limit);

    /** The key of the last row that a SKU has now, if it has one. */
    abstract Optional<RowKey> lastOf(String sku);

    abstract String sku(T row);

    /** What the key of a row is beside the SKU. */
    abstract RowKey key(T row);

    /** Adds what is wrong with rows that follow each other. */
    abstract void check(Position after, List<T> rows);
}
