package io.inventory.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.inventory.ErrorReason;
import io.inventory.Inventory;
import io.inventory.NotFoundException;
import io.inventory.OrderId;
import io.inventory.OrderLine;
import io.inventory.Request;
import io.inventory.RequestId;
import io.inventory.Sku;
import io.inventory.UnavailableException;
import io.inventory.client.InventoryClient;
import io.inventory.jdbi.BatchLimits;
import io.inventory.jdbi.ExpectedLog;
import io.inventory.jdbi.JdbiInventory;
import io.inventory.jdbi.Schema;
import io.inventory.jdbi.StorePool;
import io.inventory.jdbi.StoreSettings;
import io.inventory.jdbi.TestDatabase;
import io.inventory.jdbi.fault.Failures;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

@ExpectedLog({Failures.class, RequestHandler.class})
class StoreOutageTest {
    @RegisterExtension
    static final TestDatabase DATABASE = TestDatabase.postgresql();

    private static final Sku SKU = new Sku("S");

    @Test
    @Timeout(120)
    void aStoreThatIsDownIsUnavailableWithinASecond() throws Exception {
        EmbeddedPostgres postgres = EmbeddedPostgres.start();
        try (StorePool pool = StorePool.open(
                StoreSettings.of("jdbc:postgresql://localhost:" + postgres.getPort() + "/postgres", "postgres", ""))) {
            Schema.migrate(pool.dataSource());
            Inventory inventory =
                    JdbiInventory.builder(pool).groupCommit(BatchLimits.DEFAULT).build();
            EndpointSettings settings = EndpointSettings.DEFAULT.withPort(0);
            try (inventory;
                    InventoryEndpoint endpoint = InventoryEndpoint.start(inventory, settings);
                    Inventory client = InventoryClient.builder("127.0.0.1:" + endpoint.port())
                            .deadline(Duration.ofSeconds(5))
                            .retries(false)
                            .build()) {
                client.create(SKU, 10, new RequestId("r"));
                client.stock(SKU);
                postgres.close();
                for (Request<?> request : requests()) assertUnavailableWithinASecond(client, request);
            }
        } finally {
            postgres.close();
        }
    }

    @Test
    @Timeout(120)
    void aServerStartsOnAStoreThatTakesNoChangesAndAnswersQueries(@TempDir Path folder) throws Exception {
        try (ServerProcess server = ServerProcess.start(
                        folder,
                        Map.of(),
                        "--port=0",
                        "--request-timeout=10s",
                        "--jdbc-user=postgres",
                        "--jdbc-url=" + DATABASE.jdbcUrl() + "?options=-c%20default_transaction_read_only=on");
                Inventory client = InventoryClient.builder("127.0.0.1:" + server.port())
                        .deadline(Duration.ofSeconds(20))
                        .build()) {
            assertThatThrownBy(() -> client.stock(SKU)).isInstanceOf(NotFoundException.class);
            assertThatThrownBy(() -> client.create(SKU, 1, new RequestId("r")))
                    .isInstanceOfSatisfying(
                            UnavailableException.class,
                            failure -> assertThat(failure.reason()).isEqualTo(ErrorReason.READ_ONLY));
        }
    }

    private static List<Request<?>> requests() {
        return List.of(
                new io.inventory.GetStock(SKU),
                new io.inventory.BatchGetStock(List.of(SKU)),
                new io.inventory.Deduct(new OrderId("o"), List.of(new OrderLine(SKU, 1))),
                new io.inventory.GetOrder(new OrderId("o")));
    }

    private static void assertUnavailableWithinASecond(Inventory client, Request<?> request) {
        long start = System.nanoTime();
        UnavailableException failure = catchThrowableOfType(UnavailableException.class, () -> client.execute(request));
        assertThat(failure).as("%s", request).isNotNull();
        assertThat(failure.getMessage()).startsWith("inventory service unavailable");
        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .as("%s", request)
                .isLessThan(Duration.ofMillis(1_500));
    }
}
