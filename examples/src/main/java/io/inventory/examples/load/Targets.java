package io.inventory.examples.load;

import io.inventory.Inventory;
import io.inventory.client.ClientTls;
import io.inventory.client.InventoryClient;
import io.inventory.jdbi.BatchLimits;
import io.inventory.jdbi.JdbiInventory;
import io.inventory.jdbi.Schema;
import io.inventory.jdbi.StatementForm;
import io.inventory.jdbi.StorePool;
import io.inventory.jdbi.StoreSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Opens what a URL names: a server, or the library on a database. */
final class Targets {
    private static final String GRPC = "grpc://";
    private static final String HEALTH = "grpc+health://";
    private static final String STREAM = "grpc+stream://";
    private static final String HTTP = "grpc+http://";

    private Targets() {}

    /**
     * How a server is called.
     *
     * @param retries whether the client may send a call again; where requests come at a rate, it would change the rate
     * @param authorities who signed the server's certificate; without it, it is called without TLS
     * @param token the file with the caller's token
     */
    record Calling(long deadlineMillis, boolean retries, Optional<Path> authorities, Optional<Path> token) {}

    /** How the library is embedded. */
    record Embedded(StatementForm statements, int writers) {
        BatchLimits limits() {
            BatchLimits usual = BatchLimits.DEFAULT;
            return new BatchLimits(
                    writers,
                    usual.batchCommandsMax(),
                    usual.batchLinesMax(),
                    usual.waitingCommandsMax(),
                    usual.waitingLinesMax());
        }
    }

    static Inventory open(String url, Calling calling, Embedded embedded) {
        if (url.startsWith("jdbc:")) return embedded(url, embedded);
        if (url.startsWith(GRPC)) return client(url.substring(GRPC.length()), calling, false);
        if (url.startsWith(STREAM)) return client(url.substring(STREAM.length()), calling, true);
        if (url.startsWith(HEALTH))
            return new EmptyCalls(url.substring(HEALTH.length()), calling.deadlineMillis, calling.retries);
        if (url.startsWith(HTTP)) return http(url.substring(HTTP.length()).split(","), calling);
        throw new IllegalArgumentException(
                "--target must begin with grpc://, grpc+stream://, grpc+health://, grpc+http:// or jdbc:, is " + url);
    }

    private static Inventory http(String[] addresses, Calling calling) {
        if (addresses.length != 2)
            throw new IllegalArgumentException(
                    "--target=" + HTTP + " needs two addresses: that for gRPC, that for HTTP");
        return new HttpCalls(addresses[0], addresses[1], calling.deadlineMillis);
    }

    private static Inventory client(String addresses, Calling calling, boolean streaming) {
        InventoryClient.Builder client = InventoryClient.builder(addresses.split(","))
                .deadline(Duration.ofMillis(calling.deadlineMillis))
                .executor(Runnable::run)
                .retries(calling.retries)
                .streaming(streaming);
        calling.authorities.ifPresent(file -> client.tls(ClientTls.trusting(file)));
        calling.token.ifPresent(client::tokenFile);
        return client.build();
    }

    private static Inventory embedded(String url, Embedded how) {
        StorePool pool = StorePool.open(StoreSettings.of(url, url.startsWith("jdbc:h2:") ? "sa" : "", ""));
        Schema.migrate(pool.dataSource());
        return JdbiInventory.builder(pool)
                .statements(how.statements)
                .groupCommit(how.limits())
                .executor(Runnable::run) // the load's continuations only count
                .owning(pool)
                .build();
    }
}
