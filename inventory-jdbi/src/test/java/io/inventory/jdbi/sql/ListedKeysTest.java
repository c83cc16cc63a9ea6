package io.inventory.jdbi.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.inventory.OrderId;
import io.inventory.RequestId;
import io.inventory.Sku;
import io.inventory.VerifyLedger;
import io.inventory.jdbi.JdbiInventory;
import io.inventory.jdbi.Schema;
import io.inventory.jdbi.StorePool;
import io.inventory.jdbi.StoreSettings;
import io.inventory.jdbi.sql.verification.Verification;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.SqlLogger;
import org.jdbi.v3.core.statement.StatementContext;
import org.junit.jupiter.api.Test;

/** What JDBI keeps of statements is bounded by their number, not by how long they are. */
class ListedKeysTest {
    private static final int SIZE_MAX = 64;
    /** 1, 2, 4, … 64. */
    private static final int TEXTS_MAX = 7;

    private final Set<String> texts = new HashSet<>();

    @Test
    void keysAreFoundHoweverManyTheyAre() {
        for (int size = 0; size <= SIZE_MAX; size++) {
            List<String> keys = keys(size).toList();
            List<String> listed = ListedKeys.of(keys);
            assertThat(new HashSet<>(listed)).isEqualTo(new HashSet<>(keys));
            assertThat(Integer.bitCount(listed.size()))
                    .as("of %d: %d", size, listed.size())
                    .isLessThanOrEqualTo(1);
        }
    }

    @Test
    void statementsOnAnyNumberOfKeysAreFewTexts() {
        try (StorePool pool = StorePool.open(StoreSettings.of("jdbc:h2:mem:listed-keys", "sa", ""))) {
            Schema.migrate(pool.dataSource());
            try (JdbiInventory inventory = JdbiInventory.builder(pool).build()) {
                keys(SIZE_MAX).forEach(key -> inventory.create(new Sku(key), 1, new RequestId("1")));
            }
            Jdbi jdbi = SqlObjects.on(pool.dataSource());
            jdbi.setSqlLogger(new SqlLogger() {
                @Override
                public void logBeforeExecution(StatementContext context) {
                    if (context.getRenderedSql().contains(" in (")) texts.add(context.getRenderedSql());
                }
            });
            jdbi.useHandle(this::ask);
        }
    }

    private void ask(Handle handle) {
        Dialect dialect = Dialect.h2();
        for (int size = 1; size <= SIZE_MAX; size++) {
            List<Sku> skus = keys(size).map(Sku::new).toList();
            assertThat(dialect.findStocks(handle, skus)).hasSize(size);
        }
        assertFewTexts();
        for (int size = 1; size <= SIZE_MAX; size++) {
            dialect.findOrders(handle, keys(size).map(OrderId::new).toList());
        }
        assertFewTexts();
        for (int size = 1; size <= SIZE_MAX; size++)
            dialect.findReserved(handle, keys(size).toList());
        assertFewTexts();
        Verification verification = Verification.ofLedgerAlone(dialect);
        for (int size = 1; size <= SIZE_MAX; size++)
            assertThat(verification
                            .next(handle, new VerifyLedger(Optional.empty(), size))
                            .findings())
                    .isEmpty();
        assertFewTexts();
    }

    private void assertFewTexts() {
        assertThat(texts).isNotEmpty().hasSizeLessThanOrEqualTo(TEXTS_MAX);
        texts.clear();
    }

    private static Stream<String> keys(int size) {
        return IntStream.range(0, size).mapToObj(i -> "key-" + i);
    }
}
