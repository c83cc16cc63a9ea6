package io.inventory.examples.howto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.inventory.RequestId;
import io.inventory.Sku;
import io.inventory.jdbi.JdbiInventory;
import io.inventory.jdbi.Schema;
import io.inventory.jdbi.StorePool;
import io.inventory.jdbi.StoreSettings;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.postgresql.PostgreSQLContainer;

/** How a shop tests on a PostgreSQL in a container. */
class TestcontainersTest {
    private static final Sku MUG = new Sku("mug");

    @BeforeAll
    static void needsDocker() {
        assumeTrue(DockerClientFactory.instance().isDockerAvailable(), "needs Docker");
    }

    // docs: test-testcontainers
    @Test
    void onPostgresqlInAContainer() {
        try (PostgreSQLContainer postgres = new PostgreSQLContainer("postgres:16-alpine")) {
            postgres.start();
            StoreSettings settings =
                    StoreSettings.of(postgres.getJdbcUrl(), postgres.getUsername(), postgres.getPassword());
            try (StorePool pool = StorePool.open(settings)) {
                Schema.migrate(pool.dataSource());
                try (JdbiInventory inventory = JdbiInventory.builder(pool).build()) {
                    inventory.create(MUG, 3, new RequestId("opening"));
                    assertThat(inventory.stock(MUG).available()).isEqualTo(3);
                }
            }
        }
    }
    // docs: end
}
