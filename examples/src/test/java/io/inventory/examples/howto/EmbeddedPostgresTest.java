package io.inventory.examples.howto;

import static org.assertj.core.api.Assertions.assertThat;

import io.inventory.DeductOutcome.Deducted;
import io.inventory.OrderId;
import io.inventory.OrderLine;
import io.inventory.RequestId;
import io.inventory.Sku;
import io.inventory.jdbi.JdbiInventory;
import io.inventory.jdbi.LedgerVerification;
import io.inventory.jdbi.Schema;
import io.inventory.jdbi.StorePool;
import io.inventory.jdbi.StoreSettings;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** How a shop tests on a real PostgreSQL whose binaries are a dependency of its tests. */
class EmbeddedPostgresTest {
    private static final Sku MUG = new Sku("mug");

    // docs: test-postgres
    private static EmbeddedPostgres postgres;
    private static StorePool pool;
    private static JdbiInventory inventory;

    @BeforeAll
    static void start() throws IOException {
        postgres = EmbeddedPostgres.start();
        pool = StorePool.open(StoreSettings.of(postgres.getJdbcUrl("postgres", "postgres"), "postgres", ""));
        Schema.migrate(pool.dataSource());
        inventory = JdbiInventory.builder(pool).build();
    }

    @AfterAll
    static void stop() throws IOException {
        inventory.close();
        pool.close();
        postgres.close();
    }
    // docs: end

    // docs: test-proof
    @Test
    void aHundredOrdersAtOnce() {
        inventory.create(MUG, 60, new RequestId("opening"));
        List<OrderLine> one = List.of(new OrderLine(MUG, 1));
        long sold = IntStream.range(0, 100)
                .parallel()
                .filter(i -> inventory.deduct(new OrderId("order-" + i), one) instanceof Deducted)
                .count();
        assertThat(sold).isEqualTo(60);
        assertThat(LedgerVerification.findings(pool.dataSource())).isEmpty();
    }
    // docs: end
}
