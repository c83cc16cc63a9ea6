package io.inventory.grpc;

import io.inventory.RequestId;
import io.inventory.Sku;
import io.inventory.certificates.TestAuthority;
import io.inventory.client.ClientTls;
import io.inventory.client.InventoryClient;
import io.inventory.grpc.http.HttpSettings;
import io.inventory.grpc.security.ServerSecurity;
import io.inventory.memory.InMemoryInventory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A server with TLS on a free port, and the files that it follows. */
final class SecureServer implements AutoCloseable {
    static final Duration OFTEN = Duration.ofMillis(20);
    static final Sku SKU = new Sku("S");

    final TestAuthority authority = new TestAuthority();
    final Path ca;
    final Path certificate;
    final Path key;
    final Path callers;
    private final Path folder;
    private final InMemoryInventory inventory = new InMemoryInventory();
    private @Nullable InventoryEndpoint endpoint;

    /** Not yet started. */
    SecureServer(Path folder) {
        this.folder = folder;
        ca = authority.write(folder.resolve("ca.pem"));
        certificate = folder.resolve("server.pem");
        key = folder.resolve("server.key");
        callers = folder.resolve("callers");
        authority.issue("server", "127.0.0.1", "localhost").write(certificate, key);
        inventory.create(SKU, 1_000_000, new RequestId("opening"));
    }

    /** Everybody may do everything. */
    SecureServer startOpen() throws IOException {
        return start(Optional.empty(), true, Optional.empty());
    }

    /** Who may do what is in the callers file. */
    SecureServer startWithCallers(String... lines) throws IOException {
        callers(lines);
        return start(Optional.empty(), true, Optional.of(callers));
    }

    /** Clients show certificates. */
    SecureServer startMutual(boolean required, String... lines) throws IOException {
        callers(lines);
        return start(Optional.of(ca), required, lines.length == 0 ? Optional.empty() : Optional.of(callers));
    }

    private SecureServer start(Optional<Path> clientAuthorities, boolean required, Optional<Path> callersFile)
            throws IOException {
        ServerSecurity security = ServerSecurity.of(
                Optional.of(new ServerSecurity.Tls(certificate, key, clientAuthorities, required)), callersFile, OFTEN);
        endpoint = InventoryEndpoint.start(
                inventory,
                new EndpointSettings("127.0.0.1", 0, Duration.ofSeconds(20), Duration.ofSeconds(5), 1_000, true)
                        .with(new HttpSettings("127.0.0.1", 0)),
                security);
        return this;
    }

    void callers(String... lines) throws IOException {
        Path next = Files.writeString(folder.resolve("callers.next"), String.join("\n", lines) + "\n");
        Files.move(next, callers, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
    }

    InventoryEndpoint endpoint() {
        return Objects.requireNonNull(endpoint);
    }

    String address() {
        return "127.0.0.1:" + endpoint().port();
    }

    ClientTls tls() {
        return ClientTls.trusting(ca);
    }

    /** Shows a certificate of the server's CA with that name. */
    ClientTls tls(String commonName) {
        Path chain = folder.resolve(commonName + ".pem");
        Path itsKey = folder.resolve(commonName + ".key");
        authority.issue(commonName).write(chain, itsKey);
        return tls().withCertificate(chain, itsKey);
    }

    /** A client that trusts the server and is not known to it. */
    InventoryClient.Builder client() {
        return client(tls());
    }

    InventoryClient.Builder client(ClientTls tls) {
        return plainClient().tls(tls);
    }

    InventoryClient.Builder plainClient() {
        return InventoryClient.builder(address()).reloadInterval(OFTEN).deadline(Duration.ofSeconds(10));
    }

    @Override
    public void close() {
        endpoint().close();
        inventory.close();
    }
}
