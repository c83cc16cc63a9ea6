package io.inventory.jdbi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.inventory.RequestId;
import io.inventory.Sku;
import io.inventory.certificates.TestAuthority;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** sslmode=verify-full on a real PostgreSQL: its certificate must be of the CA in the URL and for its name. */
@Timeout(180)
@ExpectedLog(ReservationIndex.class)
class PostgresTlsTest {
    /** The driver logs each name that does not fit, besides throwing it. */
    private static final Logger DRIVER = Logger.getLogger("org.postgresql.ssl");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private static Path folder;

    @SuppressWarnings("NullAway.Init")
    private static Path ca;

    @SuppressWarnings("NullAway.Init")
    private static EmbeddedPostgres postgres;

    @BeforeAll
    static void start() throws IOException {
        DRIVER.setLevel(Level.OFF);
        TestAuthority authority = new TestAuthority();
        ca = authority.write(folder.resolve("ca.pem"));
        Path certificate = folder.resolve("server.pem");
        Path key = folder.resolve("server.key");
        authority.issue("postgres", "localhost").write(certificate, key);
        // PostgreSQL reads a key that is its own only, or root's
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
        postgres = EmbeddedPostgres.builder()
                .setServerConfig("ssl", "on")
                .setServerConfig("ssl_cert_file", certificate.toString())
                .setServerConfig("ssl_key_file", key.toString())
                .start();
    }

    @AfterAll
    static void stop() throws IOException {
        DRIVER.setLevel(null);
        postgres.close();
    }

    @Test
    void theStoreIsReachedOverTls() throws Exception {
        try (StorePool pool = StorePool.open(settings("localhost", ca))) {
            Schema.migrate(pool.dataSource());
            try (JdbiInventory inventory = JdbiInventory.builder(pool).build()) {
                assertThat(inventory.create(new Sku("S"), 1, new RequestId("r")).available())
                        .isEqualTo(1);
            }
            try (Connection connection = pool.dataSource().getConnection();
                    Statement statement = connection.createStatement();
                    ResultSet tls =
                            statement.executeQuery("select ssl from pg_stat_ssl where pid = pg_backend_pid()")) {
                tls.next();
                assertThat(tls.getBoolean(1)).isTrue();
            }
        }
    }

    @Test
    void anotherNameOrAnotherCaIsRefused() {
        assertRefused("127.0.0.1", ca);
        assertRefused("localhost", new TestAuthority().write(folder.resolve("other.pem")));
    }

    private static void assertRefused(String host, Path authorities) {
        assertThatExceptionOfType(SetupException.class)
                .isThrownBy(() -> StorePool.open(settings(host, authorities)).close());
    }

    private static StoreSettings settings(String host, Path authorities) {
        return StoreSettings.of(
                "jdbc:postgresql://" + host + ":" + postgres.getPort() + "/postgres?sslmode=verify-full&sslrootcert="
                        + authorities,
                "postgres",
                "");
    }
}
