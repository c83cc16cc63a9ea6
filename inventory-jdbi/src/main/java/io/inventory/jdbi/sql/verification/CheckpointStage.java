package io.inventory.jdbi.sql.verification;

import io.inventory.VerifyLedger;
import io.inventory.VerifyLedger.Position;
import io.inventory.VerifyLedger.Position.RowKey;
import io.inventory.jdbi.sql.Checkpoints;
import io.inventory.jdbi.sql.verification.VerificationTable.CheckpointKey;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Each checkpoint is what the one before and the entries since add up to. */
final class CheckpointStage extends SkuStage<CheckpointKey> {
    /** Of these a part mostly has a few, for each of which the entries of an interval are read. */
    private static final int AT_ONCE = 200;

    private final Handle handle;

    CheckpointStage(Handle handle) {
        super(VerifyLedger.Stage.CHECKPOINTS, handle.attach(VerificationTable.class));
        this.handle = handle;
    }

    @Override
    List<CheckpointKey> rowsOf(Position after, int limit) {
        return table.checkpointsOf(
                after.first(), after.second().version(), after.last().version(), limit);
    }

    @Override
    List<CheckpointKey> rowsAfter(String sku, int limit) {
        return table.checkpointsAfter(sku, limit);
    }

    @Override
    Optional<RowKey> lastOf(String sku) {
        return table.lastCheckpoint(sku).stream().findFirst().map(RowKey::of);
    }

    @Override
    String sku(CheckpointKey checkpoint) {
        return checkpoint.sku();
    }

    @Override
    RowKey key(CheckpointKey checkpoint) {
        return RowKey.of(checkpoint.version());
    }

    /** Of what was archived no entry is there to be read. */
    @Override
    int weight(CheckpointKey checkpoint) {
        return checkpoint.isArchived() ? 1 : Checkpoints.INTERVAL;
    }

    @Override
    int atOnce() {
        return AT_ONCE;
    }

    @Override
    void check(Position after, List<CheckpointKey> checkpoints) {
        for (CheckpointKey checkpoint : checkpoints)
            Checkpoints.check(handle, checkpoint.sku(), checkpoint.version()).ifPresent(findings::add);
    }
}
