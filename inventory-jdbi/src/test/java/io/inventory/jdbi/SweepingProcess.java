package io.inventory.jdbi;

import java.io.IOException;
import java.time.Duration;

/** A process that does nothing but expire reservations, until its input ends. */
final class SweepingProcess {
    static final String READY = "ready";

    private SweepingProcess() {}

    /** Sweeps; the argument is the URL of a PostgreSQL. */
    public static void main(String[] args) throws IOException {
        StorePool pool = StorePool.open(StoreSettings.of(args[0], "postgres", ""));
        try (JdbiInventory inventory = JdbiInventory.builder(pool).owning(pool).build()) {
            ReservationExpiry.start(inventory, new ExpiryLimits(Duration.ofMillis(10), 20, 100_000));
            System.out.println(READY);
            while (System.in.read() >= 0) {}
        }
    }
}
