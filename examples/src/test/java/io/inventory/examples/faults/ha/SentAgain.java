package io.inventory.examples.faults.ha;

import io.inventory.AdjustStock;
import io.inventory.Command;
import io.inventory.Confirm;
import io.inventory.CreateStock;
import io.inventory.Deduct;
import io.inventory.DeductOutcome.Deducted;
import io.inventory.Inventory;
import io.inventory.InventoryException;
import io.inventory.OrderId;
import io.inventory.OrderLine;
import io.inventory.Rejected;
import io.inventory.RequestId;
import io.inventory.Reserve;
import io.inventory.Rollback;
import io.inventory.RollbackId;
import io.inventory.RollbackReason;
import io.inventory.SetStockPolicy;
import io.inventory.Sku;
import io.inventory.examples.faults.history.Operation;
import io.inventory.examples.faults.history.Units;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a shop does after its inventory was restored to the past: it sends all that its own records have, in their order. */
final class SentAgain {
    private final Inventory inventory;
    /** Of the first time that an order was sent again to be deducted. */
    private final Map<String, Answer> deducted = new HashMap<>();

    /** What became of an order that was sent again. */
    enum Answer {
        /** It is known, and its answer is the recorded one. */
        REPLAYED,
        /** It was not known, and takes its units now. */
        TAKEN_NOW,
        /** It was not known, and is refused now. */
        REFUSED_NOW
    }

    SentAgain(Inventory inventory) {
        this.inventory = inventory;
    }

    void send(List<Operation> operations) {
        operations.stream()
                .sorted(Comparator.comparingLong(Operation::startNanos))
                .forEach(this::send);
    }

    private void send(Operation operation) {
        try {
            Object outcome = inventory.execute(command(operation));
            if (operation.kind() == Operation.Kind.DEDUCT) deducted.putIfAbsent(operation.key(), answer(outcome));
        } catch (InventoryException e) {
            // as before: a payment of an order that is not known, a return of what was given back
            if (e.isRetryable()) throw e;
        }
    }

    private static Answer answer(Object outcome) {
        if (outcome instanceof Deducted taken) return taken.replayed() ? Answer.REPLAYED : Answer.TAKEN_NOW;
        return outcome instanceof Rejected refused && refused.replayed() ? Answer.REPLAYED : Answer.REFUSED_NOW;
    }

    /** What became of the first message or call that asked for an order to be deducted. */
    Answer deducted(String order) {
        return Optional.ofNullable(deducted.get(order))
                .orElseThrow(() -> new IllegalArgumentException(order + " was not sent again"));
    }

    private static Command<?> command(Operation operation) {
        String key = operation.key();
        return switch (operation.kind()) {
            case OPEN -> {
                Units units = operation.units().get(0);
                yield new CreateStock(new Sku(units.sku()), units.quantity(), new RequestId(key));
            }
            case ADJUST -> {
                Units units = operation.units().get(0);
                yield new AdjustStock(new Sku(units.sku()), units.quantity(), "restocked", new RequestId(key));
            }
            case POLICY -> {
                Units units = operation.units().get(0);
                yield new SetStockPolicy(
                        new Sku(units.sku()), units.quantity(), Long.parseLong(operation.part()), new RequestId(key));
            }
            case DEDUCT -> new Deduct(new OrderId(key), lines(operation));
            case RESERVE -> new Reserve(new OrderId(key), lines(operation), Duration.parse(operation.part()));
            case CONFIRM -> new Confirm(new OrderId(key));
            case ROLLBACK -> new Rollback(new OrderId(key));
            case RETURN ->
                new Rollback(
                        new OrderId(key),
                        lines(operation),
                        Optional.of(new RollbackId(operation.part())),
                        RollbackReason.CANCELED);
        };
    }

    private static List<OrderLine> lines(Operation operation) {
        return operation.units().stream()
                .map(units -> new OrderLine(new Sku(units.sku()), units.quantity()))
                .toList();
    }
}
