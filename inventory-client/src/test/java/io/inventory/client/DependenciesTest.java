package io.inventory.client;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import io.inventory.layers.PublicApi;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** Who depends on the client gets what the client needs, and nothing of the command line that is beside it. */
class DependenciesTest {
    private static final JavaClasses CLIENT = PublicApi.moduleOf(InventoryClient.class);

    @Test
    void thoseWhoDependOnTheClientGetTheseLibrariesAndNoOthers() throws Exception {
        var factory = DocumentBuilderFactory.newInstance();
        factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
        Element project =
                factory.newDocumentBuilder().parse(Path.of("pom.xml").toFile()).getDocumentElement();
        NodeList dependencies = project.getElementsByTagName("dependency");
        Set<String> published = new TreeSet<>();
        for (int i = 0; i < dependencies.getLength(); i++) {
            Element dependency = (Element) dependencies.item(i);
            if (!text(dependency, "optional").equals("true")
                    && !text(dependency, "scope").equals("test")) published.add(text(dependency, "artifactId"));
        }
        assertThat(published)
                .containsExactly(
                        "grpc-netty-shaded",
                        "grpc-protobuf",
                        "grpc-stub",
                        "grpc-util",
                        "inventory-core",
                        "protobuf-java",
                        "slf4j-api");
    }

    private static String text(Element parent, String name) {
        NodeList found = parent.getElementsByTagName(name);
        return found.getLength() == 0 ? "" : found.item(0).getTextContent();
    }

    @Test
    void theCommandLinesLibrariesAreUsedByItAlone() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.inventory.client.cli..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.inventory.client.cli..",
                        "picocli..",
                        "de.siegmar..",
                        "me.tongfei..",
                        "org.jline..",
                        "com.google.gson..")
                .check(CLIENT);
    }

    @Test
    void theCommandLinesOutputKnowsNothingOfTheInventory() {
        noClasses()
                .that()
                .resideInAPackage("io.inventory.client.cli.output")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.inventory",
                        "io.inventory.client",
                        "io.inventory.client.cli",
                        "io.inventory.client.cli.session",
                        "picocli..")
                .check(CLIENT);
    }

    @Test
    void theCommandLinesSessionKnowsNoCommand() {
        noClasses()
                .that()
                .resideInAPackage("io.inventory.client.cli.session")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.inventory.client.cli", "io.inventory.client.cli.command", "io.inventory.client.cli.stock")
                .check(CLIENT);
    }
}
