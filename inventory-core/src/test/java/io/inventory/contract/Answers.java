package io.inventory.contract;

import io.inventory.ConfirmOutcome.Confirmed;
import io.inventory.DeductOutcome.Deducted;
import io.inventory.ExpireOutcome.Expired;
import io.inventory.ExpireOutcome.NotOverdue;
import io.inventory.ExtendOutcome.Extended;
import io.inventory.InventoryException;
import io.inventory.LineBalance;
import io.inventory.OrderLine;
import io.inventory.Rejected;
import io.inventory.Rejection;
import io.inventory.ReserveOutcome.Reserved;
import io.inventory.RollbackOutcome.NothingToRollBack;
import io.inventory.RollbackOutcome.RolledBack;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;

/** Writes answers in the words of {@code semantics.csv}. */
final class Answers {
    private static final String REPLAYED = " replayed";
    private final Names names;

    Answers(Names names) {
        this.names = names;
    }

    /** What came of a request: its outcome, or its error. */
    String of(Callable<?> request) {
        try {
            return describe(request.call());
        } catch (InventoryException e) {
            return "error " + e.reason();
        } catch (Exception e) {
            throw new AssertionError("the inventory broke its interface", e);
        }
    }

    static boolean isReplayed(String answer) {
        return answer.endsWith(REPLAYED);
    }

    static String withoutReplayed(String answer) {
        return isReplayed(answer) ? answer.substring(0, answer.length() - REPLAYED.length()) : answer;
    }

    private String describe(Object outcome) {
        if (outcome instanceof Deducted deducted) return "Deducted" + replayed(deducted.replayed());
        if (outcome instanceof Reserved reserved) return "Reserved" + replayed(reserved.replayed());
        if (outcome instanceof Confirmed confirmed) return "Confirmed" + replayed(confirmed.replayed());
        if (outcome instanceof Extended) return "Extended";
        if (outcome instanceof Expired expired) return "Expired" + replayed(expired.replayed());
        if (outcome instanceof NotOverdue not) return "NotOverdue(" + not.status() + ")";
        if (outcome instanceof Rejected rejected)
            return "Rejected " + describe(rejected.rejection()) + replayed(rejected.replayed());
        if (outcome instanceof NothingToRollBack nothing) return "NothingToRollBack" + replayed(nothing.replayed());
        if (outcome instanceof RolledBack rolledBack) return describe(rolledBack);
        throw new AssertionError("no outcome of an order's command: " + outcome);
    }

    private String describe(Rejection rejection) {
        if (rejection instanceof Rejection.UnknownSku unknown)
            return unknown.skus().stream().map(names::label).collect(Collectors.joining(" ", "UNKNOWN_SKU(", ")"));
        if (rejection instanceof Rejection.InsufficientStock insufficient)
            return insufficient.shortages().stream()
                    .map(shortage -> names.label(shortage.sku()) + shortage.requested() + "/" + shortage.available())
                    .collect(Collectors.joining(" ", "INSUFFICIENT_STOCK(", ")"));
        if (rejection instanceof Rejection.OrderClosed closed) return "ORDER_CLOSED(" + closed.status() + ")";
        if (rejection instanceof Rejection.NotReserved not) return "NOT_RESERVED(" + not.status() + ")";
        return rejection.reason().toString();
    }

    /** For example {@code RolledBack#2 DEDUCTED A4-3 B2-0 gave A2 id=r1}: of 4 A, 3 are back; this rollback gave 2. */
    private String describe(RolledBack rolledBack) {
        return "RolledBack#" + rolledBack.sequence() + " " + rolledBack.status() + " "
                + rolledBack.lines().stream().map(this::describe).collect(Collectors.joining(" "))
                + " gave " + describe(rolledBack.givenBack())
                + rolledBack.rollbackId().map(id -> " id=" + id).orElse("")
                + replayed(rolledBack.replayed());
    }

    private String describe(LineBalance line) {
        return names.label(line.sku()) + line.taken() + "-" + line.returned();
    }

    private String describe(List<OrderLine> lines) {
        return lines.stream()
                .map(line -> names.label(line.sku()) + line.quantity())
                .collect(Collectors.joining(" "));
    }

    private static String replayed(boolean replayed) {
        return replayed ? REPLAYED : "";
    }
}
