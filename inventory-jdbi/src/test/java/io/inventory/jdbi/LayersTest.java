package io.inventory.jdbi;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import io.inventory.layers.PublicApi;
import org.junit.jupiter.api.Test;

/**
 * API over metrics over queues over batches beside transactions, these over faults over statements, and over known stock; command line and
 * management beside the API: no arrow upward.
 */
class LayersTest {
    private static final String ROOM = "io.inventory.jdbi";

    private static final JavaClasses JDBI = PublicApi.moduleOf(JdbiInventory.class);

    @Test
    void noPackageReachesUp() {
        layeredArchitecture()
                .consideringOnlyDependenciesInAnyPackage(ROOM + "..")
                .layer("cli")
                .definedBy(ROOM + ".cli..")
                .layer("api")
                .definedBy(ROOM)
                .layer("management")
                .definedBy(ROOM + ".management..")
                .layer("metrics")
                .definedBy(ROOM + ".metrics..")
                .layer("queue")
                .definedBy(ROOM + ".queue..")
                .layer("batch")
                .definedBy(ROOM + ".batch..")
                .layer("thread")
                .definedBy(ROOM + ".thread..")
                .layer("transaction")
                .definedBy(ROOM + ".transaction..")
                .layer("archive")
                .definedBy(ROOM + ".archive..")
                .layer("fault")
                .definedBy(ROOM + ".fault..")
                .layer("known")
                .definedBy(ROOM + ".known..")
                .layer("sql")
                .definedBy(ROOM + ".sql..")
                .whereLayer("cli")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("cli")
                .mayOnlyAccessLayers("api")
                .whereLayer("api")
                .mayOnlyBeAccessedByLayers("cli", "management")
                .whereLayer("management")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("management")
                .mayOnlyAccessLayers("api")
                .whereLayer("metrics")
                .mayOnlyBeAccessedByLayers("api")
                .whereLayer("queue")
                .mayOnlyBeAccessedByLayers("api", "metrics")
                .whereLayer("batch")
                .mayOnlyBeAccessedByLayers("api", "queue")
                .whereLayer("batch")
                .mayOnlyAccessLayers("thread")
                .whereLayer("thread")
                .mayNotAccessAnyLayer()
                .whereLayer("transaction")
                .mayOnlyBeAccessedByLayers("api", "queue")
                .whereLayer("fault")
                .mayOnlyBeAccessedByLayers("api", "transaction")
                .whereLayer("fault")
                .mayOnlyAccessLayers("sql")
                .whereLayer("known")
                .mayOnlyBeAccessedByLayers("api", "transaction")
                .whereLayer("known")
                .mayNotAccessAnyLayer()
                .whereLayer("archive")
                .mayOnlyBeAccessedByLayers("api", "sql")
                .whereLayer("archive")
                .mayNotAccessAnyLayer()
                .whereLayer("sql")
                .mayOnlyBeAccessedByLayers("api", "metrics", "queue", "transaction", "fault")
                .ensureAllClassesAreContainedInArchitecture()
                .check(JDBI);
    }

    @Test
    void onlyTheStatementsKnowTheTables() {
        noClasses()
                .that()
                .resideInAnyPackage(ROOM + ".batch", ROOM + ".queue")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("java.sql..")
                .check(JDBI);
    }

    @Test
    void theApiShowsNothingElse() {
        PublicApi.showsOnlyApi(ROOM, "io.micrometer.core.instrument").check(JDBI);
    }
}
