package io.inventory.client;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import io.inventory.layers.PublicApi;
import org.junit.jupiter.api.Test;

/** The client translates between the API and the wire: neither shows through the other. */
class LayersTest {
    private static final JavaClasses CLIENT = PublicApi.moduleOf(InventoryClient.class);

    @Test
    void theStubsStandForThemselves() {
        noClasses()
                .that()
                .resideInAnyPackage("io.inventory.v1", "io.inventory.events.v1")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.inventory", "io.inventory.client..")
                .check(CLIENT);
    }

    @Test
    void theWireKnowsNeitherChannelsNorThreads() {
        noClasses()
                .that()
                .resideInAPackage("io.inventory.client.wire")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.inventory.client", "io.grpc.stub..", "java.util.concurrent..")
                .check(CLIENT);
    }

    @Test
    void credentialsKnowNothingOfTheInventory() {
        noClasses()
                .that()
                .resideInAPackage("io.inventory.credentials")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.inventory", "io.inventory.client..", "io.inventory.v1")
                .check(CLIENT);
    }

    @Test
    void theClientKnowsNoStore() {
        noClasses()
                .that()
                .resideInAPackage("io.inventory.client..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.inventory.decision..", "io.inventory.memory..", "io.inventory.jdbi..")
                .check(CLIENT);
    }

    @Test
    void theApiShowsNothingElseButGrpcsChannelsAndInterceptors() {
        PublicApi.showsOnlyApi("io.inventory.client", "io.grpc", "io.micrometer.core.instrument")
                .check(CLIENT);
    }
}
