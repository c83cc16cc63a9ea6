package io.inventory.grpc;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.inventory.Inventory;
import io.inventory.grpc.http.HttpLimits;
import io.inventory.grpc.http.HttpSettings;
import io.inventory.memory.InMemoryInventory;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.function.UnaryOperator;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** An inventory served over gRPC and over HTTP, and who calls it over HTTP. */
final class HttpFixture implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(20);
    static final String ORDERS = "/inventory.v1.InventoryService/";
    static final String ADMIN = "/inventory.v1.InventoryAdminService/";

    private static final EndpointSettings SETTINGS = new EndpointSettings(
                    "127.0.0.1", 0, PATIENCE, Duration.ofSeconds(5), 1_000, true)
            .with(new HttpSettings("127.0.0.1", 0));

    private final HttpClient client = HttpClient.newHttpClient();
    private final InventoryEndpoint endpoint;

    HttpFixture(InventoryEndpoint endpoint) {
        this.endpoint = endpoint;
    }

    static HttpFixture serving(Inventory inventory) throws IOException {
        return serving(inventory, PATIENCE);
    }

    static HttpFixture serving(Inventory inventory, Duration requestTimeout) throws IOException {
        EndpointSettings settings = new EndpointSettings(
                        "127.0.0.1", 0, requestTimeout, Duration.ofSeconds(5), 1_000, true)
                .with(new HttpSettings("127.0.0.1", 0));
        return new HttpFixture(InventoryEndpoint.start(inventory, settings));
    }

    static HttpFixture inMemory() throws IOException {
        return serving(new InMemoryInventory());
    }

    /** With other limits of connections over HTTP. */
    static HttpFixture limited(Inventory inventory, UnaryOperator<HttpLimits> limits) throws IOException {
        return limited(inventory, SETTINGS, limits);
    }

    static HttpFixture limited(Inventory inventory, EndpointSettings settings, UnaryOperator<HttpLimits> limits)
            throws IOException {
        EndpointLimits usual = EndpointLimits.of(settings);
        return new HttpFixture(InventoryEndpoint.start(inventory, settings, usual.with(limits.apply(usual.http()))));
    }

    /** What came back. */
    record Reply(int status, JsonObject json, HttpHeaders headers) {
        static Reply of(HttpResponse<String> response) {
            return new Reply(
                    response.statusCode(),
                    JsonParser.parseString(response.body()).getAsJsonObject(),
                    response.headers());
        }

        /** The reason of the ErrorInfo. */
        String reason() {
            return json.getAsJsonArray("details").asList().stream()
                    .map(detail -> detail.getAsJsonObject().get("reason"))
                    .filter(java.util.Objects::nonNull)
                    .findFirst()
                    .orElseThrow()
                    .getAsString();
        }

        int code() {
            return json.get("code").getAsInt();
        }

        String message() {
            return json.get("message").getAsString();
        }
    }

    /** @param headers names and values in turn */
    Reply post(String path, String json, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
                .timeout(PATIENCE)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json));
        if (headers.length > 0) request.headers(headers);
        return Reply.of(client.send(request.build(), BodyHandlers.ofString()));
    }

    /** For who trusts that authority, and shows one of these keys, if there are any. */
    static SSLContext tls(Path authority, KeyManager... keys) throws Exception {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null);
        try (InputStream pem = Files.newInputStream(authority)) {
            store.setCertificateEntry(
                    "ca", CertificateFactory.getInstance("X.509").generateCertificate(pem));
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(keys, trust.getTrustManagers(), null);
        return tls;
    }

    RawHttp connect() throws IOException {
        return new RawHttp(port());
    }

    int port() {
        return endpoint.httpPort().orElseThrow();
    }

    InventoryEndpoint endpoint() {
        return endpoint;
    }

    @Override
    public void close() {
        endpoint.close();
    }
}
