package io.inventory.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.ServerMethodDefinition;
import io.inventory.grpc.HttpFixture.Reply;
import io.inventory.grpc.security.TestTokens;
import io.inventory.jdbi.ExpectedLog;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import javax.net.ssl.KeyManager;
import org.assertj.core.api.Assertions;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who may call what over HTTP: the same as over gRPC, by tokens and by certificates. */
@Timeout(120)
@ExpectedLog({
    RequestHandler.class,
    OperatorLog.class,
    InventoryEndpoint.class,
    ReadOnlySwitch.class,
    io.inventory.credentials.WatchedFiles.class
})
class HttpSecurityTest {
    private static final String GET_STOCK = HttpFixture.ORDERS + "GetStock";
    private static final String[] CALLERS = {
        "web reader " + TestTokens.hash("inv_web"),
        "cart order " + TestTokens.hash("inv_cart"),
        "alice operator " + TestTokens.hash("inv_alice"),
        "shop order certificate",
    };

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @Test
    void everyMethodNeedsTheRoleThatItNeedsOverGrpc() throws Exception {
        try (SecureServer server = new SecureServer(folder).startWithCallers(CALLERS)) {
            HttpClient client = client(server, new KeyManager[0]);
            Map<String, String> met = new TreeMap<>();
            for (var service : server.endpoint().services())
                if (service.getServiceDescriptor().getName().startsWith("inventory."))
                    for (ServerMethodDefinition<?, ?> method : service.getMethods()) {
                        String name = method.getMethodDescriptor().getFullMethodName();
                        met.put(
                                name,
                                mayCall(server, client, name, "") + " " + mayCall(server, client, name, "inv_web") + " "
                                        + mayCall(server, client, name, "inv_cart") + " "
                                        + mayCall(server, client, name, "inv_alice"));
                    }
            assertThat(met).isEqualTo(AuthorizationTest.expectedOf(met.keySet()));
        }
    }

    @Test
    void strangersLearnNothingOfWhatThereIsAndTheirBodiesAreNotRead() throws Exception {
        try (SecureServer server = new SecureServer(folder).startWithCallers(CALLERS)) {
            HttpClient client = client(server, new KeyManager[0]);
            for (String path : new String[] {"/", "/inventory.v1.InventoryService/Whatever", GET_STOCK}) {
                Reply stranger = post(server, client, path, "no JSON", "");
                assertThat(stranger.status()).isEqualTo(401);
                assertThat(stranger.headers().firstValue("www-authenticate")).contains("Bearer");
                assertThat(stranger.reason()).isEqualTo("UNAUTHENTICATED");
                assertThat(post(server, client, path, "{}", "inv_unknown").status())
                        .isEqualTo(401);
            }
            assertThat(post(server, client, "/inventory.v1.InventoryService/Whatever", "{}", "inv_web")
                            .status())
                    .isEqualTo(501);
        }
    }

    @Test
    void aCertificatesNameHasItsRoleAndATokenGoesBeforeIt() throws Exception {
        try (SecureServer server = new SecureServer(folder).startMutual(false, CALLERS)) {
            HttpClient shop = client(server, identity(server, "shop"));
            String order = "{\"order_id\": \"o\", \"items\": [{\"sku_id\": \"S\", \"quantity\": 1}]}";
            String deduct = HttpFixture.ORDERS + "DeductStock";
            assertThat(post(server, shop, deduct, order, "").status()).isEqualTo(200);
            Reply reader = post(server, shop, deduct, order, "inv_web");
            assertThat(reader.status()).isEqualTo(403);
            assertThat(reader.message()).contains("needs the role order, and web has");
            HttpClient stranger = client(server, identity(server, "stranger"));
            assertThat(post(server, stranger, deduct, order, "").message()).contains("stranger");
            server.callers(CALLERS[0]);
            Awaitility.await()
                    .untilAsserted(() -> assertThat(
                                    post(server, shop, deduct, order, "").status())
                            .isEqualTo(401));
        }
    }

    @Test
    void aClientWithoutACertificateDoesNotGetInWhereOneIsRequired() throws Exception {
        try (SecureServer server = new SecureServer(folder).startMutual(true, CALLERS)) {
            HttpClient client = client(server, new KeyManager[0]);
            Assertions.assertThatThrownBy(() -> post(server, client, GET_STOCK, "{\"sku_id\": \"S\"}", "inv_web"))
                    .isInstanceOf(java.io.IOException.class);
            HttpClient shop = client(server, identity(server, "shop"));
            assertThat(post(server, shop, GET_STOCK, "{\"sku_id\": \"S\"}", "").status())
                    .isEqualTo(200);
        }
    }

    @Test
    void whoSpeaksInTheClearToATlsPortIsCutOff() throws Exception {
        try (SecureServer server = new SecureServer(folder).startWithCallers(CALLERS);
                RawHttp peer = new RawHttp(server.endpoint().httpPort().orElseThrow())) {
            assertThat(peer.send(RawHttp.post(GET_STOCK, "{}")).answer()).doesNotContain("HTTP/1.1");
        }
    }

    @Test
    void aTokenThatIsNoTextOfAHeaderIsUnknown() throws Exception {
        try (SecureServer server = new SecureServer(folder).startWithCallers(CALLERS)) {
            HttpClient client = client(server, new KeyManager[0]);
            for (String token : new String[] {"ÿ", "inv_web inv_alice", TestTokens.hash("inv_alice")})
                assertThat(post(server, client, GET_STOCK, "{}", token).status())
                        .isEqualTo(401);
        }
    }

    private static String mayCall(SecureServer server, HttpClient client, String method, String token)
            throws Exception {
        Reply reply = post(server, client, "/" + method, "{}", token);
        boolean refused = reply.status() == 401 || reply.status() == 403;
        return refused ? reply.reason() : "yes";
    }

    private static Reply post(SecureServer server, HttpClient client, String path, String body, String token)
            throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(
                        "https://localhost:" + server.endpoint().httpPort().orElseThrow() + path))
                .timeout(Duration.ofSeconds(20))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body));
        if (!token.isEmpty()) request.header("Authorization", "Bearer " + token);
        return Reply.of(client.send(request.build(), BodyHandlers.ofString()));
    }

    private static HttpClient client(SecureServer server, KeyManager[] keys) throws Exception {
        return HttpClient.newBuilder()
                .sslContext(HttpFixture.tls(server.ca, keys))
                .build();
    }

    private KeyManager[] identity(SecureServer server, String name) {
        Path chain = folder.resolve(name + ".pem");
        Path key = folder.resolve(name + ".key");
        server.authority.issue(name).write(chain, key);
        try (io.inventory.credentials.WatchedFiles files =
                new io.inventory.credentials.WatchedFiles(Duration.ofMinutes(1))) {
            return new KeyManager[] {io.inventory.credentials.Certificates.identity(files, chain, key)};
        }
    }
}
