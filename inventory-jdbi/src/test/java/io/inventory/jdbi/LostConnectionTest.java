package io.inventory.jdbi;

import static org.assertj.core.api.Assertions.assertThat;

import io.inventory.DeductOutcome;
import io.inventory.DeductOutcome.Deducted;
import io.inventory.GetStock;
import io.inventory.Inventory;
import io.inventory.OrderLine;
import io.inventory.OrderStatus;
import io.inventory.Sku;
import io.inventory.contract.LedgerProof;
import io.inventory.contract.Names;
import io.inventory.jdbi.CuttingProxy.Cut;
import java.io.IOException;
import java.net.URI;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections that are lost while idle, in the middle of a transaction, or at its commit: callers do not notice. */
@Timeout(60)
class LostConnectionTest {
    @RegisterExtension
    static final TestDatabase DATABASE = TestDatabase.postgresql();

    private final ForeignSessions sessions = new ForeignSessions(DATABASE);
    private final Names names = new Names();
    private final Sku sku = names.sku("A");

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void connectionsLostWhileIdleAreNotNoticed(boolean groupCommit) throws SQLException {
        try (StorePool pool = open(DATABASE.jdbcUrl(), 4);
                Inventory inventory = inventory(pool, groupCommit)) {
            inventory.create(sku, 10, names.request());
            sessions.terminate("true");
            assertThat(inventory.stock(sku).available()).isEqualTo(10);
            sessions.terminate("true");
            assertThat(inventory.submit(new GetStock(sku)).join().available()).isEqualTo(10);
            sessions.terminate("true");
            assertThat(inventory.deduct(names.order("1"), lines())).isEqualTo(new Deducted(names.order("1"), false));
        }
    }

    @Test
    void aConnectionLostInTheMiddleOfATransactionIsReplacedAndTheOrderAppliedOnce() throws Exception {
        try (StorePool pool = open(DATABASE.jdbcUrl(), 4);
                Inventory inventory = inventory(pool, false);
                Connection stranger = sessions.begin()) {
            inventory.create(sku, 10, names.request());
            ForeignSessions.lock(stranger, sku);
            CompletableFuture<DeductOutcome> answer = Callers.async(() -> inventory.deduct(names.order("1"), lines()));
            sessions.awaitWaiting(1);
            sessions.terminate("wait_event_type = 'Lock'");
            stranger.commit();
            assertThat(answer.get(10, TimeUnit.SECONDS)).isEqualTo(new Deducted(names.order("1"), false));
            assertThat(inventory.stock(sku).available()).isEqualTo(9);
        }
    }

    static Stream<Arguments> cutsAtTheCommit() {
        return Stream.of(Cut.BEFORE_COMMIT, Cut.AFTER_COMMIT)
                .flatMap(cut -> Stream.of(StockMemory.values()).map(memory -> Arguments.of(cut, memory)));
    }

    @ParameterizedTest
    @MethodSource("cutsAtTheCommit")
    void aConnectionCutAtTheCommitTakesTheStockOnce(Cut cut, StockMemory memory) throws IOException {
        try (StorePool direct = open(DATABASE.jdbcUrl(), 2);
                Inventory observer = inventory(direct, false);
                CuttingProxy proxy = new CuttingProxy(port());
                StorePool pool = open(DATABASE.jdbcUrl().replace(":" + port() + "/", ":" + proxy.port() + "/"), 1);
                Inventory inventory = JdbiInventory.builder(pool)
                        .timeLimit(TestDatabase.PATIENCE)
                        .knownStocks(memory::stocks)
                        .build()) {
            observer.create(sku, 10, names.request());
            proxy.cut(cut);
            DeductOutcome outcome = inventory.deduct(names.order("1"), lines());
            // the transaction is run again: after a lost commit it finds the order as new, after a lost answer as
            // recorded, unless what was lost was a refusal, because a stock was not as it was known
            if (memory == StockMemory.HALF_WRONG) assertThat(outcome).isInstanceOf(Deducted.class);
            else assertThat(outcome).isEqualTo(new Deducted(names.order("1"), cut == Cut.AFTER_COMMIT));
            assertThat(proxy.cuts()).isEqualTo(1);
            assertThat(observer.stock(sku).available()).isEqualTo(9);
            assertThat(observer.order(names.order("1")).status()).isEqualTo(OrderStatus.DEDUCTED);
            LedgerProof.assertProves(observer, List.of(sku));
        }
    }

    private List<OrderLine> lines() {
        return List.of(new OrderLine(sku, 1));
    }

    private static int port() {
        return URI.create(DATABASE.jdbcUrl().substring("jdbc:".length())).getPort();
    }

    private static StorePool open(String url, int poolSizeMax) {
        StoreSettings patient = DATABASE.patientSettings();
        return StorePool.open(new StoreSettings(
                url,
                patient.user(),
                patient.password(),
                poolSizeMax,
                patient.connectTimeout(),
                patient.lockTimeout(),
                patient.statementTimeout()));
    }

    private static Inventory inventory(StorePool pool, boolean groupCommit) {
        JdbiInventoryBuilder builder = JdbiInventory.builder(pool).timeLimit(TestDatabase.PATIENCE);
        return (groupCommit ? builder : builder.withoutGroupCommit()).build();
    }
}
