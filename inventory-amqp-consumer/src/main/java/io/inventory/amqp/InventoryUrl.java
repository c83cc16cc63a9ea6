package io.inventory.amqp;

import io.inventory.Inventory;
import io.inventory.InventoryException;
import io.inventory.ListStocks;
import io.inventory.client.InventoryClient;
import io.inventory.jdbi.JdbiInventory;
import io.inventory.jdbi.SetupException;
import io.inventory.jdbi.cli.StoreOptions;
import java.time.Duration;
import java.util.Optional;

/** Opens the inventory that a URL names: a database, or a server. */
final class InventoryUrl {
    private static final String GRPC = "grpc://";
    private static final String GRPC_WITH_TLS = "grpcs://";
    /** No caller waits for a single message, and many are handled at once. */
    private static final Duration DEADLINE = Duration.ofSeconds(3);

    private InventoryUrl() {}

    /**
     * Opens the inventory; a database that can't be reached yet is waited for, as long as the options say. Reservations of a
     * database expire by themselves from then on, if that is not off; those of a server are the server's.
     *
     * @param server how to speak to a server
     * @throws SetupException if the URL names nothing that can be used; the message says what to do
     */
    static Inventory open(String url, StoreOptions store, ServerOptions server) {
        if (isServer(url)) return connect(url, server);
        requireDatabase(url);
        JdbiInventory inventory = store.openAt(url);
        store.startUpkeep(inventory);
        return inventory;
    }

    /**
     * Finds out whether the inventory can be used, and changes nothing in it.
     *
     * @param server how to speak to a server
     * @throws SetupException with what is wrong
     */
    static void check(String url, StoreOptions store, ServerOptions server) {
        if (!isServer(url)) {
            requireDatabase(url);
            store.checkAt(url);
            return;
        }
        try (Inventory remote = connect(url, server)) {
            remote.execute(new ListStocks(1, Optional.empty()));
        } catch (InventoryException e) {
            throw new SetupException("the server of --inventory does not answer as it should: " + e.getMessage(), e);
        }
    }

    private static void requireDatabase(String url) {
        if (!url.startsWith("jdbc:"))
            throw new SetupException("--inventory must begin with jdbc:, grpc:// or grpcs://, not "
                    + url.replaceAll("^(\\w*:?).*", "$1"));
    }

    /** Whether it names a server, whose database is out of reach. */
    static boolean isServer(String url) {
        return url.startsWith(GRPC) || url.startsWith(GRPC_WITH_TLS);
    }

    /** One or several addresses: {@code grpcs://host:port,host:port}. Connects with the first message. */
    private static Inventory connect(String url, ServerOptions server) {
        if (url.contains("@"))
            throw new SetupException(
                    "--inventory: a server's address has no user and password; write grpcs://host:port");
        boolean tls = url.startsWith(GRPC_WITH_TLS);
        String addresses = url.substring((tls ? GRPC_WITH_TLS : GRPC).length());
        try {
            InventoryClient.Builder client = InventoryClient.builder(addresses.split(",", -1));
            server.secure(client, tls);
            return client.deadline(DEADLINE)
                    .streaming(true)
                    // what comes of an answer is put into the event loop's queue, which does not block
                    .executor(Runnable::run)
                    .build();
        } catch (IllegalArgumentException e) {
            throw new SetupException("--inventory: " + e.getMessage(), e);
        }
    }

    /** Who lets reservations expire, for the log. */
    static String expiry(String url, StoreOptions store) {
        return isServer(url) ? "expiry=the server's" : store.expiry();
    }
}
