package io.inventory.examples.scale;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What an order costs on Citus: so much for each shard at which a batch changes stocks, for each to which it copies new rows, and for each
 * row. In microseconds of processor time.
 *
 * @param change of the statement that changes the stocks at one shard
 * @param copy of one copy, of orders or ledger entries, to one shard
 * @param row of one row of an order: itself, its ledger entries, its stocks
 */
record ShardedCost(double change, double copy, double row) {
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

        /** At how many shards stocks are changed. */
        double changes() {
            return distinct(shards, distinctSkus());
        }

        /** To how many shards something is copied: ledger entries to those, orders to theirs. */
        double copies() {
            return changes() + distinct(shards, orders);
        }

        double rows() {
            return orders * (1.0 + lines) + distinctSkus();
        }

        /** How many different ones of some are found, on average, when each time any of them is chosen. */
        private static double distinct(double some, double times) {
            return some * (1 - Math.pow(1 - 1 / some, times));
        }
    }

    /** What an order of a kind of batches was seen to cost. */
    record Seen(Batch batch, double micros) {}

    /** The costs that explain what three kinds of batches were seen to cost. */
    static ShardedCost explaining(Seen one, Seen other, Seen third) {
        List<Seen> all = List.of(one, other, third);
        double[] changes = perOrder(all, seen -> seen.batch().changes());
        double[] copies = perOrder(all, seen -> seen.batch().copies());
        double[] rows = perOrder(all, seen -> seen.batch().rows());
        double[] micros = all.stream().mapToDouble(Seen::micros).toArray();
        double whole = determinant(changes, copies, rows);
        return new ShardedCost(
                determinant(micros, copies, rows) / whole,
                determinant(changes, micros, rows) / whole,
                determinant(changes, copies, micros) / whole);
    }

    private static double[] perOrder(List<Seen> all, ToDoubleFunction<Seen> count) {
        return all.stream()
                .mapToDouble(seen -> count.applyAsDouble(seen) / seen.batch().orders())
                .toArray();
    }

    /** Of the matrix that has these columns. */
    private static double determinant(double[] a, double[] b, double[] c) {
        return a[0] * (b[1] * c[2] - b[2] * c[1])
                - b[0] * (a[1] * c[2] - a[2] * c[1])
                + c[0] * (a[1] * b[2] - a[2] * b[1]);
    }

    /** Of an order of the batch. */
    double ofOrder(Batch batch) {
        return (change * batch.changes() + copy * batch.copies() + row * batch.rows()) / batch.orders();
    }
}
