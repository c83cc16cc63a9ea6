package io.inventory.decision;

import io.inventory.AdjustStock;
import io.inventory.CountStock;
import io.inventory.CreateStock;
import io.inventory.SetStock;
import io.inventory.SetStockPolicy;
import io.inventory.StockCommand;
import java.util.OptionalLong;

/**
 * The content of an operator's request as one line of text, so that a retry can be distinguished from another request. Who
 * gave it is no part of it: a colleague may repeat what an operator began.
 */
final class RequestContent {
    private RequestContent() {}

    static String of(StockCommand<?> command) {
        if (command instanceof CreateStock create) return "create " + create.available();
        if (command instanceof AdjustStock adjust) return "adjust " + adjust.delta() + ' ' + adjust.reason();
        if (command instanceof SetStock set)
            return "set " + set.available() + " version " + version(set.expectedVersion()) + ' ' + set.reason();
        if (command instanceof CountStock count)
            return "count " + count.counted() + " at " + count.asOf() + ' ' + count.reason();
        SetStockPolicy policy = (SetStockPolicy) command;
        return "policy safety " + policy.safetyStock() + " low " + policy.lowThreshold() + " version "
                + version(policy.expectedVersion());
    }

    private static String version(OptionalLong expected) {
        return expected.isPresent() ? Long.toString(expected.getAsLong()) : "any";
    }
}
