package io.inventory.examples.load;

import io.inventory.Inventory;
import io.inventory.client.InventoryClient;
import io.inventory.jdbi.BatchLimits;
import io.inventory.jdbi.JdbiInventory;
import io.inventory.jdbi.Schema;
import io.inventory.jdbi.StorePool;
import io.inventory.jdbi.StoreSettings;
import java.time.Duration;

/** Opens what a URL names: a server, or the library on a database. */
final class Targets {
    private static final String GRPC = "grpc://";
    private static final String HEALTH = "grpc+health://";
    private static final String STREAM = "grpc+stream://";

    private Targets() {}

    /** @param retries whether the client may send a call again; where requests come at a rate, it would change the rate */
    static Inventory open(String url, long deadlineMillis, boolean retries) {
        if (url.startsWith("jdbc:")) return embedded(url);
        if (url.startsWith(GRPC)) return client(url.substring(GRPC.length()), deadlineMillis, retries, false);
        if (url.startsWith(STREAM)) return client(url.substring(STREAM.length()), deadlineMillis, retries, true);
        if (url.startsWith(HEALTH)) return new EmptyCalls(url.substring(HEALTH.length()), deadlineMillis, retries);
        throw new IllegalArgumentException("--target must begin with grpc://, grpc+stream:// or jdbc:, is " + url);
    }

    private static Inventory client(String addresses, long deadlineMillis, boolean retries, boolean streaming) {
        return InventoryClient.builder(addresses.split(","))
                .deadline(Duration.ofMillis(deadlineMillis))
                .executor(Runnable::run)
                .retries(retries)
                .streaming(streaming)
                .build();
    }

    private static Inventory embedded(String url) {
        StorePool pool = StorePool.open(StoreSettings.of(url, url.startsWith("jdbc:h2:") ? "sa" : "", ""));
        Schema.migrate(pool.dataSource());
        return JdbiInventory.builder(pool)
                .groupCommit(BatchLimits.DEFAULT)
                .executor(Runnable::run) // the load's continuations only count
                .owning(pool)
                .build();
    }
}
