package io.inventory.jdbi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.inventory.GetOrder;
import io.inventory.GetStock;
import io.inventory.ListStocks;
import io.inventory.Query;
import io.inventory.Sku;
import io.inventory.UnavailableException;
import io.inventory.contract.Names;
import io.inventory.jdbi.fault.Failures;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postgresql.ds.PGSimpleDataSource;

/** On connections of a caller's, which have no time limits, the inventory keeps its own. */
@Timeout(60)
@ExpectedLog(Failures.class)
class CallersConnectionsTest {
    @RegisterExtension
    static final TestDatabase DATABASE = TestDatabase.postgresql();

    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Duration SHORT = Duration.ofMillis(300);

    private final Names names = new Names();
    private final Sku sku = names.sku("A");

    private static HikariDataSource connections(int port) {
        PGSimpleDataSource unlimited = new PGSimpleDataSource();
        unlimited.setUrl(DATABASE.jdbcUrl());
        unlimited.setUser("postgres");
        if (port != 0) {
            unlimited.setServerNames(new String[] {"127.0.0.1"});
            unlimited.setPortNumbers(new int[] {port});
        }
        HikariConfig config = new HikariConfig();
        config.setDataSource(unlimited);
        config.setMaximumPoolSize(4);
        config.setConnectionTimeout(1_000);
        config.setValidationTimeout(500);
        return new HikariDataSource(config);
    }

    @Test
    void aReadThatWaitsForALockEndsAtItsLimit() throws SQLException {
        try (HikariDataSource connections = connections(0)) {
            assertReadsEndInTime(JdbiInventory.builder(connections).statementLimits(LONG, SHORT), connections);
            assertReadsEndInTime(JdbiInventory.builder(connections).statementLimits(SHORT, LONG), connections);
        }
    }

    private void assertReadsEndInTime(JdbiInventoryBuilder builder, HikariDataSource connections) throws SQLException {
        try (JdbiInventory inventory = builder.build();
                Connection stranger = DATABASE.dataSource().getConnection();
                Statement statement = stranger.createStatement()) {
            stranger.setAutoCommit(false);
            statement.execute("lock table inventory_stocks, inventory_orders in access exclusive mode");
            for (Query<?> query :
                    List.of(new GetStock(sku), new GetOrder(names.order("o")), new ListStocks(1, Optional.empty())))
                assertThatThrownBy(() -> join(inventory.submit(query)))
                        .as("%s", query)
                        .cause()
                        .isInstanceOf(UnavailableException.class)
                        .hasMessageContaining("did not answer in time");
            stranger.rollback();
            assertThat(inventory.stocks(List.of(sku)).unknown()).containsExactly(sku);
        }
        await().until(() -> connections.getHikariPoolMXBean().getActiveConnections() == 0);
    }

    private static <A> A join(CompletableFuture<A> answer) throws CompletionException {
        return answer.orTimeout(10, TimeUnit.SECONDS).join();
    }

    @Test
    void aSilentNetworkIsGivenUpAndForgotten() throws IOException {
        try (CuttingProxy proxy = new CuttingProxy(DATABASE.port());
                HikariDataSource connections = connections(proxy.port());
                JdbiInventory inventory = JdbiInventory.builder(connections)
                        .timeLimit(SHORT)
                        .statementLimits(SHORT, SHORT)
                        .build()) {
            inventory.create(sku, 10, names.request());
            proxy.fallSilent();
            assertThatThrownBy(() -> join(
                            Callers.async(() -> inventory.deduct(names.order("lost"), List.of(names.line("A", 1))))))
                    .hasRootCauseInstanceOf(UnavailableException.class)
                    .hasMessageContaining("did not answer in time");
            proxy.speakAgain();

            await().ignoreExceptions()
                    .atMost(20, TimeUnit.SECONDS)
                    .until(() -> inventory.deduct(names.order("after"), List.of(names.line("A", 1))) != null);
        }
    }
}
