package io.inventory.examples.load;

import io.inventory.Deduct;
import io.inventory.GetStock;
import io.inventory.OrderId;
import io.inventory.OrderLine;
import io.inventory.Query;
import io.inventory.Sku;
import io.inventory.Stock;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;

/** Makes the orders and reads of a load test: which SKUs, how many lines, what order ids. Not thread-safe. */
final class Workload {
    /** Which SKUs are asked for. */
    enum Popularity {
        /** Each equally often. */
        uniform,
        /** The n-th most popular SKU 1/n as often as the first. */
        zipf,
        /** One SKU only. */
        hot,
        /** The real baskets of a shop's year, with its SKUs. */
        baskets
    }

    /** How order ids are made; all have 36 characters, because the length of a key is a part of its cost. */
    enum Ids {
        /** One after another. */
        sequential,
        /** As random as a UUID. */
        random
    }

    private final SplittableRandom random;
    private final SkuPicker picker;
    private final int lines;
    private final Ids ids;
    private final String prefix;
    private long made;

    Workload(SkuPicker picker, int lines, Ids ids, String prefix, long seed) {
        this.picker = picker;
        this.lines = lines;
        this.ids = ids;
        this.prefix = prefix;
        random = new SplittableRandom(seed);
    }

    Deduct nextOrder() {
        List<OrderLine> order = new ArrayList<>(lines);
        for (Sku sku : picker.next(random, lines)) order.add(new OrderLine(sku, 1));
        made++;
        return new Deduct(
                new OrderId(
                        ids == Ids.sequential
                                ? String.format("%s-%027d", prefix, made)
                                : new UUID(random.nextLong(), random.nextLong()).toString()),
                order);
    }

    Query<Stock> nextRead() {
        return new GetStock(picker.next(random, 1).get(0));
    }

    boolean nextIsRead(double share) {
        return share > 0 && random.nextDouble() < share;
    }
}
