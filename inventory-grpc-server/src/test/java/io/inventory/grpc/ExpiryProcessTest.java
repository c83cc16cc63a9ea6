package io.inventory.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.inventory.ErrorReason;
import io.inventory.Expire;
import io.inventory.ExpireOutcome;
import io.inventory.Inventory;
import io.inventory.InventoryException;
import io.inventory.OrderId;
import io.inventory.OrderLine;
import io.inventory.OrderStatus;
import io.inventory.RequestId;
import io.inventory.ReserveOutcome.Reserved;
import io.inventory.Sku;
import io.inventory.client.InventoryClient;
import io.inventory.v1.InventoryAdminServiceGrpc;
import io.inventory.v1.InventoryAdminServiceGrpc.InventoryAdminServiceBlockingStub;
import io.inventory.v1.SetReadOnlyRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Reservations in a server process, to which nobody speaks. */
@Timeout(120)
class ExpiryProcessTest {
    private static final Sku SKU = new Sku("S");
    private static final OrderId ORDER = new OrderId("unpaid");
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @Test
    void theUnitsOfAnOrderThatIsNeverPaidComeBackByThemselves() throws Exception {
        try (ServerProcess server = start(Map.of());
                Inventory client = client(server)) {
            reserve(client);
            Awaitility.await().atMost(PATIENCE).until(() -> client.stock(SKU).reserved() == 0);
            assertThat(client.stock(SKU).available()).isEqualTo(1);
            assertThat(client.order(ORDER).status()).isEqualTo(OrderStatus.EXPIRED);
            assertThat(server.stderr()).as("quietly").noneMatch(line -> line.contains(ORDER.value()));
            assertThat(server.stderr().get(0)).contains("expiry=on", "reservationMax=24h");
            server.terminate();
            assertThat(server.exitCode()).isEqualTo(128 + 15);
            assertThat(server.stderr()).noneMatch(line -> line.contains(" WARN ") || line.contains(" ERROR "));
        }
    }

    @Test
    void withExpiryOffTheyWaitForACommand() throws Exception {
        try (ServerProcess server = start(Map.of("INVENTORY_EXPIRY", "off"));
                Inventory client = client(server)) {
            Instant end = reserve(client);
            Awaitility.await().atMost(PATIENCE).until(() -> Instant.now().isAfter(end.plusMillis(500)));
            assertThat(client.stock(SKU).reserved()).isEqualTo(1);
            assertThat(client.execute(new Expire(ORDER))).isEqualTo(new ExpireOutcome.Expired(ORDER, false));
            assertThat(client.execute(new Expire(ORDER))).isEqualTo(new ExpireOutcome.Expired(ORDER, true));
            assertThat(server.stderr().get(0)).contains("expiry=off");
        }
    }

    @Test
    void whileTheServerIsReadOnlyNoneExpires() throws Exception {
        try (ServerProcess server = start(Map.of());
                Inventory client = client(server)) {
            ManagedChannel channel = NettyChannelBuilder.forAddress("127.0.0.1", server.port())
                    .usePlaintext()
                    .build();
            try {
                InventoryAdminServiceBlockingStub admin = InventoryAdminServiceGrpc.newBlockingStub(channel);
                Instant end = reserve(client);
                var unused = admin.setReadOnly(SetReadOnlyRequest.newBuilder()
                        .setReadOnly(true)
                        .setReason("the database moves")
                        .build());
                Awaitility.await().atMost(PATIENCE).until(() -> Instant.now().isAfter(end.plusMillis(500)));
                assertThat(client.stock(SKU).reserved()).isEqualTo(1);
                unused = admin.setReadOnly(
                        SetReadOnlyRequest.newBuilder().setReadOnly(false).build());
                Awaitility.await()
                        .atMost(PATIENCE)
                        .until(() -> client.stock(SKU).reserved() == 0);
                assertThat(server.stderr()).anyMatch(line -> line.contains("read-only from now on"));
            } finally {
                channel.shutdownNow();
            }
        }
    }

    @Test
    void aServerThatIsStartedReadOnlyRefusesCommandsUntilAnOperatorLiftsIt() throws Exception {
        try (ServerProcess server = start(Map.of("INVENTORY_READ_ONLY", "on"));
                Inventory client = client(server)) {
            InventoryException refusal = catchThrowableOfType(
                    InventoryException.class, () -> client.create(SKU, 1, new RequestId("opening")));
            assertThat(refusal.reason()).isEqualTo(ErrorReason.READ_ONLY);
            assertThat(client.stocks()).isEmpty();
            assertThat(server.stderr().get(0)).contains("readOnly=true");
        }
    }

    private ServerProcess start(Map<String, String> environment) throws Exception {
        return ServerProcess.start(
                folder,
                environment,
                "--port=0",
                "--request-timeout=10s",
                "--expiry-interval=50ms",
                "--jdbc-url=jdbc:h2:mem:expiry");
    }

    private static Inventory client(ServerProcess server) {
        return InventoryClient.builder("127.0.0.1:" + server.port())
                .deadline(PATIENCE)
                .build();
    }

    private static Instant reserve(Inventory client) {
        client.create(SKU, 1, new RequestId("opening"));
        return ((Reserved) client.reserve(ORDER, List.of(new OrderLine(SKU, 1)), Duration.ofSeconds(1))).expiresAt();
    }
}
