package io.inventory.jdbi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.inventory.Deduct;
import io.inventory.DeductOutcome.Deducted;
import io.inventory.GetOrder;
import io.inventory.Inventory;
import io.inventory.OrderLine;
import io.inventory.OrderStatus;
import io.inventory.Reserve;
import io.inventory.Sku;
import io.inventory.UnavailableException;
import io.inventory.contract.LedgerProof;
import io.inventory.contract.Names;
import io.inventory.jdbi.fault.Failures;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How soon callers are answered when PostgreSQL dies, hangs or has no connection left. */
@Timeout(60)
@ExpectedLog(Failures.class)
class ServerOutageTest {
    private static final Duration LOCK_MAX = Duration.ofMillis(400);
    private static final Duration STATEMENT_MAX = Duration.ofSeconds(1);
    /** What StorePool sets: a second more than a statement may take. */
    private static final Duration SOCKET_MAX = STATEMENT_MAX.plusSeconds(1);

    private static PrivatePostgres postgres;

    private final Names names = new Names();
    private final Sku sku = names.sku("A");

    @BeforeAll
    static void startServer() {
        postgres = PrivatePostgres.start();
        try (StorePool pool = open(2)) {
            Schema.migrate(pool.dataSource());
        }
    }

    @AfterAll
    static void stopServer() {
        postgres.close();
    }

    /** What ran out during the outage too. */
    @Test
    void whatSweepsGoesOnAfterAnOutage() {
        try (StorePool pool = StorePool.open(StoreSettings.of(postgres.jdbcUrl(), "postgres", ""));
                JdbiInventory inventory = JdbiInventory.builder(pool).build()) {
            inventory.create(sku, 10, names.request());
            inventory.execute(new Reserve(names.order("1"), List.of(names.line("A", 4)), Duration.ofSeconds(2)));
            Instant end = inventory.order(names.order("1")).expiresAt().orElseThrow();
            ReservationExpiry expiry =
                    ReservationExpiry.start(inventory, new ExpiryLimits(Duration.ofMillis(20), 100, 100_000));
            postgres.kill();
            try {
                await().until(() -> Instant.now().isAfter(end.plusMillis(500)));
            } finally {
                postgres.restart();
            }
            await().atMost(Duration.ofSeconds(15))
                    .ignoreExceptions()
                    .until(() -> inventory.stock(sku).available() == 10);
            assertThat(inventory.execute(new GetOrder(names.order("1"))).status())
                    .isEqualTo(OrderStatus.EXPIRED);
            inventory.execute(new Reserve(names.order("2"), List.of(names.line("A", 4)), Duration.ofSeconds(1)));
            await().atMost(Duration.ofSeconds(15))
                    .until(() -> inventory.stock(sku).reserved() == 0);
            LedgerProof.assertProves(inventory, List.of(sku));
            expiry.close();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aKilledServerIsAnsweredWithinASecondAndServesAgainAfterItsRestart(boolean groupCommit) {
        try (StorePool pool = StorePool.open(StoreSettings.of(postgres.jdbcUrl(), "postgres", ""));
                Inventory inventory = inventory(pool, groupCommit)) {
            inventory.create(sku, 10, names.request());
            inventory.deduct(names.order("before"), List.of(names.line("A", 1)));
            postgres.kill();
            try {
                assertAnswersWhileDown(inventory);
            } finally {
                postgres.restart();
            }
            await().atMost(Duration.ofSeconds(10))
                    .ignoreExceptions()
                    .until(() -> inventory.stock(sku).available() == 9);
            assertThat(inventory.deduct(names.order("after"), lines()))
                    .isEqualTo(new Deducted(names.order("after"), false));
            LedgerProof.assertProves(inventory, List.of(sku));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aHaltedServerIsAnsweredWithinTheLimitOfTheSocket(boolean groupCommit) {
        try (StorePool pool = open(4);
                Inventory inventory = inventory(pool, groupCommit)) {
            inventory.create(sku, 10, names.request());
            postgres.halt();
            try {
                // a connection used a moment ago is not tested before it is used again: the socket's limit ends the
                // wait
                long bound = SOCKET_MAX.plusSeconds(5).toMillis();
                assertUnavailableWithin(bound, () -> inventory.deduct(names.order("halted"), lines()));
                assertUnavailableWithin(bound, () -> inventory.stock(sku));
            } finally {
                postgres.resume();
            }
            await().atMost(Duration.ofSeconds(10))
                    .ignoreExceptions()
                    .until(() -> inventory.deduct(names.order("halted"), lines()) instanceof Deducted);
            assertThat(inventory.stock(sku).available()).isEqualTo(9);
            LedgerProof.assertProves(inventory, List.of(sku));
        }
    }

    @Test
    void anExhaustedPoolIsAnsweredSoon() throws SQLException {
        try (StorePool pool = open(2);
                Inventory inventory = inventory(pool, false)) {
            inventory.create(sku, 10, names.request());
            try (Connection first = pool.dataSource().getConnection();
                    Connection second = pool.dataSource().getConnection()) {
                assertThat(first).isNotSameAs(second);
                assertUnavailableWithin(5_000, () -> inventory.deduct(names.order("1"), lines()));
                assertUnavailableWithin(5_000, () -> inventory.stock(sku));
            }
            assertThat(inventory.deduct(names.order("1"), lines())).isEqualTo(new Deducted(names.order("1"), false));
        }
    }

    /** The quickest of some: this machine may have other work to do, and slow one down. */
    private void assertAnswersWhileDown(Inventory inventory) {
        Deduct deduct = new Deduct(names.order("down"), lines());
        List<Callable<Long>> callers = new ArrayList<>();
        callers.add(() -> millisUntilUnavailable(() -> inventory.execute(deduct)));
        callers.add(() -> millisUntilUnavailable(() -> inventory.stock(sku)));
        callers.add(() -> millisUntilUnavailable(() -> inventory.submit(deduct).get()));
        for (Callable<Long> caller : callers) {
            List<CompletableFuture<Long>> answers = new ArrayList<>();
            for (int i = 0; i < 6; i++) answers.add(Callers.async(caller));
            List<Long> millis = answers.stream().map(CompletableFuture::join).toList();
            assertThat(Collections.min(millis)).as("milliseconds: %s", millis).isLessThan(1_000);
            assertThat(Collections.max(millis)).as("milliseconds: %s", millis).isLessThan(10_000);
        }
    }

    private List<OrderLine> lines() {
        return List.of(new OrderLine(sku, 1));
    }

    private static StorePool open(int poolSizeMax) {
        return StorePool.open(new StoreSettings(
                postgres.jdbcUrl(), "postgres", "", poolSizeMax, Duration.ofMillis(500), LOCK_MAX, STATEMENT_MAX));
    }

    private static Inventory inventory(StorePool pool, boolean groupCommit) {
        JdbiInventoryBuilder builder = JdbiInventory.builder(pool);
        return (groupCommit ? builder : builder.withoutGroupCommit()).build();
    }

    private static void assertUnavailableWithin(long millis, ThrowingCallable call) {
        assertThat(millisUntilUnavailable(call))
                .as("milliseconds until the answer")
                .isLessThan(millis);
    }

    private static long millisUntilUnavailable(ThrowingCallable call) {
        long begun = System.nanoTime();
        assertThatThrownBy(call)
                .satisfiesAnyOf(
                        e -> assertThat(e).isInstanceOf(UnavailableException.class),
                        e -> assertThat(e).hasCauseInstanceOf(UnavailableException.class));
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
    }
}
