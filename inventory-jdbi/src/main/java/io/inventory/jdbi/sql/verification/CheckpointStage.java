package io.inventory.jdbi.sql.verification;

import io.inventory.LedgerFinding;
import io.inventory.VerifyLedger;
import io.inventory.VerifyLedger.Position;
import io.inventory.VerifyLedger.Position.RowKey;
import io.inventory.jdbi.sql.Checkpoints;
import io.inventory.jdbi.sql.verification.VerificationTable.CheckpointKey;
import java.util.ArrayList;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** Each checkpoint is what the one before and the entries since add up to. */
final class CheckpointStage implements Stage {
    private final Handle handle;
    private final VerificationTable table;

    CheckpointStage(Handle handle) {
        this.handle = handle;
        this.table = handle.attach(VerificationTable.class);
    }

    @Override
    public Checked next(Position after, int max) {
        int keysMax = Math.max(1, max / Checkpoints.INTERVAL);
        List<CheckpointKey> keys = Stage.rows(
                keysMax,
                limit -> table.checkpointsOf(
                        after.first(), after.second().version(), after.last().version(), limit),
                limit -> table.checkpointsAfter(after.first(), limit));
        List<LedgerFinding> findings = new ArrayList<>();
        for (CheckpointKey key : keys)
            Checkpoints.check(handle, key.sku(), key.version()).ifPresent(findings::add);
        CheckpointKey last = keys.isEmpty() ? null : keys.get(keys.size() - 1);
        return new Checked(
                findings,
                (long) keys.size() * Checkpoints.INTERVAL,
                last == null || keys.size() < keysMax
                        ? null
                        : new Position(
                                VerifyLedger.Stage.CHECKPOINTS,
                                last.sku(),
                                RowKey.of(last.version()),
                                last(after, last.sku())));
    }

    private RowKey last(Position after, String sku) {
        return Stage.last(
                after, sku, () -> table.lastCheckpoint(sku).stream().findFirst().map(RowKey::of));
    }
}
