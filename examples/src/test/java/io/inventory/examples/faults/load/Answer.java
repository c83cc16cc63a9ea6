package io.inventory.examples.faults.load;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.inventory.ConfirmOutcome.Confirmed;
import io.inventory.DeductOutcome.Deducted;
import io.inventory.ErrorReason;
import io.inventory.InventoryException;
import io.inventory.OrderLine;
import io.inventory.Rejected;
import io.inventory.Rejection;
import io.inventory.ReserveOutcome.Reserved;
import io.inventory.RollbackOutcome.NothingToRollBack;
import io.inventory.RollbackOutcome.RolledBack;
import io.inventory.Shortage;
import io.inventory.StockChanged;
import io.inventory.examples.faults.history.Operation.Result;
import io.inventory.examples.faults.history.Units;
import java.util.List;
import java.util.stream.Collectors;

/**
 * An answer in the form of the history, the same whether it came from a call or as an event.
 *
 * @param result what became of what was asked
 * @param text the answer, without whether it was given before
 */
record Answer(Result result, String text) {
    private static final String NOTHING = "NOTHING";

    /** Of the outcome of a call. */
    static Answer of(Object outcome) {
        if (outcome instanceof Deducted) return new Answer(Result.OK, "DEDUCTED");
        if (outcome instanceof Reserved reserved) return new Answer(Result.OK, "RESERVED " + reserved.expiresAt());
        if (outcome instanceof Confirmed) return new Answer(Result.OK, "CONFIRMED");
        if (outcome instanceof RolledBack rolledBack) return rolledBack(rolledBack.givenBack());
        if (outcome instanceof NothingToRollBack) return new Answer(Result.REFUSED, NOTHING);
        if (outcome instanceof StockChanged changed)
            return new Answer(Result.OK, changed.available() + " " + changed.reserved() + " " + changed.version());
        if (outcome instanceof Rejected rejected) return new Answer(Result.REFUSED, text(rejected.rejection()));
        throw new IllegalArgumentException("no answer to a command: " + outcome);
    }

    /** What failed for a reason that may pass may have been carried out; so may what met a bug. */
    static Answer of(InventoryException failure) {
        boolean isKnown = !failure.isRetryable() && failure.reason() != ErrorReason.INTERNAL;
        return new Answer(
                isKnown ? Result.REFUSED : Result.UNKNOWN, failure.reason().name());
    }

    private static Answer rolledBack(List<OrderLine> lines) {
        return new Answer(
                Result.OK,
                lines.stream()
                        .map(line -> line.sku() + "*" + line.quantity())
                        .collect(Collectors.joining(",", "ROLLED_BACK ", "")));
    }

    private static String text(Rejection rejection) {
        if (rejection instanceof Rejection.InsufficientStock insufficient)
            return insufficient.shortages().stream()
                    .map(Answer::text)
                    .collect(Collectors.joining(",", rejection.reason() + " ", ""));
        if (rejection instanceof Rejection.OrderClosed closed) return rejection.reason() + " " + closed.status();
        return rejection.reason().name();
    }

    private static String text(Shortage shortage) {
        return shortage.sku() + " " + shortage.requested() + " " + shortage.available();
    }

    /** Of an event that answers a message, or tells of an expiry. */
    static Answer of(String routingKey, Struct body) {
        return switch (routingKey) {
            case "stock.deducted" -> new Answer(Result.OK, "DEDUCTED");
            case "stock.reserved" -> new Answer(Result.OK, "RESERVED " + text(body, "expires_at"));
            case "stock.confirmed" -> new Answer(Result.OK, "CONFIRMED");
            case "stock.deduct_failed", "stock.confirm_failed" -> new Answer(Result.REFUSED, refusal(body));
            case "stock.rolled_back" -> {
                String items = items(body);
                yield items.isEmpty()
                        ? new Answer(Result.REFUSED, NOTHING)
                        : new Answer(Result.OK, "ROLLED_BACK " + items);
            }
            default -> throw new IllegalArgumentException("no answer to a message: " + routingKey);
        };
    }

    private static String refusal(Struct body) {
        String reason = text(body, "reason");
        return switch (reason) {
            case "ORDER_CLOSED" -> reason + " " + text(body, "order_status");
            case "INSUFFICIENT_STOCK" ->
                elements(body, "shortages").stream()
                        .map(shortage -> text(shortage, "sku_id") + " " + number(shortage, "requested") + " "
                                + text(shortage, "available"))
                        .collect(Collectors.joining(",", reason + " ", ""));
            default -> reason;
        };
    }

    private static String items(Struct body) {
        return units(body).stream()
                .map(units -> units.sku() + "*" + units.quantity())
                .collect(Collectors.joining(","));
    }

    /** What an event says was taken or given back. */
    static List<Units> units(Struct body) {
        return elements(body, "items").stream()
                .map(item -> new Units(text(item, "sku_id"), number(item, "quantity")))
                .toList();
    }

    /** How many units the SKU of an edge has then. */
    static List<Units> edge(Struct body) {
        return List.of(new Units(text(body, "sku_id"), Long.parseLong(text(body, "available"))));
    }

    private static List<Struct> elements(Struct body, String name) {
        return body.getFieldsOrDefault(name, Value.getDefaultInstance()).getListValue().getValuesList().stream()
                .map(Value::getStructValue)
                .toList();
    }

    static String text(Struct body, String name) {
        return body.getFieldsOrDefault(name, Value.getDefaultInstance()).getStringValue();
    }

    private static long number(Struct body, String name) {
        return (long) body.getFieldsOrThrow(name).getNumberValue();
    }
}
