package io.inventory.jdbi.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What deploy/ and the pages for operators call a setting is one of the process that it is given to. */
class DeploymentFilesTest {
    private static final Path DEPLOY = Path.of("../deploy");
    private static final Pattern VARIABLE = Pattern.compile("\\bINVENTORY_[A-Z_]*[A-Z]\\b");
    private static final Pattern KEY = Pattern.compile("(?m)^(?:# )?([a-z][a-z-]*)=");
    /** In the explanation of what Kubernetes would make of a Service with the name "inventory". */
    private static final Set<String> NO_SETTINGS = Set.of("INVENTORY_PORT");

    @Test
    void everyVariableIsASettingOfItsProcess() throws IOException {
        List<Path> files = files("systemd", "kubernetes", "docker", "archive");
        assertThat(files).hasSizeGreaterThanOrEqualTo(7);
        for (Path file : files) {
            Set<String> variables = found(VARIABLE, file);
            variables.removeAll(NO_SETTINGS);
            assertThat(variables(file)).as(file.toString()).containsAll(variables);
        }
    }

    @Test
    void everyVariableOfTheComposeFileIsASetting() throws IOException {
        Set<String> variables = found(VARIABLE, DEPLOY.resolve("compose.yaml"));

        assertThat(variables).contains("INVENTORY_JDBC_URL");
        assertThat(variables(DEPLOY)).containsAll(variables);
    }

    @Test
    void everyKeyOfAConfigurationFileIsASettingOfItsProcess() throws IOException {
        for (Path file : files("archive/conf")) {
            Set<String> keys = found(KEY, file);
            assertThat(keys).as(file.toString()).isNotEmpty();
            assertThat(settings(file)).as(file.toString()).containsAll(keys);
        }
    }

    private static List<Path> files(String... folders) throws IOException {
        List<Path> files = new ArrayList<>();
        for (String folder : folders)
            try (Stream<Path> found = Files.walk(DEPLOY.resolve(folder))) {
                found.filter(Files::isRegularFile).forEach(files::add);
            }
        return files;
    }

    private static Set<String> found(Pattern pattern, Path file) throws IOException {
        return pattern.matcher(Files.readString(file))
                .results()
                .map(DeploymentFilesTest::name)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String name(MatchResult match) {
        return match.group(match.groupCount());
    }

    private static Set<String> variables(Path file) {
        return settings(file).stream().map(KnownSettings::variable).collect(Collectors.toSet());
    }

    /** The settings of the process in the file's name; of both where it is of neither alone. */
    private static Set<String> settings(Path file) {
        String name = file.getFileName().toString();
        Stream<String> lists = name.startsWith("inventory-grpc-server")
                ? Stream.of("inventory-grpc-server.settings")
                : name.startsWith("inventory-amqp-consumer")
                        ? Stream.of("inventory-consumer.settings")
                        : KnownSettings.LISTS.stream();
        return lists.flatMap(KnownSettings::lines).collect(Collectors.toSet());
    }
}
