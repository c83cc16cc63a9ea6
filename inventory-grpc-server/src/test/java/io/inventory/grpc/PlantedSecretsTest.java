package io.inventory.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.inventory.AccessDeniedException;
import io.inventory.RequestId;
import io.inventory.Sku;
import io.inventory.certificates.TestAuthority;
import io.inventory.client.ClientTls;
import io.inventory.client.InventoryClient;
import io.inventory.grpc.security.TestTokens;
import io.inventory.jdbi.management.Scrape;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever way a secret comes to the server, all that the process shows at the level DEBUG is searched for it. */
@Timeout(180)
class PlantedSecretsTest {
    private static final String PASSWORD = "planted-4711";
    private static final String WRONG = "planted-0815";
    private static final String TOKEN = "inv_planted-token-of-the-test";
    private static final String STRANGERS = "inv_planted-token-of-a-stranger";

    /** How a password is given. */
    enum Way {
        ENVIRONMENT,
        FLAG,
        FILE,
        FILE_NAMED_IN_THE_ENVIRONMENT,
        CONFIG,
        URL,
        URL_IN_THE_ENVIRONMENT
    }

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @SuppressWarnings("NullAway.Init")
    private String url;

    private final Map<String, String> environment = new HashMap<>(Map.of("INVENTORY_LOG_LEVEL", "DEBUG"));
    private final List<String> arguments = new ArrayList<>(List.of("--port=0", "--store-wait=0s"));

    /** H2 asks for the password, where the tests' PostgreSQL takes any. */
    @BeforeEach
    void database() throws SQLException {
        url = "jdbc:h2:file:" + folder.resolve("inventory");
        try (Connection connection = DriverManager.getConnection(url, "sa", PASSWORD)) {
            assertThat(connection.isValid(1)).isTrue();
        }
    }

    private void give(Way way, String password) throws Exception {
        boolean inUrl = way == Way.URL || way == Way.URL_IN_THE_ENVIRONMENT;
        Path file = Files.writeString(folder.resolve("password"), password + "\n");
        switch (way) {
            case ENVIRONMENT -> environment.put("INVENTORY_JDBC_PASSWORD", password);
            case FLAG -> arguments.add("--jdbc-password=" + password);
            case FILE -> arguments.add("--jdbc-password-file=" + file);
            case FILE_NAMED_IN_THE_ENVIRONMENT -> environment.put("INVENTORY_JDBC_PASSWORD_FILE", file.toString());
            case CONFIG ->
                arguments.add("--config="
                        + Files.writeString(folder.resolve("server.properties"), "jdbc-password=" + password + "\n"));
            case URL -> arguments.add("--jdbc-url=" + url + ";PASSWORD=" + password);
            case URL_IN_THE_ENVIRONMENT -> environment.put("INVENTORY_JDBC_URL", url + ";PASSWORD=" + password);
        }
        if (!inUrl) arguments.add("--jdbc-url=" + url);
    }

    @ParameterizedTest
    @EnumSource
    void aListingOfTheSettingsAndARefusedPasswordDoNotShowIt(Way way) throws Exception {
        give(way, WRONG);
        assertThat(run(0, "--print-config")).contains("jdbc-password").doesNotContain(WRONG);
        assertThat(run(2)).contains("password", "DEBUG").doesNotContain(WRONG);
    }

    @ParameterizedTest
    @EnumSource(names = {"ENVIRONMENT", "URL_IN_THE_ENVIRONMENT", "CONFIG"})
    void aCheckThatSucceedsDoesNotShowIt(Way way) throws Exception {
        give(way, PASSWORD);
        assertThat(run(0, "--check")).contains("A server can be started").doesNotContain(PASSWORD);
    }

    @Test
    void aServerShowsNeitherItsPasswordNorTokensWhileItServes() throws Exception {
        give(Way.ENVIRONMENT, PASSWORD);
        TestAuthority authority = new TestAuthority();
        Path ca = authority.write(folder.resolve("ca.pem"));
        Path certificate = folder.resolve("server.pem");
        Path key = folder.resolve("server.key");
        authority.issue("server", "127.0.0.1").write(certificate, key);
        Path callers = Files.writeString(folder.resolve("callers"), "stock operator " + TestTokens.hash(TOKEN) + "\n");
        arguments.addAll(
                List.of("--tls-cert=" + certificate, "--tls-key=" + key, "--callers=" + callers, "--http-port=0"));
        try (ServerProcess server = start()) {
            InventoryClient.Builder client = InventoryClient.builder("127.0.0.1:" + server.port())
                    .tls(ClientTls.trusting(ca))
                    .deadline(Duration.ofSeconds(10));
            try (InventoryClient known = client.token(TOKEN).build()) {
                known.create(new Sku("S"), 1, new RequestId("opening"));
            }
            try (InventoryClient stranger = client.token(STRANGERS).build()) {
                assertThatThrownBy(() -> stranger.stock(new Sku("S")))
                        .isInstanceOf(AccessDeniedException.class)
                        .asString()
                        .doesNotContain(STRANGERS);
            }
            overHttp(server, ca);
            for (String page : List.of("/metrics", "/healthz", "/readyz", "/none"))
                assertThat(Scrape.get(server.management(page)).body()).doesNotContain(PASSWORD, TOKEN, STRANGERS);
            server.terminate();
            assertThat(server.exitCode()).isEqualTo(128 + 15);
            String keyText = Files.readAllLines(key).get(1);
            assertThat(printed(server))
                    .contains("DEBUG", "stopped")
                    .doesNotContain(PASSWORD, TOKEN, STRANGERS, keyText, TestTokens.hash(TOKEN));
        }
    }

    /** Tokens where they belong, in heads that can't be read, and where they do not belong. */
    private static void overHttp(ServerProcess server, Path ca) throws Exception {
        SSLSocketFactory sockets = HttpFixture.tls(ca).getSocketFactory();
        String get = HttpFixture.ORDERS + "GetStock";
        for (String token : List.of(TOKEN, STRANGERS)) {
            String bearer = "Authorization: Bearer " + token;
            for (String request : List.of(
                    RawHttp.post(get, "{\"sku_id\": \"S\"}", bearer),
                    RawHttp.post(get, "{\"sku_id\": \"S\"", bearer),
                    RawHttp.post(get, "{}", bearer, bearer),
                    RawHttp.post(get, "{}", bearer, "No colon"),
                    RawHttp.post(get, "{}", bearer + "\u0001"),
                    RawHttp.post(get, "{}", "Authorization " + token),
                    RawHttp.post(get, "{}", bearer, "Transfer-Encoding: chunked"),
                    RawHttp.post(get + "?token=" + token, "{}", bearer),
                    RawHttp.post("/" + token, "{}", bearer),
                    "PRI " + token + " HTTP/2.0\r\n\r\nSM\r\n\r\n"))
                try (RawHttp peer = new RawHttp(sockets.createSocket("127.0.0.1", server.httpPort()))) {
                    assertThat(peer.send(request).answer())
                            .startsWith("HTTP/1.1 ")
                            .doesNotContain(token);
                }
        }
    }

    private ServerProcess start(String... more) throws Exception {
        String[] all = Stream.concat(arguments.stream(), Stream.of(more)).toArray(String[]::new);
        return ServerProcess.start(folder, environment, all);
    }

    private String run(int exit, String... more) throws Exception {
        try (ServerProcess server = start(more)) {
            assertThat(server.exitCode()).as("%s", server.stderr()).isEqualTo(exit);
            return printed(server);
        }
    }

    private String printed(ServerProcess server) throws Exception {
        return Files.readString(folder.resolve(ServerProcess.STDOUT)) + String.join("\n", server.stderr());
    }
}
