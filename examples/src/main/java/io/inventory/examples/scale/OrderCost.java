package io.inventory.examples.scale;

/**
 * What an order costs, measured on some machine: in microseconds.
 *
 * @param database processor time of all processes of one PostgreSQL
 * @param server processor time of a server that takes orders on streams, and of whoever sends them
 * @param writer how long one writer is busy with it: the reciprocal of the most orders a second that one inventory takes
 */
record OrderCost(double database, double server, double writer) {
    private static final OrderCost ONE_LINE = new OrderCost(28.6, 42.2, 42.2);
    private static final OrderCost THREE_LINES = new OrderCost(57.1, 84.4, 77.1);

    /** Of one line, on a SKU that all orders of a batch have in common. */
    static final OrderCost HOT = new OrderCost(14.3, 32.0, 19.6);

    /** The figures of docs/scaling.md: of one line and of three, and along the line through them. */
    static OrderCost ofLines(double lines) {
        return ONE_LINE.plus(THREE_LINES.plus(ONE_LINE.times(-1)).times((lines - 1) / 2));
    }

    OrderCost times(double factor) {
        return new OrderCost(database * factor, server * factor, writer * factor);
    }

    OrderCost plus(OrderCost other) {
        return new OrderCost(database + other.database, server + other.server, writer + other.writer);
    }
}
