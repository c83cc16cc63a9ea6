package io.inventory.decision;

import io.inventory.AdjustStock;
import io.inventory.CreateStock;
import io.inventory.SetStock;
import io.inventory.StockCommand;

/** The content of an operator's request as one line of text, so that a retry can be distinguished from another request. */
final class RequestContent {
    private RequestContent() {}

    static String of(StockCommand command) {
        if (command instanceof CreateStock create) return "create " + create.available();
        if (command instanceof AdjustStock adjust) return "adjust " + adjust.delta() + ' ' + adjust.reason();
        if (command instanceof SetStock set) {
            String version = set.expectedVersion().isPresent()
                    ? Long.toString(set.expectedVersion().getAsLong())
                    : "any";
            return "set " + set.available() + " version " + version + ' ' + set.reason();
        }
        throw new AssertionError("a sealed interface has no other kind: " + command);
    }
}
