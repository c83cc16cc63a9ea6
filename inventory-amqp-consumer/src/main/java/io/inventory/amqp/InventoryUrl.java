package io.inventory.amqp;

import io.inventory.Inventory;
import io.inventory.client.InventoryClient;
import io.inventory.jdbi.JdbiInventory;
import io.inventory.jdbi.SetupException;
import io.inventory.jdbi.cli.StoreOptions;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens the inventory that a URL names: a database, or a server. */
final class InventoryUrl {
    private static final Logger LOG = LoggerFactory.getLogger(InventoryUrl.class);
    private static final String GRPC = "grpc://";
    /** No caller waits for a single message, and many are handled at once. */
    private static final Duration DEADLINE = Duration.ofSeconds(3);

    private static final long WAIT_MILLIS = 2_000;

    private InventoryUrl() {}

    /**
     * Opens the inventory; blocks until a database that can't be reached at present can be. Reservations of a database expire
     * by themselves from then on, if that is not off; those of a server are the server's.
     *
     * @throws SetupException if the URL names nothing that can be used; the message says what to do
     */
    static Inventory open(String url, StoreOptions store) throws InterruptedException {
        if (isServer(url)) return connect(url);
        if (!url.startsWith("jdbc:"))
            throw new SetupException(
                    "--inventory must begin with jdbc: or grpc://, not " + url.replaceAll("^(\\w*:?).*", "$1"));
        while (true) {
            try {
                JdbiInventory inventory = store.openAt(url);
                store.startExpiry(inventory);
                return inventory;
            } catch (SetupException e) {
                if (!isPassing(e)) throw e;
                LOG.warn("The inventory can't be reached, trying again in {} ms: {}", WAIT_MILLIS, e.getMessage());
                TimeUnit.MILLISECONDS.sleep(WAIT_MILLIS);
            }
        }
    }

    /** Whether it names a server, whose database is out of reach. */
    static boolean isServer(String url) {
        return url.startsWith(GRPC);
    }

    /** One or several addresses: {@code grpc://host:port,host:port}. Connects with the first message. */
    private static Inventory connect(String url) {
        try {
            return InventoryClient.builder(url.substring(GRPC.length()).split(",", -1))
                    .deadline(DEADLINE)
                    .streaming(true)
                    // what comes of an answer is put into the event loop's queue, which does not block
                    .executor(Runnable::run)
                    .build();
        } catch (IllegalArgumentException e) {
            throw new SetupException("--inventory: " + e.getMessage(), e);
        }
    }

    /** Whether a server refuses or drops connections, or is starting or stopping, and nothing is set up wrongly. */
    private static boolean isPassing(Throwable e) {
        for (@Nullable Throwable cause = e; cause != null; cause = cause.getCause())
            if (cause instanceof SQLException sql && sql.getSQLState() != null) {
                String state = sql.getSQLState();
                if (state.startsWith("08") || state.startsWith("57P") || state.startsWith("53")) return true;
            }
        return false;
    }

    /** Who lets reservations expire, for the log. */
    static String expiry(String url, StoreOptions store) {
        return isServer(url) ? "expiry=the server's" : store.expiry();
    }
}
