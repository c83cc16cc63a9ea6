package io.inventory.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.inventory.Inventory;
import io.inventory.InventoryException;
import io.inventory.UnavailableException;
import io.inventory.certificates.TestAuthority;
import io.inventory.client.ClientTls;
import io.inventory.client.InventoryClient;
import io.inventory.credentials.WatchedFiles;
import io.inventory.jdbi.ExpectedLog;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who talks to whom over TLS, with real certificates, and what those are told who don't. */
@Timeout(60)
@ExpectedLog(WatchedFiles.class)
class TlsTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @Test
    void aClientThatTrustsTheCaIsServed() throws Exception {
        try (SecureServer server = new SecureServer(folder).startOpen()) {
            assertServed(server.client());
            assertServed(
                    InventoryClient.builder("localhost:" + server.endpoint().port())
                            .tls(server.tls()));
        }
    }

    @Test
    void eachOfSeveralAddressesIsKnownByItsOwnName() throws Exception {
        Path other = Files.createDirectory(folder.resolve("other"));
        try (SecureServer first = new SecureServer(folder);
                SecureServer second = new SecureServer(other)) {
            first.authority.issue("server", "localhost").write(first.certificate, first.key);
            first.authority.issue("server", "127.0.0.1").write(second.certificate, second.key);
            first.startOpen();
            second.startOpen();
            try (Inventory client = InventoryClient.builder(
                            "localhost:" + first.endpoint().port(), second.address())
                    .tls(first.tls())
                    .deadline(Duration.ofSeconds(10))
                    .build()) {
                for (int i = 0; i < 20; i++) client.stock(SecureServer.SKU);
                first.endpoint().close();
                client.stock(SecureServer.SKU);
            }
        }
    }

    @Test
    void anotherCasServerIsNotTrusted() throws Exception {
        try (SecureServer server = new SecureServer(folder).startOpen()) {
            Path other = new TestAuthority().write(folder.resolve("other.pem"));
            assertThat(failure(server.client(ClientTls.trusting(other)))).containsIgnoringCase("certif");
            assertThat(failure(server.client(ClientTls.system()))).containsIgnoringCase("certif");
        }
    }

    @Test
    void aServerOfAnotherNameIsNotTrusted() throws Exception {
        try (SecureServer server = new SecureServer(folder)) {
            server.authority
                    .issue("127.0.0.1", "stock.example.com", "127.0.0.2")
                    .write(server.certificate, server.key);
            server.startOpen();
            assertThat(failure(server.client())).contains("127.0.0.1");
        }
    }

    @Test
    void aServerWhoseCertificateHasExpiredIsNotTrusted() throws Exception {
        try (SecureServer server = new SecureServer(folder)) {
            server.authority
                    .issue("server", Instant.now().plusSeconds(4), "127.0.0.1")
                    .write(server.certificate, server.key);
            server.startOpen();
            assertServed(server.client());
            Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .ignoreExceptions()
                    .untilAsserted(() -> assertThat(failure(server.client())).containsIgnoringCase("notafter"));
        }
    }

    @Test
    void aServerDoesNotStartWithACertificateThatNobodyWouldTrust() throws Exception {
        try (SecureServer server = new SecureServer(folder)) {
            server.authority
                    .issue("server", Instant.now().minusSeconds(1), "127.0.0.1")
                    .write(server.certificate, server.key);
            assertThatIllegalArgumentException()
                    .isThrownBy(server::startOpen)
                    .withMessageContainingAll("certificate", server.certificate.toString(), "NotAfter");
            server.authority.issue("server", "127.0.0.1").write(server.certificate, folder.resolve("other.key"));
            assertThatIllegalArgumentException()
                    .isThrownBy(server::startOpen)
                    .withMessageContaining("the key is not that of the certificate");
            Files.writeString(server.key, "-----BEGIN EC PRIVATE KEY-----\n-----END EC PRIVATE KEY-----\n");
            assertThatIllegalArgumentException()
                    .isThrownBy(server::startOpen)
                    .withMessageContaining("openssl pkcs8 -topk8");
            Files.delete(server.key);
            assertThatIllegalArgumentException().isThrownBy(server::startOpen).withMessageContaining("no such file");
            server.authority.issue("server", "127.0.0.1").write(server.certificate, server.key);
            server.startOpen();
        }
    }

    @Test
    void aPlaintextClientIsToldOfTls() throws Exception {
        try (SecureServer server = new SecureServer(folder).startOpen()) {
            assertThat(failure(server.plainClient())).contains("TLS");
        }
    }

    @Test
    void aTlsClientIsToldThatTheServerSpeaksNone() throws Exception {
        SecureServer files = new SecureServer(folder);
        try (ServerFixture plain = ServerFixture.inMemory()) {
            assertThat(failure(InventoryClient.builder(
                                    "127.0.0.1:" + plain.endpoint().port())
                            .tls(files.tls())))
                    .contains("TLS");
        }
    }

    @Test
    void mutualTlsServesThoseWhoShowACertificateOfTheCa() throws Exception {
        try (SecureServer server = new SecureServer(folder).startMutual(true)) {
            assertServed(server.client(server.tls("cart")));
            assertUnavailable(server.client());
            Path chain = folder.resolve("stranger.pem");
            Path key = folder.resolve("stranger.key");
            new TestAuthority().issue("cart").write(chain, key);
            assertUnavailable(server.client(server.tls().withCertificate(chain, key)));
        }
    }

    private static void assertServed(InventoryClient.Builder builder) {
        try (Inventory client = builder.deadline(Duration.ofSeconds(10)).build()) {
            assertThat(client.stock(SecureServer.SKU).available()).isEqualTo(1_000_000);
        }
    }

    private static void assertUnavailable(InventoryClient.Builder builder) {
        assertThat(failure(builder)).startsWith("inventory service unavailable");
    }

    private static String failure(InventoryClient.Builder builder) {
        try (Inventory client = builder.deadline(Duration.ofSeconds(5)).build()) {
            InventoryException failure =
                    catchThrowableOfType(InventoryException.class, () -> client.stock(SecureServer.SKU));
            assertThat(failure).isInstanceOf(UnavailableException.class);
            return String.valueOf(failure.getMessage());
        }
    }
}
