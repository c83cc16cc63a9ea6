package io.inventory.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.grpc.Attributes;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerTransportFilter;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.inventory.AccessDeniedException;
import io.inventory.ErrorReason;
import io.inventory.InventoryException;
import io.inventory.v1.InventoryServiceGrpc;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client makes of the credentials that it is given. That they are good for something is tested with a real server. */
@Timeout(60)
class CredentialsTest {
    private static final String TOKEN = "inv_secret";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @Test
    void aTokenWithoutTlsIsRefusedWithoutBeingShown() throws Exception {
        Path file = Files.writeString(folder.resolve("token"), TOKEN);
        for (InventoryClient.Builder builder : List.of(
                InventoryClient.builder("127.0.0.1").token(TOKEN),
                InventoryClient.builder().target("dns:///localhost").tokenFile(file)))
            assertThatIllegalStateException()
                    .isThrownBy(builder::build)
                    .withMessage("a token is never sent in the clear: give tls, too");
    }

    @Test
    void overAChannelInTheClearATokenIsNotSent() throws Exception {
        List<String> received = new CopyOnWriteArrayList<>();
        List<String> connections = new CopyOnWriteArrayList<>();
        Server server = listening(received, connections);
        ManagedChannel channel = NettyChannelBuilder.forAddress("127.0.0.1", server.getPort())
                .usePlaintext()
                .build();
        try (InventoryClient client = InventoryClient.builder(channel)
                        .token(TOKEN)
                        .deadline(Duration.ofSeconds(20))
                        .build();
                InventoryClient without = InventoryClient.over(channel)) {
            InventoryException failure = Clients.failure(client);
            assertThat(failure)
                    .isInstanceOf(AccessDeniedException.class)
                    .hasMessageContaining("never sent in the clear")
                    .hasMessageNotContaining(TOKEN);
            assertThat(failure.reason()).isEqualTo(ErrorReason.UNAUTHENTICATED);
            Awaitility.await().until(() -> connections.size() == 1);
            assertThat(received).isEmpty();
            Clients.failure(without);
            assertThat(received).hasSize(1);
            assertThat(received.get(0)).doesNotContain(TOKEN, "authorization");
        } finally {
            channel.shutdownNow();
            server.shutdownNow().awaitTermination();
        }
    }

    private static Server listening(List<String> received, List<String> connections) throws Exception {
        return NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .addService(new InventoryServiceGrpc.InventoryServiceImplBase() {})
                .intercept(new ServerInterceptor() {
                    @Override
                    public <Q, S> ServerCall.Listener<Q> interceptCall(
                            ServerCall<Q, S> call, Metadata headers, ServerCallHandler<Q, S> next) {
                        received.add(headers.toString());
                        return next.startCall(call, headers);
                    }
                })
                .addTransportFilter(new ServerTransportFilter() {
                    @Override
                    public Attributes transportReady(Attributes attributes) {
                        connections.add("connection");
                        return attributes;
                    }
                })
                .build()
                .start();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "inv_secret x", "inv_secret\n", "inv_s\u00E9cret", "inv_secret\u0000"})
    void whatIsNoTokenIsRefusedWithoutBeingShown(String token) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> InventoryClient.builder("localhost").token(token))
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("inv_s"));
    }

    @Test
    void aFileThatCannotBeUsedIsNamed() throws Exception {
        Path none = folder.resolve("none");
        Path text = Files.writeString(folder.resolve("text"), TOKEN + " " + TOKEN);
        assertRefused(none, InventoryClient.builder("localhost").tls(ClientTls.trusting(none)));
        assertRefused(text, InventoryClient.builder("localhost").tls(ClientTls.trusting(text)));
        assertRefused(
                text,
                InventoryClient.builder("localhost").tls(ClientTls.system().withCertificate(text, none)));
        assertRefused(
                none,
                InventoryClient.builder("localhost").tls(ClientTls.system()).tokenFile(none));
        assertRefused(
                text,
                InventoryClient.builder("localhost").tls(ClientTls.system()).tokenFile(text));
        assertRefused(
                folder,
                InventoryClient.builder("localhost").tls(ClientTls.system()).tokenFile(folder));
    }

    private static void assertRefused(Path file, InventoryClient.Builder builder) {
        assertThatIllegalArgumentException()
                .isThrownBy(builder::build)
                .withMessageContaining(file.toString())
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain(TOKEN));
    }

    @Test
    void aChannelOfSomebodyElsesHasItsOwnTls() {
        ManagedChannel channel =
                NettyChannelBuilder.forTarget("localhost:1").usePlaintext().build();
        assertThatIllegalStateException()
                .isThrownBy(() ->
                        InventoryClient.builder(channel).tls(ClientTls.system()).build())
                .withMessageContaining("made elsewhere");
        channel.shutdownNow();
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "PT0.009S", "PT1H0.001S"})
    void filesAreLookedAtEveryTenMillisecondsToAnHour(Duration interval) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> InventoryClient.builder("localhost").reloadInterval(interval));
    }
}
