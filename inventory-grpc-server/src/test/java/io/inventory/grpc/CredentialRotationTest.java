package io.inventory.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.inventory.AccessDeniedException;
import io.inventory.DeductOutcome.Deducted;
import io.inventory.Inventory;
import io.inventory.OrderId;
import io.inventory.OrderLine;
import io.inventory.client.ClientTls;
import io.inventory.client.InventoryClient;
import io.inventory.credentials.WatchedFiles;
import io.inventory.grpc.security.TestTokens;
import io.inventory.jdbi.ExpectedLog;
import io.inventory.jdbi.transaction.RecordedLog;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Certificates and tokens change while orders come: none fails. */
@Timeout(120)
@ExpectedLog({WatchedFiles.class, InventoryEndpoint.class})
class CredentialRotationTest {
    private static final String OLD = "inv_the-old-token-of-the-test";
    private static final String NEW = "inv_the-new-token-of-the-test";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @Test
    void noCallFailsWhileTheServersCertificateAndItsCaAreReplaced() throws Exception {
        try (SecureServer server = new SecureServer(folder).startOpen();
                Load load = new Load(() -> server.client().build())) {
            Path other = Files.createDirectory(folder.resolve("other"));
            SecureServer next = new SecureServer(other);
            // whoever trusts both is there before the certificate of the new one
            Files.writeString(server.ca, Files.readString(server.ca) + Files.readString(next.ca));
            load.awaitMore();
            next.authority.issue("server", "127.0.0.1").write(server.certificate, server.key);
            Awaitility.await().untilAsserted(() -> assertServed(server, ClientTls.trusting(next.ca)));
            load.awaitMore();
        }
    }

    @Test
    void aFileThatCannotBeUsedLeavesTheOldOneInUseAndIsLoggedOnce() throws Exception {
        try (RecordedLog log = new RecordedLog(WatchedFiles.class);
                SecureServer server = new SecureServer(folder).startOpen()) {
            server.authority.issue("server", "127.0.0.1").write(folder.resolve("half.pem"), server.key);
            Awaitility.await()
                    .until(() -> log.lines().stream()
                            .anyMatch(line -> line.contains("the key is not that of the certificate")));
            assertServed(server, server.tls());
            Files.writeString(server.certificate, "no certificate");
            Awaitility.await()
                    .until(() -> log.lines().stream().anyMatch(line -> line.contains("No certificate data found")));
            assertServed(server, server.tls());
            assertThat(log.lines()).doesNotHaveDuplicates();
            Files.move(folder.resolve("half.pem"), server.certificate, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
            Awaitility.await().until(() -> log.lines().stream().anyMatch(line -> line.endsWith("read again")));
            assertServed(server, server.tls());
        }
    }

    @Test
    void noCallFailsWhileATokenIsReplaced() throws Exception {
        Path kept = Files.writeString(folder.resolve("kept"), OLD + "\n");
        Path brief = Files.writeString(folder.resolve("brief"), OLD + "\n");
        String old = "cart order " + hash(OLD);
        String next = "cart order " + hash(NEW);
        try (RecordedLog log = new RecordedLog(WatchedFiles.class);
                SecureServer server = new SecureServer(folder).startWithCallers(old);
                Load load = new Load(
                        server.client().tokenFile(kept).build(),
                        () -> server.client().tokenFile(brief).build())) {
            server.callers(old, next);
            Awaitility.await().until(() -> knows(server, NEW));
            Files.writeString(brief, NEW + "\n");
            Files.writeString(kept, NEW + "\n");
            Awaitility.await().until(() -> log.lines().stream().anyMatch(line -> line.contains(kept + ") read again")));
            // and those ended that were made with the old one
            load.awaitMore();
            server.callers(next);
            Awaitility.await().until(() -> !knows(server, OLD));
            load.awaitMore();
        }
    }

    @Test
    void aCallersFileThatCannotBeUsedLeavesTheOldOneInUse() throws Exception {
        try (RecordedLog log = new RecordedLog(WatchedFiles.class);
                SecureServer server = new SecureServer(folder).startWithCallers("cart order " + hash(OLD))) {
            server.callers("cart order " + hash(NEW), "cart emperor " + hash(OLD));
            Awaitility.await()
                    .until(() -> log.lines().stream()
                            .anyMatch(line -> line.contains("line 2: the role must be reader, order or operator")));
            assertThat(knows(server, OLD)).isTrue();
            assertThat(knows(server, NEW)).isFalse();
            server.callers("cart order " + hash(NEW));
            Awaitility.await().until(() -> !knows(server, OLD));
            assertThat(knows(server, NEW)).isTrue();
            assertThat(log.lines().toString()).doesNotContain(OLD, NEW);
        }
    }

    @Test
    void aCallersFileThatChangesWithEachLookIsLogged() throws Exception {
        try (RecordedLog log = new RecordedLog(WatchedFiles.class);
                SecureServer server = new SecureServer(folder).startWithCallers("cart order " + hash(OLD))) {
            AtomicInteger written = new AtomicInteger();
            Awaitility.await().pollInterval(Duration.ofMillis(2)).until(() -> {
                server.callers("cart order " + hash(NEW), "# " + written.incrementAndGet());
                return log.lines().stream().anyMatch(line -> line.contains("it has changed with each look"));
            });
            assertThat(log.lines()).hasSize(1);
            Awaitility.await().until(() -> knows(server, NEW));
        }
    }

    private static boolean knows(SecureServer server, String token) {
        try (Inventory client = server.client().token(token).build()) {
            client.stock(SecureServer.SKU);
            return true;
        } catch (AccessDeniedException e) {
            return false;
        }
    }

    private static String hash(String token) {
        return TestTokens.hash(token);
    }

    private static void assertServed(SecureServer server, ClientTls tls) {
        try (Inventory client = server.client(tls).build()) {
            client.stock(SecureServer.SKU);
        }
    }

    /** Orders that come one after another, on connections that are kept and on new ones. */
    private static final class Load implements AutoCloseable {
        private static final int CALLERS = 3;

        interface Clients {
            InventoryClient make();
        }

        private final AtomicBoolean ended = new AtomicBoolean();
        private final AtomicInteger orders = new AtomicInteger();
        private final AtomicInteger connections = new AtomicInteger();
        private final List<CompletableFuture<Void>> callers = new ArrayList<>();
        private final InventoryClient kept;

        Load(Clients clients) {
            this(clients.make(), clients);
        }

        /** @param kept the client whose connection is kept; it is closed here */
        Load(InventoryClient kept, Clients clients) {
            this.kept = kept;
            for (int i = 0; i < CALLERS; i++) callers.add(begin(() -> order(kept)));
            callers.add(begin(() -> {
                try (InventoryClient once = clients.make()) {
                    order(once);
                    connections.incrementAndGet();
                }
            }));
        }

        private CompletableFuture<Void> begin(Runnable call) {
            return CompletableFuture.runAsync(
                    () -> {
                        while (!ended.get()) call.run();
                    },
                    task -> new Thread(task).start());
        }

        private void order(InventoryClient client) {
            int number = orders.incrementAndGet();
            assertThat(client.deduct(new OrderId("order-" + number), List.of(new OrderLine(SecureServer.SKU, 1))))
                    .isInstanceOf(Deducted.class);
        }

        void awaitMore() {
            int enough = orders.get() + 100;
            int enoughConnections = connections.get() + 5;
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .failFast(() -> callers.stream().anyMatch(CompletableFuture::isDone))
                    .until(() -> orders.get() > enough && connections.get() > enoughConnections);
        }

        /** Fails if any call did. */
        @Override
        public void close() {
            ended.set(true);
            try (kept) {
                callers.forEach(CompletableFuture::join);
            }
        }
    }
}
