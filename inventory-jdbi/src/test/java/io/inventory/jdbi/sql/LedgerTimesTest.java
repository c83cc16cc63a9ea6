package io.inventory.jdbi.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.inventory.Sku;
import io.inventory.StockBalance;
import io.inventory.decision.BalanceKey;
import io.inventory.jdbi.TestDatabase;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** How many statements it takes to look into the past of many SKUs, which is done while their stocks are locked. */
@Timeout(60)
class LedgerTimesTest {
    @RegisterExtension
    static final TestDatabase DATABASE = TestDatabase.postgresql();

    private static final int SKUS = 256;
    private static final int ENTRIES = 128;
    private static final Instant FIRST = Instant.parse("2026-01-01T00:00:00Z");

    private final Jdbi jdbi = SqlObjects.on(DATABASE.dataSource());

    /** The entry of version n was written n seconds after the first moment, and left n units. */
    @Test
    void theBalancesOfManySkusTakeAsManyStatementsAsThatOfOne() {
        jdbi.useHandle(handle -> handle.execute("""
                insert into inventory_logs (sku_id, version, id, change, reserved_change, available_after, reserved_after,
                    reason, note, ref_id, created_at)
                select 's-' || s, n, gen_random_uuid(), 1, 0, n, 0, 'manual_adjust', '', 'r-' || n, ?::timestamptz + n * interval '1 s'
                from generate_series(1, ?) s, generate_series(1, ?) n""", FIRST.toString(), SKUS, ENTRIES));
        Map<BalanceKey, Long> wanted = new HashMap<>();
        for (int i = 1; i <= SKUS; i++) {
            wanted.put(at(i, i % ENTRIES), (long) ENTRIES);
            wanted.put(at(i, ENTRIES - i % ENTRIES), (long) ENTRIES);
        }
        AtomicInteger statements = new AtomicInteger();
        Map<BalanceKey, StockBalance> found =
                jdbi.withHandle(handle -> new LedgerTimes(counting(Dialect.arrays(), statements), handle)
                        .balances(wanted, (key, until) -> fail("nothing is archived")));

        assertThat(statements).hasValueLessThanOrEqualTo(8);
        for (BalanceKey key : wanted.keySet()) {
            long second = key.asOf().getEpochSecond() - FIRST.getEpochSecond();
            if (second == 0) assertThat(found).doesNotContainKey(key);
            else assertThat(found.get(key)).extracting(StockBalance::available).isEqualTo(second);
        }
    }

    private static BalanceKey at(int sku, int second) {
        return new BalanceKey(new Sku("s-" + sku), FIRST.plusSeconds(second));
    }

    private static Dialect counting(Dialect dialect, AtomicInteger calls) {
        return (Dialect) Proxy.newProxyInstance(
                Dialect.class.getClassLoader(), new Class<?>[] {Dialect.class}, (proxy, method, arguments) -> {
                    calls.incrementAndGet();
                    try {
                        return method.invoke(dialect, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
