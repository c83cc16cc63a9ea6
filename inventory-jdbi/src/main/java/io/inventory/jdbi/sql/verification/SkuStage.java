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

    SkuStage(VerifyLedger.Stage stage, VerificationTable table) {
        this.stage = stage;
        this.table = table;
    }

    @Override
    public final Checked next(Position after, int max) {
        int limit = Math.min(max, atOnce());
        List<T> rows = new ArrayList<>(rowsOf(after, limit));
        if (rows.size() < limit) rows.addAll(rowsAfter(after.first(), limit - rows.size()));
        List<T> some = bounded(rows, max);
        check(after, some);
        boolean isLast = some.size() == rows.size() && rows.size() < limit;
        return new Checked(findings, some.stream().mapToLong(this::weight).sum(), isLast ? null : end(after, some));
    }

    /** As many as weigh no more than {@code max}; at least one. */
    private List<T> bounded(List<T> rows, int max) {
        long weight = 0;
        for (int i = 0; i < rows.size(); i++) {
            weight += weight(rows.get(i));
            if (i > 0 && weight > max) return rows.subList(0, i);
        }
        return rows;
    }

    /** How many rows are read for one, with itself. */
    int weight(T row) {
        return 1;
    }

    /** How many are read at once, at most. */
    int atOnce() {
        return Integer.MAX_VALUE;
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
