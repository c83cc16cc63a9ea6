package io.inventory.jdbi;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import io.inventory.CreateStock;
import io.inventory.contract.Names;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an embedder may set, and what is refused where it is set. */
class BuilderTest {
    @RegisterExtension
    static final TestDatabase DATABASE = TestDatabase.h2();

    private final Names names = new Names();
    private final JdbiInventoryBuilder builder = JdbiInventory.builder(DATABASE.dataSource());

    @ParameterizedTest
    @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, 1_001})
    void aNumberOfConnectionsOutOfRangeIsRefused(int connections) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.connections(connections))
                .withMessage("connections must be 1 to 1000, is " + connections);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT-1S", "PT0S", "PT0.0009S", "PT1H0.001S", "PT3000000H"})
    void aLimitOutOfRangeIsRefusedByName(String text) {
        Duration limit = Duration.parse(text);
        Duration second = Duration.ofSeconds(1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.timeLimit(limit))
                .withMessageContaining("the time limit must be");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.statementLimits(limit, second))
                .withMessageContaining("the limit of a lock must be");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.statementLimits(second, limit))
                .withMessageContaining("the limit of a statement must be");
    }

    @Test
    void moreWritersThanConnectionsAreRefused() {
        builder.groupCommit(new BatchLimits(3, 10, 10, 10, 10)).connections(2);
        assertThatIllegalStateException()
                .isThrownBy(builder::build)
                .withMessageContaining("there are 3 writers and 2 connections");
        assertThatCode(() -> builder.connections(3).build().close()).doesNotThrowAnyException();
        assertThatCode(() -> builder.connections(2).withoutGroupCommit().build().close())
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void commandsAreCommittedTogetherUnlessThatIsTurnedOff(boolean isDefault) {
        HeldDataSource store = new HeldDataSource(DATABASE.dataSource());
        try (JdbiInventory inventory = isDefault
                ? JdbiInventory.on(store.dataSource())
                : JdbiInventory.builder(store.dataSource()).withoutGroupCommit().build()) {
            store.hold();
            List<CompletableFuture<?>> answers = new ArrayList<>();
            for (int i = 0; i < 20; i++)
                answers.add(inventory.submit(new CreateStock(names.sku("s" + i), 1, names.request())));
            int transactions = isDefault ? 1 : StoreSettings.POOL_SIZE_DEFAULT;
            await().during(Duration.ofMillis(200)).until(() -> store.waiting() == transactions);
            store.release();
            answers.forEach(answer -> answer.orTimeout(20, TimeUnit.SECONDS).join());
        } finally {
            store.release();
        }
    }

    @Test
    void theSmallestAndTheLargestAreTaken() {
        assertThatCode(() -> builder.connections(1)
                        .connections(1_000)
                        .timeLimit(Duration.ofMillis(1))
                        .timeLimit(Duration.ofHours(1))
                        .statementLimits(Duration.ofMillis(1), Duration.ofHours(1)))
                .doesNotThrowAnyException();
    }
}
