package io.inventory.jdbi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A store that can't be opened is said in one line; one that can has its limits. */
class StorePoolTest {
    @RegisterExtension
    static final TestDatabase POSTGRESQL = TestDatabase.postgresql();

    @TempDir
    private static Path folder;

    private static final Map<String, CompletableFuture<Throwable>> FAILURES = new HashMap<>();

    /** All at once: a store that may still come up is tried for some seconds. */
    @BeforeAll
    static void openAll() throws IOException {
        String good = POSTGRESQL.jdbcUrl();
        Path file = Files.writeString(folder.resolve("file"), "no folder");
        FAILURES.put("unreachable", open("jdbc:postgresql://127.0.0.1:" + closedPort() + "/shop", "postgres", ""));
        FAILURES.put("no such host", open("jdbc:postgresql://no-such-host.invalid/shop", "postgres", ""));
        FAILURES.put("wrong password", open(good, "stranger", "secret-word"));
        FAILURES.put("no such database", open(good + "-not-there", "postgres", ""));
        FAILURES.put("no folder", open("jdbc:h2:file:" + file + "/inventory", "sa", ""));
        FAILURES.put("relative path", open("jdbc:h2:file:data/inventory", "sa", ""));
        FAILURES.put("other database", open("jdbc:mysql://127.0.0.1/shop?password=secret-word", "root", "secret-word"));
        FAILURES.put("no URL", open("localhost:5432", "root", "secret-word"));
        FAILURES.put("bad H2 setting", open("jdbc:h2:mem:x;NO_SUCH_SETTING=1", "sa", ""));
    }

    private static CompletableFuture<Throwable> open(String url, String user, String password) {
        return CompletableFuture.supplyAsync(
                () -> catchThrowable(() ->
                        StorePool.open(StoreSettings.of(url, user, password)).close()),
                work -> new Thread(work, "opener").start());
    }

    private static int closedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static void assertOneLine(String what, String... parts) {
        assertThat(Objects.requireNonNull(FAILURES.get(what)).join())
                .as(what)
                .isInstanceOf(SetupException.class)
                .hasMessageContainingAll(parts)
                .hasMessageNotContainingAny("\n", "secret-word");
    }

    @Test
    void aServerThatDoesNotAnswerIsNamed() {
        assertOneLine("unreachable", "jdbc:postgresql://127.0.0.1:", "/shop", "refused", "check the URL");
        assertOneLine("no such host", "jdbc:postgresql://no-such-host.invalid/shop", "check the URL");
    }

    @Test
    void aWrongUserOrDatabaseIsNamed() {
        assertOneLine("wrong password", "stranger", "check the URL, the user and the password");
        assertOneLine("no such database", "-not-there", "does not exist");
    }

    @Test
    void aFolderThatCannotBeWrittenIsNamed() {
        assertOneLine("no folder", folder.resolve("file") + "/inventory", "its folder is writable");
    }

    @Test
    void anUnusableUrlIsNamed() {
        assertOneLine("other database", "jdbc:mysql", "must begin with jdbc:postgresql: or jdbc:h2:");
        assertOneLine("no URL", "must begin with jdbc:postgresql: or jdbc:h2:");
        assertOneLine("relative path", "jdbc:h2:file:data/inventory");
        assertOneLine("bad H2 setting", "jdbc:h2:mem:x", "NO_SUCH_SETTING");
    }

    @Test
    void everyConnectionToPostgresqlHasItsLimits() throws SQLException {
        StoreSettings settings = new StoreSettings(
                POSTGRESQL.jdbcUrl(),
                "postgres",
                "",
                3,
                Duration.ofMillis(500),
                Duration.ofMillis(1_234),
                Duration.ofMillis(5_678));
        try (StorePool pool = StorePool.open(settings);
                Connection first = pool.dataSource().getConnection();
                Connection second = pool.dataSource().getConnection()) {
            for (Connection connection : new Connection[] {first, second}) {
                assertThat(setting(connection, "lock_timeout")).isEqualTo("1234ms");
                assertThat(setting(connection, "statement_timeout")).isEqualTo("5678ms");
                assertThat(setting(connection, "idle_in_transaction_session_timeout"))
                        .isEqualTo("10s");
                assertThat(setting(connection, "application_name")).isEqualTo("inventory");
                assertThat(connection.getNetworkTimeout()).as("the socket's").isEqualTo(7_000);
                assertThat(connection.getTransactionIsolation()).isEqualTo(Connection.TRANSACTION_READ_COMMITTED);
            }
        }
    }

    @Test
    void everyConnectionToH2HasItsLimits() throws SQLException {
        StoreSettings settings = StoreSettings.of("jdbc:h2:file:" + folder.resolve("h2/inventory"), "sa", "");
        try (StorePool pool = StorePool.open(settings);
                Connection connection = pool.dataSource().getConnection()) {
            assertThat(h2Setting(connection, "WRITE_DELAY")).isEqualTo("0");
            assertThat(h2Setting(connection, "MODE")).isEqualTo("PostgreSQL");
        }
    }

    @Test
    void thePasswordIsInNoText() {
        assertThat(StoreSettings.of("jdbc:postgresql://h/d?password=secret-word&user=u", "u", "secret-word")
                        .toString())
                .doesNotContain("secret-word")
                .contains("user=u");
        assertThat(StoreSettings.of("jdbc:h2:mem:x;PASSWORD=secret-word;MODE=PostgreSQL", "u", "secret-word")
                        .toString())
                .doesNotContain("secret-word");
    }

    private static String setting(Connection connection, String name) throws SQLException {
        return text(connection, "select current_setting('" + name + "')");
    }

    private static String h2Setting(Connection connection, String name) throws SQLException {
        return text(
                connection,
                "select setting_value from information_schema.settings where setting_name = '" + name + "'");
    }

    private static String text(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }
}
