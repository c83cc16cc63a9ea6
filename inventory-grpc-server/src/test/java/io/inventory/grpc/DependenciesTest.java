package io.inventory.grpc;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import io.inventory.layers.PublicApi;
import org.junit.jupiter.api.Test;

class DependenciesTest {
    private static final JavaClasses SERVER = PublicApi.moduleOf(InventoryServer.class);

    @Test
    void ofTheOtherModulesOnlyTheApiTheStubsAndTheOptionsOfTheStoreAreUsed() {
        noClasses()
                .should()
                .dependOnClassesThat(resideInAPackage("io.inventory..")
                        .and(not(resideInAnyPackage(
                                "io.inventory",
                                "io.inventory.credentials",
                                "io.inventory.grpc..",
                                "io.inventory.v1",
                                "io.inventory.jdbi",
                                "io.inventory.jdbi.cli",
                                "io.inventory.jdbi.management",
                                "io.inventory.jdbi.metrics"))))
                .check(SERVER);
    }

    @Test
    void theyAreUsed() {
        classes()
                .that()
                .haveSimpleName("OrderService")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.inventory.v1")
                .check(SERVER);
    }
}
