package io.inventory.jdbi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A URL that names several hosts, of which one is the primary. */
@Timeout(120)
class PrimaryConnectionsTest {
    private static final int POOL = 4;
    /** Of the pool: of a host that does not answer it waits for a second, whatever is less. */
    private static final Duration CONNECT = Duration.ofMillis(400);

    /** The primary that is there all the time. */
    private static final String THERE = host(TestDatabase.newPostgresqlUrl());

    private static String host(String jdbcUrl) {
        return jdbcUrl.replaceAll(".*//|[/?].*", "");
    }

    private static StoreSettings settings(String hosts, String more) {
        return new StoreSettings(
                "jdbc:postgresql://" + hosts + "/postgres?targetServerType=primary" + more,
                "postgres",
                "",
                POOL,
                CONNECT,
                Duration.ofSeconds(1),
                Duration.ofSeconds(5));
    }

    private static int port(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select current_setting('port')::int")) {
            row.next();
            return row.getInt(1);
        }
    }

    private static int port(String host) {
        return Integer.parseInt(host.replaceAll(".*:", ""));
    }

    /** As the driver does it, the first would keep it from the second for as long as it answers nothing. */
    @ParameterizedTest
    @ValueSource(strings = {"", "&sslmode=disable"})
    void aHostThatTakesConnectionsAndSaysNothingIsPassedOver(String more) throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
                StorePool pool = StorePool.open(
                        settings("127.0.0.1:" + silent.getLocalPort() + "," + THERE, more), Duration.ofSeconds(2))) {
            List<Connection> connections = new ArrayList<>();
            try {
                // the primary is known now
                for (int i = 0; i < POOL; i++) connections.add(pool.dataSource().getConnection());
                for (Connection connection : connections)
                    assertThat(port(connection)).isEqualTo(port(THERE));
            } finally {
                for (Connection connection : connections) connection.close();
            }
        }
    }

    @Test
    void aStandbyIsPassedOver() throws SQLException {
        try (PrivatePostgres standby = PrivatePostgres.start()) {
            standby.restartAsStandby();
            try (StorePool pool = StorePool.open(settings(host(standby.jdbcUrl()) + "," + THERE, ""));
                    Connection connection = pool.dataSource().getConnection()) {
                assertThat(port(connection)).isEqualTo(port(THERE));
            }
        }
    }

    /** Two databases that know nothing of each other: here only who is connected to counts. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void connectionsLeadToTheNextOneWhenThePrimaryIsLost(boolean isKilled) throws SQLException {
        try (PrivatePostgres lost = PrivatePostgres.start();
                StorePool pool = StorePool.open(settings(host(lost.jdbcUrl()) + "," + THERE, ""))) {
            try (Connection connection = pool.dataSource().getConnection()) {
                assertThat(port(connection)).isEqualTo(port(host(lost.jdbcUrl())));
            }
            if (isKilled) lost.kill();
            else lost.halt();
            await().atMost(Duration.ofSeconds(10)).ignoreExceptions().untilAsserted(() -> {
                try (Connection connection = pool.dataSource().getConnection()) {
                    assertThat(port(connection)).isEqualTo(port(THERE));
                }
            });
        }
    }

    @Test
    void aRefusedLoginIsSaidRatherThanThatTheOtherHostIsAway() throws IOException {
        String gone = "127.0.0.1:" + Ports.free();
        for (String hosts : List.of(gone + "," + THERE, THERE + "," + gone))
            assertThatExceptionOfType(SetupException.class)
                    .isThrownBy(() -> StorePool.open(
                                    StoreSettings.of(
                                            "jdbc:postgresql://" + hosts + "/nowhere?targetServerType=primary",
                                            "postgres",
                                            ""),
                                    Duration.ofSeconds(30))
                            .close())
                    .withMessageContaining("\"nowhere\" does not exist");
    }
}
