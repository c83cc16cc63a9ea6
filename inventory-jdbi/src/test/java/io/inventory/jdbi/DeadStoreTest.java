package io.inventory.jdbi;

import static org.assertj.core.api.Assertions.assertThat;

import io.inventory.Deduct;
import io.inventory.ErrorReason;
import io.inventory.GetStock;
import io.inventory.InventoryException;
import io.inventory.ListStocks;
import io.inventory.Sku;
import io.inventory.contract.Names;
import io.inventory.jdbi.fault.Failures;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** However many ask a store that is down, each is told so within a second: nobody waits for the failures of the others. */
@Timeout(60)
@ExpectedLog(Failures.class)
class DeadStoreTest {
    private static final int CALLERS = 100;
    /**
     * A second is promised. Half of one more is for a machine of two cores with much else to do, which has to start the callers
     * and to wake each of them.
     */
    private static final Duration SOON = Duration.ofMillis(1_500);

    private static final Pattern PORT = Pattern.compile("localhost:(\\d+)");

    @RegisterExtension
    static final TestDatabase DATABASE = TestDatabase.postgresql();

    private final Names names = new Names();
    private final Sku sku = names.sku("A");

    private static CuttingProxy proxy() {
        Matcher port = PORT.matcher(DATABASE.jdbcUrl());
        if (!port.find()) throw new IllegalStateException("no port in " + DATABASE.jdbcUrl());
        return new CuttingProxy(Integer.parseInt(port.group(1)));
    }

    private static StorePool pool(CuttingProxy proxy) {
        StoreSettings settings = DATABASE.settings();
        return StorePool.open(new StoreSettings(
                PORT.matcher(settings.url()).replaceFirst("127.0.0.1:" + proxy.port()),
                settings.user(),
                "",
                settings.poolSizeMax(),
                settings.connectTimeout(),
                settings.lockTimeout(),
                Duration.ofSeconds(3)));
    }

    private JdbiInventory open(StorePool pool, boolean groupCommit) {
        JdbiInventoryBuilder builder = JdbiInventory.builder(pool);
        if (!groupCommit) builder.withoutGroupCommit();
        JdbiInventory inventory = builder.build();
        inventory.create(sku, 10, names.request());
        return inventory;
    }

    private Deduct order(int number) {
        return new Deduct(names.order("o" + number), List.of(names.line("A", 1)));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aPortThatRefusesIsAnsweredSoonToEverybody(boolean groupCommit) throws IOException {
        try (CuttingProxy proxy = proxy();
                StorePool pool = pool(proxy);
                JdbiInventory inventory = open(pool, groupCommit)) {
            proxy.refuse();

            assertUnavailableSoon(blocked(i -> inventory.execute(order(i))));
            assertUnavailableSoon(blocked(i -> inventory.stock(sku)));
            assertUnavailableSoon(blocked(i -> inventory.stocks(List.of(sku))));
            assertUnavailableSoon(timed(i -> inventory.submit(order(i))));
            assertUnavailableSoon(timed(i -> inventory.submit(new GetStock(sku))));
            assertUnavailableSoon(timed(i -> inventory.submit(new ListStocks(1, Optional.empty()))));
        }
    }

    /** Those whose transactions are under way when the network falls silent wait for the limit of the socket. */
    @Test
    void aNetworkThatFallsSilentIsAnsweredSoonToThoseWhoWait() throws IOException {
        try (CuttingProxy proxy = proxy();
                StorePool pool = pool(proxy);
                JdbiInventory inventory = open(pool, false)) {
            proxy.fallSilent();

            List<CompletableFuture<Long>> answers = blocked(i -> inventory.execute(order(i)));
            assertThat(sortedMillis(answers).subList(0, CALLERS - StoreSettings.POOL_SIZE_DEFAULT))
                    .allMatch(millis -> millis < SOON.toMillis());
        }
    }

    private static void assertUnavailableSoon(List<CompletableFuture<Long>> answers) {
        assertThat(sortedMillis(answers)).allMatch(millis -> millis < SOON.toMillis());
    }

    private static List<Long> sortedMillis(List<CompletableFuture<Long>> answers) {
        return answers.stream().map(CompletableFuture::join).sorted().toList();
    }

    /** How many milliseconds each of many callers was blocked, at the same time. */
    private static List<CompletableFuture<Long>> blocked(IntFunction<?> call) {
        return timed(
                i -> CompletableFuture.supplyAsync(() -> call.apply(i), task -> new Thread(task, "caller").start()));
    }

    private static List<CompletableFuture<Long>> timed(IntFunction<CompletableFuture<?>> call) {
        List<CompletableFuture<Long>> millis = new ArrayList<>();
        for (int i = 0; i < CALLERS; i++) {
            long begun = System.nanoTime();
            millis.add(call.apply(i).handle((answer, failure) -> {
                assertUnavailable(failure);
                return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
            }));
        }
        return millis;
    }

    private static void assertUnavailable(Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        assertThat(cause)
                .isInstanceOfSatisfying(
                        InventoryException.class, e -> assertThat(e.reason()).isEqualTo(ErrorReason.UNAVAILABLE));
    }
}
