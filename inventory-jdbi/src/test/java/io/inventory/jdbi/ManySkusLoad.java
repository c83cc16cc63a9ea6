package io.inventory.jdbi;

import io.inventory.Deduct;
import io.inventory.OrderId;
import io.inventory.OrderLine;
import io.inventory.Sku;
import io.inventory.jdbi.sql.SqlObjects;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import javax.sql.DataSource;

/** Orders of one line, of SKUs by chance, in a catalogue of many; prints what heap that takes: {@code JDBC-URL SKUS SECONDS}. */
final class ManySkusLoad {
    private static final int CALLERS = 512;
    private static final int FILLED_AT_ONCE = 20_000;

    private ManySkusLoad() {}

    public static void main(String[] args) throws InterruptedException {
        int skus = Integer.parseInt(args[1]);
        long seconds = Long.parseLong(args[2]);
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        StorePool pool = StorePool.open(StoreSettings.of(args[0], "postgres", ""));
        Schema.migrate(pool.dataSource());
        fill(pool.dataSource(), skus);
        try (JdbiInventory inventory = JdbiInventory.builder(pool)
                .owning(pool)
                .executor(Runnable::run)
                .meterRegistry(registry)
                .build()) {
            LongAdder failed = new LongAdder();
            long orders = order(inventory, skus, seconds, failed);
            System.out.printf(
                    Locale.ROOT,
                    "%,d orders in %d s, %,d failed; of a heap of %d MB %d MB are used after a collection%n",
                    orders,
                    seconds,
                    failed.sum(),
                    Runtime.getRuntime().maxMemory() >> 20,
                    usedBytes() >> 20);
            registry.find("inventory.commands.known.stock")
                    .tag("queue", "commands")
                    .counters()
                    .forEach(counter -> System.out.printf(
                            Locale.ROOT, "%s: %,.0f orders%n", counter.getId().getTag("result"), counter.count()));
        }
    }

    private static void fill(DataSource dataSource, int skus) {
        for (int first = 1; first <= skus; first += FILLED_AT_ONCE) {
            int from = first;
            int to = Math.min(skus, first + FILLED_AT_ONCE - 1);
            SqlObjects.on(dataSource)
                    .useHandle(handle -> handle.execute(
                            "insert into inventory_stocks (sku_id, id, available_stock, reserved_stock, version,"
                                    + " created_at, updated_at) select 'SKU-' || lpad(i::text, 16, '0'),"
                                    + " gen_random_uuid(), 1000000, 0, 1, now(), now() from generate_series(?, ?) i"
                                    + " on conflict do nothing",
                            from,
                            to));
        }
    }

    private static long order(JdbiInventory inventory, int skus, long seconds, LongAdder failed)
            throws InterruptedException {
        Semaphore callers = new Semaphore(CALLERS);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        long orders = 0;
        while (System.nanoTime() - end < 0) {
            callers.acquire();
            orders++;
            int number = ThreadLocalRandom.current().nextInt(skus) + 1;
            Sku sku = new Sku(String.format(Locale.ROOT, "SKU-%016d", number));
            OrderId id = new OrderId(UUID.randomUUID().toString());
            var unused = inventory
                    .submit(new Deduct(id, List.of(new OrderLine(sku, 1))))
                    .whenComplete((outcome, failure) -> {
                        if (failure != null) failed.increment();
                        callers.release();
                    });
        }
        callers.acquire(CALLERS);
        return orders;
    }

    private static long usedBytes() {
        for (int i = 0; i < 3; i++) System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
