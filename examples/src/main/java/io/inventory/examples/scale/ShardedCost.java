package io.inventory.examples.scale;

/**
 * What an order costs on Citus: so much for each statement that a batch sends to a shard, and so much for each row. In microseconds
 * of processor time.
 *
 * @param statement of one statement at one shard
 * @param row of one row of an order: itself, its ledger entries, its stocks
 */
record ShardedCost(double statement, double row) {
    /**
     * A batch of orders.
     *
     * @param skus of the shop, all equally popular
     * @param shards of each table
     */
    record Batch(int orders, int lines, int skus, int shards) {
        /** How many SKUs the batch has among its lines, on average. */
        double distinctSkus() {
            return distinct(skus, (double) orders * lines);
        }

        /** Stocks are changed by a statement for each shard; orders and ledger are copied to each. */
        double statements() {
            double ofSkus = distinct(shards, distinctSkus());
            return 2 * ofSkus + distinct(shards, orders);
        }

        double rows() {
            return orders * (1.0 + lines) + distinctSkus();
        }

        /** How many different ones of some are found, on average, when each time any of them is chosen. */
        private static double distinct(double some, double times) {
            return some * (1 - Math.pow(1 - 1 / some, times));
        }
    }

    /** From what two kinds of batches were seen to cost an order: the costs that explain both. */
    static ShardedCost explaining(Batch one, double oneMicros, Batch other, double otherMicros) {
        double a = one.statements() / one.orders();
        double b = one.rows() / one.orders();
        double c = other.statements() / other.orders();
        double d = other.rows() / other.orders();
        double determinant = a * d - b * c;
        return new ShardedCost(
                (oneMicros * d - b * otherMicros) / determinant, (a * otherMicros - c * oneMicros) / determinant);
    }

    /** Of an order of the batch. */
    double ofOrder(Batch batch) {
        return (statement * batch.statements() + row * batch.rows()) / batch.orders();
    }
}
