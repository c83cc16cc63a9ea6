package io.inventory.examples;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import io.inventory.layers.PublicApi;
import org.junit.jupiter.api.Test;

/** What the examples show is there to stay. */
class OnlyApiTest {
    @Test
    void theExamplesUseNothingButTheApi() {
        noClasses()
                .that()
                // one benchmark measures the decision core by itself
                .resideOutsideOfPackage("io.inventory.examples.benchmark")
                .should()
                .dependOnClassesThat(resideInAPackage("io.inventory..")
                        .and(not(resideInAPackage("io.inventory.examples..")))
                        .and(not(resideInAnyPackage(PublicApi.PACKAGES.toArray(new String[0])))))
                .check(PublicApi.moduleOf(Replay.class));
    }
}
