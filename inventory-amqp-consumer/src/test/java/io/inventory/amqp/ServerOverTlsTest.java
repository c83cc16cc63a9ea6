package io.inventory.amqp;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerCredentials;
import io.grpc.ServerInterceptor;
import io.grpc.TlsServerCredentials;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.inventory.Inventory;
import io.inventory.Sku;
import io.inventory.certificates.TestAuthority;
import io.inventory.jdbi.cli.StoreOptions;
import io.inventory.v1.GetStockRequest;
import io.inventory.v1.GetStockResponse;
import io.inventory.v1.InventoryServiceGrpc;
import io.inventory.v1.Stock;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** --inventory=grpcs://: a server that asks for a certificate and a token. */
@Timeout(60)
class ServerOverTlsTest {
    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

    private final TestAuthority authority = new TestAuthority();
    private final List<String> tokens = new CopyOnWriteArrayList<>();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @Test
    void theConsumerShowsItsCertificateAndItsToken() throws Exception {
        Path ca = authority.write(folder.resolve("ca.pem"));
        Path certificate = folder.resolve("consumer.pem");
        Path key = folder.resolve("consumer.key");
        authority.issue("consumer").write(certificate, key);
        Path token = Files.writeString(folder.resolve("token"), "inv_of-the-consumer\n");
        InventoryUrlTest.Program program = new InventoryUrlTest.Program();
        new CommandLine(program)
                .parseArgs(
                        "--server-ca=" + ca,
                        "--server-cert=" + certificate,
                        "--server-key=" + key,
                        "--server-token-file=" + token);
        Server server = listening(ca);
        try (Inventory inventory =
                InventoryUrl.open("grpcs://localhost:" + server.getPort(), new StoreOptions(), program.server)) {
            assertThat(inventory.stock(new Sku("S")).available()).isEqualTo(7);
            assertThat(tokens).containsExactly("Bearer inv_of-the-consumer");
        } finally {
            server.shutdownNow().awaitTermination();
        }
    }

    private Server listening(Path ca) throws Exception {
        Path certificate = folder.resolve("server.pem");
        Path key = folder.resolve("server.key");
        authority.issue("server", "localhost").write(certificate, key);
        ServerCredentials credentials = TlsServerCredentials.newBuilder()
                .keyManager(certificate.toFile(), key.toFile())
                .trustManager(ca.toFile())
                .clientAuth(TlsServerCredentials.ClientAuth.REQUIRE)
                .build();
        return NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getByName("localhost"), 0), credentials)
                .intercept(new ServerInterceptor() {
                    @Override
                    public <Q, S> ServerCall.Listener<Q> interceptCall(
                            ServerCall<Q, S> call, Metadata headers, ServerCallHandler<Q, S> next) {
                        tokens.add(String.valueOf(headers.get(AUTHORIZATION)));
                        return next.startCall(call, headers);
                    }
                })
                .addService(new InventoryServiceGrpc.InventoryServiceImplBase() {
                    @Override
                    public void getStock(GetStockRequest request, StreamObserver<GetStockResponse> caller) {
                        caller.onNext(GetStockResponse.newBuilder()
                                .setStock(Stock.newBuilder()
                                        .setSkuId(request.getSkuId())
                                        .setAvailableStock(7))
                                .build());
                        caller.onCompleted();
                    }
                })
                .build()
                .start();
    }
}
