package io.inventory.jdbi.sql.verification;

import io.inventory.LedgerFinding;
import io.inventory.VerifiedPart;
import io.inventory.VerifyLedger;
import io.inventory.VerifyLedger.Position;
import io.inventory.jdbi.sql.Dialect;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Verifies part by part, each in a snapshot of its own. Thread-safe. */
public final class Verification {
    private static final List<VerifyLedger.Stage> ALL = List.of(VerifyLedger.Stage.values());

    private final Dialect dialect;
    private final boolean ledgerAlone;

    private Verification(Dialect dialect, boolean ledgerAlone) {
        this.dialect = dialect;
        this.ledgerAlone = ledgerAlone;
    }

    /** Of all that is stored. */
    public static Verification ofAll(Dialect dialect) {
        return new Verification(dialect, false);
    }

    /** Of ledger and stocks, without what they were made for. */
    public static Verification ofLedgerAlone(Dialect dialect) {
        return new Verification(dialect, true);
    }

    /** The next part. */
    public VerifiedPart next(Handle handle, VerifyLedger verify) {
        Position position = verify.position();
        Stage.Checked checked = dialect.inSnapshot(
                handle, snapshot -> stage(position.stage(), snapshot).next(position, verify.entriesMax()));
        List<LedgerFinding> findings = checked.findings();
        return verify.part(
                findings,
                checked.rows(),
                checked.last() == null ? following(position.stage()) : Optional.of(checked.last()));
    }

    private Stage stage(VerifyLedger.Stage stage, Handle handle) {
        OrderRows orders = new OrderRows(dialect, handle);
        return switch (stage) {
            case ENTRIES -> new EntryStage(dialect, handle, ledgerAlone ? null : orders);
            case STOCKS -> new StockStage(dialect, handle);
            case ORDERS -> new OrderStage(dialect, handle, orders);
            case REQUESTS -> new RequestStage(dialect, handle);
            case RESERVATIONS -> new ReservationStage(handle, orders);
            case CHECKPOINTS -> new CheckpointStage(handle);
        };
    }

    private Optional<Position> following(VerifyLedger.Stage stage) {
        VerifyLedger.Stage last = ledgerAlone ? VerifyLedger.Stage.STOCKS : VerifyLedger.Stage.CHECKPOINTS;
        return stage == last ? Optional.empty() : Optional.of(Position.begin(ALL.get(ALL.indexOf(stage) + 1)));
    }
}
