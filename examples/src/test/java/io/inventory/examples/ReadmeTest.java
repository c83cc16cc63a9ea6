package io.inventory.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the README and the documents show and link to is there. */
class ReadmeTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Path SOURCES = Path.of("src");
    private static final Pattern JAVA_BLOCK = Pattern.compile("(?<!-->\n)```java\n(.*?)```", Pattern.DOTALL);
    private static final Pattern REGION =
            Pattern.compile(" *// docs: (?!end)\\S+\n(.*?) *// docs: end", Pattern.DOTALL);
    private static final Pattern OPTION = Pattern.compile("names = (?:\\{\"-.\", )?\"(--[a-z-]+)\"");
    private static final Pattern LINK = Pattern.compile("\\[[^\\]]+\\]\\(([^)]+)\\)");

    /** A block that the reader writes to a file, behind a comment that names it, is compiled by .ci/check-docs. */
    @Test
    void javaInTheDocumentsIsCompiledInTheExamples() throws IOException {
        List<String> regions = new ArrayList<>();
        try (Stream<Path> files = Files.walk(SOURCES)) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith(".java")).toList())
                for (String region : all(REGION, Files.readString(file)))
                    regions.add(region.stripTrailing().stripIndent() + "\n");
        }
        List<String> blocks = new ArrayList<>();
        for (Path document : documents()) blocks.addAll(all(JAVA_BLOCK, Files.readString(document)));
        assertThat(blocks).isNotEmpty().allSatisfy(block -> assertThat(regions).contains(block));
        assertThat(regions).allSatisfy(region -> assertThat(blocks).contains(region));
    }

    @Test
    void linksBetweenTheDocumentsLeadToFiles() throws IOException {
        for (Path document : documents())
            for (String link : all(LINK, Files.readString(document)))
                if (!link.startsWith("https://"))
                    assertThat(document.resolveSibling(link.replaceAll("#.*", "")))
                            .as("%s links to %s", ROOT.relativize(document), link)
                            .exists();
    }

    private static List<Path> documents() throws IOException {
        List<Path> documents = new ArrayList<>();
        try (Stream<Path> files = Files.list(ROOT)) {
            files.filter(ReadmeTest::isDocument).forEach(documents::add);
        }
        try (Stream<Path> files = Files.walk(ROOT.resolve("docs"))) {
            files.filter(ReadmeTest::isDocument).forEach(documents::add);
        }
        return documents;
    }

    private static boolean isDocument(Path file) {
        return file.toString().endsWith(".md");
    }

    @Test
    void everyOptionOfTheProcessesIsDocumented() throws IOException {
        String documented = Files.readString(ROOT.resolve("docs").resolve("configuration.md"));
        List<Path> sources = List.of(
                Path.of("inventory-jdbi/src/main/java/io/inventory/jdbi/cli/StoreOptions.java"),
                Path.of("inventory-jdbi/src/main/java/io/inventory/jdbi/cli/LimitOptions.java"),
                Path.of("inventory-jdbi/src/main/java/io/inventory/jdbi/cli/ExpiryOptions.java"),
                Path.of("inventory-jdbi/src/main/java/io/inventory/jdbi/management/ManagementOptions.java"),
                Path.of("inventory-jdbi/src/main/java/io/inventory/jdbi/cli/StartOptions.java"),
                Path.of("inventory-grpc-server/src/main/java/io/inventory/grpc/EndpointOptions.java"),
                Path.of("inventory-amqp-consumer/src/main/java/io/inventory/amqp/broker/BrokerOptions.java"),
                Path.of("inventory-amqp-consumer/src/main/java/io/inventory/amqp/InventoryConsumer.java"));
        for (Path source : sources)
            assertThat(all(OPTION, Files.readString(ROOT.resolve(source))))
                    .as("options in %s", source)
                    .isNotEmpty()
                    .allSatisfy(option -> assertThat(documented).contains("`" + option + "`"));
    }

    private static List<String> all(Pattern pattern, String text) {
        List<String> found = new ArrayList<>();
        Matcher matcher = pattern.matcher(text);
        while (matcher.find()) found.add(matcher.group(1));
        return found;
    }
}
