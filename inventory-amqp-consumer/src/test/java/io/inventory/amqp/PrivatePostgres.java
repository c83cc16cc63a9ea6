package io.inventory.amqp;

import io.inventory.jdbi.Schema;
import io.inventory.jdbi.StorePool;
import io.inventory.jdbi.StoreSettings;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A PostgreSQL of its own that can be stopped and started again with its data. */
final class PrivatePostgres implements AutoCloseable {
    private final Path data;
    private @Nullable EmbeddedPostgres server;
    private int port;

    private PrivatePostgres(Path data) {
        this.data = data;
    }

    /** Starts it and makes the inventory's tables. */
    static PrivatePostgres start() {
        try {
            PrivatePostgres postgres = new PrivatePostgres(Files.createTempDirectory("inventory-postgres"));
            postgres.startAgain();
            try (StorePool pool = StorePool.open(postgres.settings())) {
                Schema.migrate(pool.dataSource());
            }
            return postgres;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make a folder for PostgreSQL", e);
        }
    }

    void startAgain() {
        try {
            EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
                    .setDataDirectory(data.resolve("data"))
                    .setCleanDataDirectory(false)
                    .setServerConfig("max_connections", "100")
                    // As a database is run that may not lose what it has answered.
                    .setServerConfig("fsync", "on")
                    .setServerConfig("full_page_writes", "on")
                    .setServerConfig("synchronous_commit", "on");
            if (port != 0) builder.setPort(port);
            server = builder.start();
            port = server.getPort();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start PostgreSQL", e);
        }
    }

    void stop() {
        try {
            if (server != null) server.close();
            server = null;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot stop PostgreSQL", e);
        }
    }

    StoreSettings settings() {
        return StoreSettings.of(jdbcUrl(), "", "");
    }

    String jdbcUrl() {
        return "jdbc:postgresql://localhost:" + port + "/postgres?user=postgres";
    }

    @Override
    public void close() {
        stop();
        try (Stream<Path> files = Files.walk(data)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete PostgreSQL's folder", e);
        }
    }
}
