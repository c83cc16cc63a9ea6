package io.inventory.decision;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a decision changes; all of it or nothing is to be stored.
 *
 * @param order the order as it is from now on, if it changed
 * @param request the operator's request to record, if there is one
 * @param movements the ledger entries to write, at most one a SKU
 */
public record Changes(@Nullable OrderRecord order, @Nullable RequestRecord request, List<Movement> movements) {
    static final Changes NONE = new Changes(null, null, List.of());

    boolean isEmpty() {
        return order == null && request == null;
    }

    static Changes of(OrderRecord order, List<Movement> movements) {
        return new Changes(order, null, movements);
    }

    static Changes of(RequestRecord request, Movement movement) {
        return new Changes(null, request, List.of(movement));
    }
}
