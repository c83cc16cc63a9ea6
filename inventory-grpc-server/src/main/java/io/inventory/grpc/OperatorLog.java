package io.inventory.grpc;

import io.inventory.Actor;
import io.inventory.Command;
import io.inventory.ErrorReason;
import io.inventory.ExpireOutcome.Expired;
import io.inventory.ExpireOutcome.NotOverdue;
import io.inventory.ImportId;
import io.inventory.InventoryException;
import io.inventory.OrderCommand;
import io.inventory.StockChanged;
import io.inventory.StockCommand;
import io.inventory.StockCounted;
import io.inventory.v1.ImportResult;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A line for each command of an operator, with who gave it and what came of it. None is left out, however many there are:
 * whoever may give such commands is to be seen at it. Thread-safe.
 */
final class OperatorLog {
    private static final String NOBODY = "-";

    private final Logger target;

    OperatorLog() {
        this(LoggerFactory.getLogger(OperatorLog.class));
    }

    OperatorLog(Logger target) {
        this.target = target;
    }

    void answered(Command<?> command, Actor actor, Object answer) {
        log(command, actor, outcome(answer));
    }

    /** Where that is UNAVAILABLE or GIVEN_UP, it may have been carried out all the same: the ledger says. */
    void failed(Command<?> command, Actor actor, Throwable failure) {
        Throwable cause = RequestHandler.cause(failure);
        if (cause instanceof InventoryException known) log(command, actor, known.reason());
        else log(command, actor, cause instanceof CancellationException ? "GIVEN_UP" : ErrorReason.INTERNAL);
    }

    /** One line for a chunk, whose items the ledger has under their request ids. */
    void imported(ImportId importId, List<ImportResult> results, Actor actor) {
        long refused = results.stream().filter(ImportResult::hasError).count();
        target.info(
                "import {}, items {} to {}, by {}: {} applied or replayed, {} refused",
                importId,
                results.get(0).getNumber(),
                results.get(results.size() - 1).getNumber(),
                actor.isNobody() ? NOBODY : actor,
                results.size() - refused,
                refused);
    }

    private void log(Command<?> command, Actor actor, Object outcome) {
        String kind = command.getClass().getSimpleName();
        Object by = actor.isNobody() ? NOBODY : actor;
        if (command instanceof StockCommand<?> stock)
            target.info("{} of SKU {}, request {}, by {}: {}", kind, stock.sku(), stock.requestId(), by, outcome);
        else target.info("{} of order {}, by {}: {}", kind, ((OrderCommand<?>) command).orderId(), by, outcome);
    }

    private static Object outcome(Object answer) {
        if (answer instanceof StockChanged changed) return outcome(changed.replayed());
        if (answer instanceof StockCounted counted) return outcome(counted.replayed());
        if (answer instanceof Expired expired) return outcome(expired.replayed());
        return answer instanceof NotOverdue ? "NOT_OVERDUE" : answer;
    }

    private static String outcome(boolean replayed) {
        return replayed ? "REPLAYED" : "APPLIED";
    }
}
