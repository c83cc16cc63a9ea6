package io.inventory.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.protobuf.Any;
import com.google.rpc.ErrorInfo;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerMethodDefinition;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.TlsChannelCredentials;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.inventory.AccessDeniedException;
import io.inventory.Actor;
import io.inventory.ErrorReason;
import io.inventory.Inventory;
import io.inventory.InventoryException;
import io.inventory.OrderId;
import io.inventory.OrderLine;
import io.inventory.RequestId;
import io.inventory.Sku;
import io.inventory.client.InventoryClient;
import io.inventory.credentials.WatchedFiles;
import io.inventory.grpc.security.TestTokens;
import io.inventory.jdbi.ExpectedLog;
import io.inventory.jdbi.transaction.RecordedLog;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.Assertions;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who may call what. */
@Timeout(120)
@ExpectedLog({RequestHandler.class, OperatorLog.class, InventoryEndpoint.class, WatchedFiles.class})
class AuthorizationTest {
    private static final Set<String> OPEN = Set.of("grpc.health.v1.Health/Check", "grpc.health.v1.Health/Watch");
    private static final Set<String> ORDER = Set.of(
            "inventory.v1.InventoryService/DeductStock",
            "inventory.v1.InventoryService/ReserveStock",
            "inventory.v1.InventoryService/ConfirmStock",
            "inventory.v1.InventoryService/ExtendReservation",
            "inventory.v1.InventoryService/RollbackStock",
            "inventory.v1.InventoryService/ProcessOrders");
    private static final Set<String> OPERATOR = Set.of(
            "inventory.v1.InventoryAdminService/CreateStock",
            "inventory.v1.InventoryAdminService/AdjustStock",
            "inventory.v1.InventoryAdminService/SetStock",
            "inventory.v1.InventoryAdminService/SetStockPolicy",
            "inventory.v1.InventoryAdminService/CountStock",
            "inventory.v1.InventoryAdminService/ImportStocks",
            "inventory.v1.InventoryAdminService/VerifyLedger",
            "inventory.v1.InventoryAdminService/SetReadOnly",
            "inventory.v1.InventoryAdminService/ExpireReservation");
    private static final Set<String> READER = Set.of(
            "inventory.v1.InventoryService/GetStock",
            "inventory.v1.InventoryService/BatchGetStock",
            "inventory.v1.InventoryService/CheckStock",
            "inventory.v1.InventoryService/GetOrder",
            "inventory.v1.InventoryService/WatchSignals",
            "inventory.v1.InventoryService/ListSignals",
            "inventory.v1.InventoryAdminService/ListStocks",
            "inventory.v1.InventoryAdminService/ExportStocks",
            "inventory.v1.InventoryAdminService/ListStockLogs",
            "inventory.v1.InventoryAdminService/ExplainStock",
            "inventory.v1.InventoryAdminService/GetServerStatus",
            "grpc.reflection.v1.ServerReflection/ServerReflectionInfo");

    private static final String[] CALLERS = {
        "# name role token",
        "web reader " + TestTokens.hash("inv_web"),
        "cart order " + TestTokens.hash("inv_cart"),
        "alice operator " + TestTokens.hash("inv_alice") + " 9999-01-01T00:00:00Z",
        "gone operator " + TestTokens.hash("inv_gone") + " 2020-01-01T00:00:00Z",
        "shop order certificate",
    };

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @Test
    void everyMethodOnTheServerHasItsRoleAndNobodyElseMayCallIt() throws Exception {
        try (SecureServer server = new SecureServer(folder).startWithCallers(CALLERS)) {
            Set<String> served = new TreeSet<>();
            Map<String, String> wrong = new TreeMap<>();
            for (var service : server.endpoint().services())
                for (ServerMethodDefinition<?, ?> method : service.getMethods()) {
                    String name = method.getMethodDescriptor().getFullMethodName();
                    served.add(name);
                    String met = mayCall(server, method.getMethodDescriptor(), "") + " "
                            + mayCall(server, method.getMethodDescriptor(), "inv_web") + " "
                            + mayCall(server, method.getMethodDescriptor(), "inv_cart") + " "
                            + mayCall(server, method.getMethodDescriptor(), "inv_alice");
                    if (!met.equals(expected(name))) wrong.put(name, met);
                }
            assertThat(wrong).isEmpty();
            Set<String> known = new TreeSet<>(OPEN);
            List.of(ORDER, OPERATOR, READER).forEach(known::addAll);
            assertThat(served).isEqualTo(known);
        }
    }

    @Test
    void whatTheServerDoesNotHaveIsNotRepeatedAndStrangersLearnNothingOfIt() throws Exception {
        try (SecureServer server = new SecureServer(folder).startWithCallers(CALLERS)) {
            MethodDescriptor<byte[], byte[]> unknown = empty("inventory.v1.InventoryService/Whatever");
            assertThat(mayCall(server, unknown, "")).isEqualTo("UNAUTHENTICATED");
            assertThat(mayCall(server, unknown, "inv_unknown")).isEqualTo("UNAUTHENTICATED");
            ManagedChannel channel = channel(server, "inv_web");
            try {
                assertThatExceptionOfType(StatusRuntimeException.class)
                        .isThrownBy(
                                () -> ClientCalls.blockingUnaryCall(channel, unknown, CallOptions.DEFAULT, new byte[0]))
                        .withMessageStartingWith("UNIMPLEMENTED: this server has no such method")
                        .withMessageNotContaining("Whatever");
            } finally {
                channel.shutdownNow();
            }
        }
    }

    /** What callers without a token, and of each role, are to meet. */
    static Map<String, String> expectedOf(Set<String> methods) {
        Map<String, String> expected = new TreeMap<>();
        methods.forEach(method -> expected.put(method, expected(method)));
        return expected;
    }

    private static String expected(String method) {
        if (OPEN.contains(method)) return "yes yes yes yes";
        if (READER.contains(method)) return "UNAUTHENTICATED yes yes yes";
        if (ORDER.contains(method)) return "UNAUTHENTICATED PERMISSION_DENIED yes yes";
        return "UNAUTHENTICATED PERMISSION_DENIED PERMISSION_DENIED yes";
    }

    /** "yes" if the call gets past the guard, whatever the service says to an empty request. */
    private static String mayCall(SecureServer server, MethodDescriptor<?, ?> method, String token) throws Exception {
        ManagedChannel channel = channel(server, token);
        try {
            var answers = ClientCalls.blockingServerStreamingCall(
                    channel,
                    empty(method.getFullMethodName()),
                    CallOptions.DEFAULT.withDeadlineAfter(500, TimeUnit.MILLISECONDS),
                    new byte[0]);
            while (answers.hasNext()) answers.next();
            return "yes";
        } catch (StatusRuntimeException e) {
            Status.Code code = e.getStatus().getCode();
            boolean refused = code == Status.Code.UNAUTHENTICATED || code == Status.Code.PERMISSION_DENIED;
            if (refused) assertThat(reason(e)).isEqualTo(code.name());
            return refused ? code.name() : "yes";
        } finally {
            channel.shutdownNow().awaitTermination(10, TimeUnit.SECONDS);
        }
    }

    private static ManagedChannel channel(SecureServer server, String token) throws IOException {
        return NettyChannelBuilder.forTarget(
                        server.address(),
                        TlsChannelCredentials.newBuilder()
                                .trustManager(server.ca.toFile())
                                .build())
                .disableRetry()
                .intercept(MetadataUtils.newAttachHeadersInterceptor(bearer(token)))
                .build();
    }

    private static Metadata bearer(String token) {
        Metadata headers = new Metadata();
        if (!token.isEmpty())
            headers.put(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer " + token);
        return headers;
    }

    private static String reason(StatusRuntimeException failure) {
        for (Any detail : StatusProto.fromThrowable(failure).getDetailsList())
            if (detail.is(ErrorInfo.class))
                try {
                    ErrorInfo info = detail.unpack(ErrorInfo.class);
                    assertThat(info.getDomain()).isEqualTo("inventory");
                    return info.getReason();
                } catch (com.google.protobuf.InvalidProtocolBufferException e) {
                    throw new AssertionError(e);
                }
        return "none";
    }

    private static MethodDescriptor<byte[], byte[]> empty(String name) {
        return MethodDescriptor.<byte[], byte[]>newBuilder()
                .setType(MethodDescriptor.MethodType.SERVER_STREAMING)
                .setFullMethodName(name)
                .setRequestMarshaller(new Bytes())
                .setResponseMarshaller(new Bytes())
                .build();
    }

    private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
        @Override
        public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
            try {
                return stream.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Test
    void whoIsRefusedIsToldWhatToDo() throws Exception {
        try (SecureServer server = new SecureServer(folder).startWithCallers(CALLERS)) {
            assertRefused(server.client(), ErrorReason.UNAUTHENTICATED, "neither a token");
            assertRefused(server.client().token("inv_unknown"), ErrorReason.UNAUTHENTICATED, "ask whoever runs");
            assertRefused(server.client().token("inv_gone"), ErrorReason.UNAUTHENTICATED, "has expired");
            assertRefused(
                    server.client().token("inv_web"),
                    ErrorReason.PERMISSION_DENIED,
                    "needs the role order, and web has");
        }
    }

    private static void assertRefused(InventoryClient.Builder builder, ErrorReason reason, String message) {
        try (Inventory client = builder.build()) {
            InventoryException failure = Assertions.catchThrowableOfType(
                    InventoryException.class,
                    () -> client.deduct(new OrderId("o"), List.of(new OrderLine(SecureServer.SKU, 1))));
            assertThat(failure).isExactlyInstanceOf(AccessDeniedException.class).hasMessageContaining(message);
            assertThat(failure.getMessage()).doesNotContain("inv_");
            assertThat(failure.reason()).isEqualTo(reason);
        }
        // the same on a stream
        try (Inventory client = builder.streaming(true).build()) {
            InventoryException failure = Assertions.catchThrowableOfType(
                    InventoryException.class,
                    () -> client.deduct(new OrderId("o"), List.of(new OrderLine(SecureServer.SKU, 1))));
            assertThat(failure.reason()).isEqualTo(reason);
        }
    }

    @Test
    void aCertificatesNameHasItsRoleAndATokenGoesBeforeIt() throws Exception {
        try (SecureServer server = new SecureServer(folder).startMutual(false, CALLERS)) {
            try (Inventory shop = server.client(server.tls("shop")).build()) {
                shop.deduct(new OrderId("o"), List.of(new OrderLine(SecureServer.SKU, 1)));
            }
            assertRefused(server.client(server.tls("stranger")), ErrorReason.UNAUTHENTICATED, "stranger");
            // a certificate does not speak for the token of that name
            assertRefused(server.client(server.tls("alice")), ErrorReason.UNAUTHENTICATED, "alice");
            assertRefused(
                    server.client(server.tls("shop")).token("inv_web"),
                    ErrorReason.PERMISSION_DENIED,
                    "web has the role");
            assertRefused(
                    server.client(server.tls("shop")).token("inv_unknown"), ErrorReason.UNAUTHENTICATED, "the token");
            try (Inventory alice = server.client().token("inv_alice").build()) {
                alice.create(new Sku("T"), 1, new RequestId("r"));
            }
            server.callers("alice operator " + TestTokens.hash("inv_alice"));
            Awaitility.await()
                    .untilAsserted(() ->
                            assertRefused(server.client(server.tls("shop")), ErrorReason.UNAUTHENTICATED, "shop"));
        }
    }

    @Test
    void anOperatorsCommandIsLoggedWithTheNameInOneLineAndOthersAreNot() throws Exception {
        try (RecordedLog log = new RecordedLog(OperatorLog.class);
                SecureServer server = new SecureServer(folder).startWithCallers(CALLERS);
                Inventory alice = server.client().token("inv_alice").build();
                Inventory cart = server.client().token("inv_cart").build()) {
            Sku sku = new Sku("T");
            alice.create(sku, 5, new RequestId("r1"));
            Assertions.assertThatThrownBy(() -> alice.adjust(sku, -6, "counted", new RequestId("r2")));
            alice.deduct(new OrderId("o"), List.of(new OrderLine(sku, 1)));
            cart.stock(sku);
            Awaitility.await().until(() -> log.lines().size() == 2);
            assertThat(log.lines())
                    .containsExactly(
                            "CreateStock of SKU T, request r1, by alice: APPLIED",
                            "AdjustStock of SKU T, request r2, by alice: ADJUSTMENT_BELOW_ZERO");
            assertThat(alice.ledger(sku)).anyMatch(entry -> entry.actor().equals(new Actor("alice")));
        }
    }

    @Test
    void aTokensHashIsNoTokenAndNeitherIsAPartOfIt() throws Exception {
        try (SecureServer server = new SecureServer(folder).startWithCallers(CALLERS)) {
            String hash = TestTokens.hash("inv_alice");
            for (String token : List.of(hash, hash.substring("sha256:".length()), "inv_alic", "inv_alicee", "alice"))
                assertRefused(server.client().token(token), ErrorReason.UNAUTHENTICATED, "the token is unknown");
        }
    }
}
