package io.inventory.amqp.message;

/** The events that are published. */
public enum StockEventType {
    DEDUCTED("stock.deducted", "StockDeducted"),
    RESERVED("stock.reserved", "StockReserved"),
    DEDUCT_FAILED("stock.deduct_failed", "StockDeductFailed"),
    CONFIRMED("stock.confirmed", "StockConfirmed"),
    CONFIRM_FAILED("stock.confirm_failed", "StockConfirmFailed"),
    ROLLED_BACK("stock.rolled_back", "StockRolledBack"),
    LOW("stock.low", "StockLow"),
    SOLD_OUT("stock.sold_out", "StockSoldOut"),
    BACK("stock.back", "StockBack"),
    RECOVERED("stock.recovered", "StockRecovered");

    private final String routingKey;
    private final String typeName;

    StockEventType(String routingKey, String typeName) {
        this.routingKey = routingKey;
        this.typeName = typeName;
    }

    String routingKey() {
        return routingKey;
    }

    /** What stands in the AMQP property {@code type}. */
    String typeName() {
        return typeName;
    }
}
