package io.inventory.decision;

import io.inventory.RequestId;
import io.inventory.Sku;
import io.inventory.StockCommand;

/** What an operator's request is recorded under: its id is unique within the SKU. */
public record RequestKey(Sku sku, RequestId requestId) {
    /** The key of that command. */
    public static RequestKey of(StockCommand<?> command) {
        return new RequestKey(command.sku(), command.requestId());
    }
}
