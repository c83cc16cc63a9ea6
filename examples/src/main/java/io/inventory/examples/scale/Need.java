package io.inventory.examples.scale;

/**
 * What a load needs, if orders are spread evenly.
 *
 * @param inventories independent ones: a PostgreSQL and a server with one writer each
 * @param databaseCores of all PostgreSQL together
 * @param serverCores of all servers together, half of which may be those of callers
 * @param partitions queues with a consumer each, if all orders come by message
 * @param hotShare how busy the hottest SKU keeps the writer of its inventory; more than 1 is impossible
 */
record Need(long inventories, double databaseCores, double serverCores, long partitions, double hotShare) {
    /** How busy a writer or a core may be on average: the rest is for peaks, reads, cancellations and what fails. */
    static final double BUSY_MAX = 0.6;

    /** Messages a second that one consumer takes, from docs/messaging.md. */
    private static final double MESSAGES_PER_CONSUMER = 11_005;

    private static final double MICROS = 1e6;

    /**
     * For a load.
     *
     * @param hot the share of the hottest SKU: of all orders, how many have a line with it
     * @param messages an order, created to closed
     */
    static Need of(double ordersPerSecond, double lines, double hot, double messages) {
        OrderCost cost = OrderCost.ofLines(lines).times(ordersPerSecond / MICROS / BUSY_MAX);
        return new Need(
                (long) Math.ceil(cost.writer()),
                cost.database(),
                cost.server(),
                (long) Math.ceil(ordersPerSecond * messages / MESSAGES_PER_CONSUMER / BUSY_MAX),
                ordersPerSecond * hot * OrderCost.HOT.writer() / MICROS);
    }
}
