package io.inventory.examples.scale;

import io.inventory.jdbi.Schema;
import io.inventory.jdbi.StorePool;
import io.inventory.jdbi.StoreSettings;
import java.time.Duration;

/** Makes the tables of a database, for a measurement. */
public final class PrepareStore {
    /** The machine may have much to do. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final String DISTRIBUTED = "distributed";

    private PrepareStore() {}

    /** Takes a JDBC URL, and {@code distributed} if Citus is to spread them over its workers. */
    public static void main(String[] args) {
        if (args.length == 0) {
            System.err.println("usage: PrepareStore JDBC-URL [" + DISTRIBUTED + "]");
            System.exit(2);
        }
        try (StorePool pool = StorePool.open(StoreSettings.of(args[0], "", ""), PATIENCE)) {
            Schema.migrate(pool.dataSource());
            if (args.length > 1 && args[1].equals(DISTRIBUTED)) Schema.distribute(pool.dataSource());
        }
    }
}
