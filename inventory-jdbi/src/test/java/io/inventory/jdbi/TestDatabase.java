package io.inventory.jdbi;

import io.inventory.jdbi.sql.Database;
import io.inventory.jdbi.sql.OrderCompaction;
import io.inventory.jdbi.sql.SqlObjects;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A migrated database of its own for a test class: H2 in memory, PostgreSQL from the binaries that the build depends on,
 * or any that a JDBC URL names. One PostgreSQL server serves all classes of a test run; each gets a database of its own.
 */
public final class TestDatabase implements BeforeAllCallback, AfterAllCallback {
    /** The environment variable that names a database of the one who runs the tests. */
    static final String GIVEN_URL = "INVENTORY_TEST_JDBC_URL";

    /** Why a test of such a database is skipped, and how to run the one whose name follows. */
    static final String GIVEN_REASON = "needs an empty database of yours; to run it: " + GIVEN_URL
            + "='jdbc:postgresql://HOST/DATABASE?user=NAME' INVENTORY_TEST_STATEMENTS=auto ./mvnw -pl inventory-jdbi -am test"
            + " -Dsurefire.failIfNoSpecifiedTests=false -Dtest=";

    /** How long a test of many threads waits for connections and retries, also on a small machine with much to do. */
    static final Duration PATIENCE = Duration.ofSeconds(20);

    private enum Kind {
        H2,
        POSTGRESQL,
        GIVEN
    }

    private final Kind kind;
    private @Nullable StoreSettings settings;
    private @Nullable StorePool pool;
    private int classes;

    private TestDatabase(Kind kind) {
        this.kind = kind;
    }

    /** H2 in memory. */
    public static TestDatabase h2() {
        return new TestDatabase(Kind.H2);
    }

    /** A real PostgreSQL, started by the first class that needs it. */
    public static TestDatabase postgresql() {
        return new TestDatabase(Kind.POSTGRESQL);
    }

    /** The empty database that the environment variable {@code INVENTORY_TEST_JDBC_URL} names. */
    public static TestDatabase given() {
        return new TestDatabase(Kind.GIVEN);
    }

    /** A nested class has the database of the class around it. */
    @Override
    public void beforeAll(ExtensionContext context) {
        if (classes++ > 0) return;
        settings = switch (kind) {
            case H2 -> StoreSettings.of("jdbc:h2:mem:test-" + UUID.randomUUID(), "sa", "");
            case POSTGRESQL -> StoreSettings.of(Server.newDatabase(), "postgres", "");
            case GIVEN -> StoreSettings.of(System.getenv(GIVEN_URL), "", "");
        };
        pool = StorePool.open(patient(settings));
        Schema.migrate(pool.dataSource());
        if (Databases.of(pool.dataSource()) == Database.CITUS) Schema.distribute(pool.dataSource());
    }

    @Override
    public void afterAll(ExtensionContext context) {
        if (--classes == 0 && pool != null) pool.close();
    }

    private static StoreSettings patient(StoreSettings settings) {
        return new StoreSettings(
                settings.url(),
                settings.user(),
                settings.password(),
                settings.poolSizeMax(),
                PATIENCE,
                PATIENCE,
                PATIENCE);
    }

    /** How to reach it. */
    public StoreSettings settings() {
        if (settings == null) throw new IllegalStateException("the test database is there from beforeAll on");
        return settings;
    }

    /** The same with {@link #PATIENCE}. */
    StoreSettings patientSettings() {
        return patient(settings());
    }

    /** The port of the PostgreSQL server. */
    int port() {
        Matcher port = Pattern.compile("localhost:(\\d+)").matcher(jdbcUrl());
        if (!port.find()) throw new IllegalStateException("no port in " + jdbcUrl());
        return Integer.parseInt(port.group(1));
    }

    /** Its URL, with the user where it needs one. */
    public String jdbcUrl() {
        return settings().url();
    }

    /** A pool of connections to it. */
    public StorePool pool() {
        if (pool == null) throw new IllegalStateException("the test database is there from beforeAll on");
        return pool;
    }

    /** The pool's connections. */
    public DataSource dataSource() {
        return pool().dataSource();
    }

    /** Compacts all orders that are closed by that clock. */
    public void compactOrders(Clock clock) {
        compactOrders(pool(), clock);
    }

    static void compactOrders(StorePool pool, Clock clock) {
        OrderCompaction compaction = new OrderCompaction(StatementForm.AUTO.dialect(Databases.of(pool.dataSource())));
        SqlObjects.on(pool.dataSource()).useHandle(handle -> {
            String after = "";
            while (after != null)
                after = compaction.next(handle, after, clock.instant()).last();
        });
    }

    /** The URL of a new and empty database on the PostgreSQL server; its user is {@code postgres}. */
    static String newPostgresqlUrl() {
        return Server.newDatabase();
    }

    /** The one PostgreSQL server of the test run; it ends with the virtual machine. */
    private static final class Server {
        private static final EmbeddedPostgres POSTGRES = start();

        private static EmbeddedPostgres start() {
            try {
                return EmbeddedPostgres.builder()
                        .setServerConfig("max_connections", "200")
                        .setServerConfig("timezone", "UTC")
                        // nobody kills it: that is done to servers of PrivatePostgres
                        .setServerConfig("fsync", "off")
                        .setServerConfig("full_page_writes", "off")
                        .start();
            } catch (IOException e) {
                throw new UncheckedIOException("cannot start the embedded PostgreSQL", e);
            }
        }

        static String newDatabase() {
            String name = "test_" + UUID.randomUUID().toString().replace("-", "");
            try (Connection connection = POSTGRES.getPostgresDatabase().getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute("create database " + name + " template template0 encoding 'UTF8'");
            } catch (SQLException e) {
                throw new IllegalStateException("cannot create a database for the test", e);
            }
            return "jdbc:postgresql://localhost:" + POSTGRES.getPort() + "/" + name;
        }
    }
}
