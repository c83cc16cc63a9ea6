package io.inventory.jdbi.metrics;

import io.inventory.ConfirmOutcome.Confirmed;
import io.inventory.DeductOutcome.Deducted;
import io.inventory.ErrorReason;
import io.inventory.ExpireOutcome.Expired;
import io.inventory.ExpireOutcome.NotOverdue;
import io.inventory.InventoryException;
import io.inventory.Rejected;
import io.inventory.RejectionReason;
import io.inventory.ReserveOutcome.Reserved;
import io.inventory.RollbackOutcome.NothingToRollBack;
import io.inventory.RollbackOutcome.RolledBack;
import io.inventory.StockChanged;
import io.inventory.decision.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What became of a request, as two tags: the outcome, and the reason where there is one. There are as many as {@link #ALL}
 * has, by whose index they are counted, so that to count one takes neither text nor an object.
 */
@SuppressWarnings("EnumOrdinal") // of places in memory, which nothing outlives
record Result(String outcome, String reason) {
    private static final String NONE = "none";
    private static final int DONE = 0;
    private static final int REPLAYED = 1;
    private static final int TOMBSTONE = 2;
    private static final int UNCHANGED = 3;
    /** The index of what its caller gave up before it was begun. */
    static final int GIVEN_UP = 4;

    private static final int REJECTED = 5;
    private static final int REJECTED_BEFORE = REJECTED + RejectionReason.values().length;
    private static final int FAILED = REJECTED_BEFORE + RejectionReason.values().length;

    private static final Set<ErrorReason> PASSING =
            Set.of(ErrorReason.UNAVAILABLE, ErrorReason.OVERLOADED, ErrorReason.READ_ONLY);

    /** Every one that there is. */
    static final List<Result> ALL = all();

    /** The indices of those that every kind may have, and that somebody waits for. */
    static final List<Integer> OF_ALL_KINDS = List.of(DONE, FAILED + ErrorReason.INTERNAL.ordinal());

    private static List<Result> all() {
        List<Result> all = new ArrayList<>();
        for (String outcome : List.of("done", "replayed", "tombstone", "unchanged", "given_up"))
            all.add(new Result(outcome, NONE));
        for (RejectionReason reason : RejectionReason.values()) all.add(new Result("rejected", reason.name()));
        for (RejectionReason reason : RejectionReason.values()) all.add(new Result("replayed", reason.name()));
        for (ErrorReason reason : ErrorReason.values()) all.add(new Result(outcome(reason), reason.name()));
        return List.copyOf(all);
    }

    private static String outcome(ErrorReason reason) {
        if (reason == ErrorReason.INTERNAL) return "failed";
        return PASSING.contains(reason) ? "unavailable" : "refused";
    }

    /** The index of a verdict's result. */
    static int index(Verdict<?> verdict) {
        return verdict instanceof Verdict.Outcome<?> outcome
                ? indexOfOutcome(outcome.outcome())
                : index(((Verdict.Refusal<?>) verdict).exception());
    }

    /** The index of a failure. */
    static int index(InventoryException failure) {
        return FAILED + failure.reason().ordinal();
    }

    private static int indexOfOutcome(Object outcome) {
        if (outcome instanceof Deducted deducted) return changed(deducted.replayed());
        if (outcome instanceof Rejected rejected)
            return (rejected.replayed() ? REJECTED_BEFORE : REJECTED)
                    + rejected.rejection().reason().ordinal();
        if (outcome instanceof Reserved reserved) return changed(reserved.replayed());
        if (outcome instanceof Confirmed confirmed) return changed(confirmed.replayed());
        if (outcome instanceof RolledBack rolledBack) return changed(rolledBack.replayed());
        if (outcome instanceof NothingToRollBack nothing) return nothing.replayed() ? REPLAYED : TOMBSTONE;
        if (outcome instanceof Expired expired) return changed(expired.replayed());
        if (outcome instanceof NotOverdue) return UNCHANGED;
        if (outcome instanceof StockChanged stock) return changed(stock.replayed());
        return DONE;
    }

    private static int changed(boolean replayed) {
        return replayed ? REPLAYED : DONE;
    }
}
