package io.inventory.amqp;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import io.inventory.layers.PublicApi;
import org.junit.jupiter.api.Test;

/** The process over the broker over messages; the commands for parked messages and the relay of signals beside each other. */
class LayersTest {
    private static final JavaClasses CONSUMER = PublicApi.moduleOf(Consumer.class);

    @Test
    void noPackageReachesUp() {
        layeredArchitecture()
                .consideringOnlyDependenciesInAnyPackage("io.inventory.amqp..")
                .layer("process")
                .definedBy("io.inventory.amqp")
                .layer("parked")
                .definedBy("io.inventory.amqp.parked")
                .layer("signal")
                .definedBy("io.inventory.amqp.signal")
                .layer("broker")
                .definedBy("io.inventory.amqp.broker")
                .layer("message")
                .definedBy("io.inventory.amqp.message")
                .whereLayer("process")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("parked")
                .mayOnlyBeAccessedByLayers("process")
                .whereLayer("signal")
                .mayOnlyBeAccessedByLayers("process")
                .whereLayer("broker")
                .mayOnlyBeAccessedByLayers("process", "parked", "signal")
                .whereLayer("message")
                .mayOnlyBeAccessedByLayers("process", "parked", "signal", "broker")
                .ensureAllClassesAreContainedInArchitectureIgnoring("io.inventory.events.v1")
                .check(CONSUMER);
    }

    @Test
    void messagesKnowTheApiAndTheStubsOnly() {
        assertUsesNothingBut("io.inventory.amqp.message", "io.inventory", "io.inventory.events.v1");
    }

    @Test
    void theBrokerKnowsNothingOfTheInventory() {
        assertUsesNothingBut(
                "io.inventory.amqp.broker", "io.inventory.amqp.message", "io.inventory.jdbi", "io.inventory.jdbi.cli");
    }

    @Test
    void parkedMessagesKnowNothingOfTheInventory() {
        assertUsesNothingBut(
                "io.inventory.amqp.parked",
                "io.inventory.amqp.broker",
                "io.inventory.amqp.message",
                "io.inventory.jdbi");
    }

    @Test
    void theRelayOfSignalsKnowsTheApiAndTheLease() {
        assertUsesNothingBut(
                "io.inventory.amqp.signal",
                "io.inventory",
                "io.inventory.amqp.broker",
                "io.inventory.amqp.message",
                "io.inventory.jdbi");
    }

    @Test
    void ofTheOtherModulesOnlyTheApiAndTheOptionsOfTheStoreAreUsed() {
        assertUsesNothingBut(
                "io.inventory.amqp",
                "io.inventory",
                "io.inventory.amqp..",
                "io.inventory.client",
                "io.inventory.events.v1",
                "io.inventory.jdbi",
                "io.inventory.jdbi.cli",
                "io.inventory.jdbi.management",
                "io.inventory.jdbi.metrics");
    }

    /** Of this project. */
    private void assertUsesNothingBut(String user, String... used) {
        noClasses()
                .that()
                .resideInAPackage(user)
                .should()
                .dependOnClassesThat(resideInAPackage("io.inventory..")
                        .and(not(resideInAPackage(user)))
                        .and(not(resideInAnyPackage(used))))
                .check(CONSUMER);
    }
}
