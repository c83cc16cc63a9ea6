package io.inventory;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import io.inventory.layers.PublicApi;
import org.junit.jupiter.api.Test;

/** The API stands for itself, the decision core on it, and the inventory in memory on both. */
class LayersTest {
    private static final JavaClasses CORE = PublicApi.moduleOf(Inventory.class);

    @Test
    void theApiKnowsNothingOfWhatIsBehindIt() {
        noClasses()
                .that()
                .resideInAPackage("io.inventory")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.inventory.decision..", "io.inventory.memory..")
                .check(CORE);
    }

    @Test
    void theDecisionCoreKnowsNoStore() {
        noClasses()
                .that()
                .resideInAPackage("io.inventory.decision")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.inventory.memory..", "java.sql..", "java.util.concurrent.locks..")
                .check(CORE);
    }

    @Test
    void theApiShowsNothingElse() {
        PublicApi.showsOnlyApi("io.inventory").check(CORE);
    }

    @Test
    void theInventoryInMemoryShowsNothingElse() {
        PublicApi.showsOnlyApi("io.inventory.memory").check(CORE);
    }
}
