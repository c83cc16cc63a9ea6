package io.inventory.jdbi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.inventory.Deduct;
import io.inventory.DeductOutcome.Deducted;
import io.inventory.NotFoundException;
import io.inventory.OrderId;
import io.inventory.Sku;
import io.inventory.UnavailableException;
import io.inventory.contract.Names;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A caller that blocks is answered within the sum of the time limits, also by a store that never answers. */
@Timeout(60)
class AnswerLimitTest {
    @RegisterExtension
    static final TestDatabase DATABASE = TestDatabase.h2();

    private static final Duration RETRY_MAX = Duration.ofMillis(300);
    private static final Duration STATEMENT_MAX = Duration.ofMillis(200);

    private final Names names = new Names();
    private final Sku sku = names.sku("A");
    private final HeldDataSource store = new HeldDataSource(DATABASE.dataSource());

    private JdbiInventory open(boolean groupCommit) {
        JdbiInventoryBuilder builder = JdbiInventory.builder(store.dataSource())
                .timeLimit(RETRY_MAX)
                .statementLimits(TestDatabase.PATIENCE, STATEMENT_MAX);
        if (!groupCommit) builder.withoutGroupCommit();
        return builder.build();
    }

    private JdbiInventory openWithPatience() {
        return JdbiInventory.builder(DATABASE.pool())
                .timeLimit(TestDatabase.PATIENCE)
                .build();
    }

    private Deduct order(String label) {
        return new Deduct(names.order(label), List.of(names.line("A", 1)));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aStoreThatNeverAnswersIsGivenUpInTime(boolean groupCommit) {
        try (JdbiInventory inventory = open(groupCommit)) {
            store.hold();
            try {
                assertGivenUpInTime(() -> inventory.execute(order("o")));
                assertGivenUpInTime(() -> inventory.stock(sku));
                assertGivenUpInTime(() -> inventory.stocks(List.of(sku)));
            } finally {
                store.release();
            }
        }
    }

    private static void assertGivenUpInTime(Runnable call) {
        CompletableFuture<Throwable> failure = CompletableFuture.supplyAsync(
                () -> catchThrowable(call::run), task -> new Thread(task, "caller").start());
        assertThat(failure.orTimeout(10, TimeUnit.SECONDS).join())
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining("did not answer in time");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatWasGivenUpBeforeItWasBegunIsNotBegun(boolean groupCommit) throws Exception {
        try (JdbiInventory inventory = open(groupCommit);
                JdbiInventory observer = openWithPatience()) {
            observer.create(sku, 10, names.request());
            store.hold();
            List<CompletableFuture<?>> begun = new ArrayList<>();
            for (int i = 0; i < StoreSettings.POOL_SIZE_DEFAULT; i++) begun.add(inventory.submit(order("begun" + i)));
            await().until(() -> store.waiting() == (groupCommit ? 1 : StoreSettings.POOL_SIZE_DEFAULT));
            OrderId late = names.order("late");
            try {
                assertGivenUpInTime(() -> inventory.execute(order("late")));
            } finally {
                store.release();
            }
            for (CompletableFuture<?> answer : begun)
                assertThat(answer.get(10, TimeUnit.SECONDS)).isInstanceOf(Deducted.class);
            assertThat(catchThrowable(() -> observer.order(late))).isInstanceOf(NotFoundException.class);
        }
    }
}
