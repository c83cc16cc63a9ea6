package io.inventory.jdbi.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.inventory.jdbi.SetupException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A flag comes before the environment, that before the file, that before the default. */
class LayeredDefaultsTest {
    @Command(name = "program")
    static final class Program {
        @Mixin
        StoreOptions store = new StoreOptions();

        @Option(names = "--config")
        String config = "";

        @Option(
                names = {"-g", "--greeting"},
                defaultValue = "default")
        String greeting = "";
    }

    @TempDir
    private Path folder;

    private Program parse(Map<String, String> environment, String... args) {
        Program program = new Program();
        CommandLine command = new CommandLine(program);
        LayeredDefaults.install(command, args, environment);
        command.parseArgs(args);
        return program;
    }

    private String file(String text) throws IOException {
        return Files.writeString(folder.resolve("inventory.properties"), text).toString();
    }

    @Test
    void withoutAnythingTheDefaultHolds() {
        assertThat(parse(Map.of()).greeting).isEqualTo("default");
        assertThat(parse(Map.of()).store.settings().url()).isEqualTo("jdbc:h2:file:./data/inventory");
        assertThat(parse(Map.of()).store.settings().user()).as("H2's own user").isEqualTo("sa");
    }

    @Test
    void theFileComesBeforeTheDefault() throws IOException {
        String file = file("greeting = file\npool-size = 3\n");
        assertThat(parse(Map.of(), "--config", file).greeting).isEqualTo("file");
        assertThat(parse(Map.of(), "--config=" + file).store.settings().poolSizeMax())
                .isEqualTo(3);
        assertThat(parse(Map.of("INVENTORY_CONFIG", file)).greeting).isEqualTo("file");
    }

    @Test
    void theLimitsHaveTheSameLayers() throws IOException {
        String file = file("writers = 2\nlock-timeout = 300ms\n");
        StoreOptions store =
                parse(Map.of("INVENTORY_WRITERS", "3", "INVENTORY_BATCH_LINES", "7"), "--config=" + file).store;
        assertThat(store.settings().lockTimeout()).isEqualTo(Duration.ofMillis(300));
        assertThat(store.toString()).contains("writers=3", "batchLinesMax=7");
    }

    @Test
    void theEnvironmentComesBeforeTheFile() throws IOException {
        String file = file("greeting = file");
        assertThat(parse(Map.of("INVENTORY_GREETING", "environment"), "--config", file).greeting)
                .isEqualTo("environment");
        assertThat(parse(Map.of("INVENTORY_JDBC_URL", "jdbc:postgresql://h/d"))
                        .store
                        .settings()
                        .url())
                .isEqualTo("jdbc:postgresql://h/d");
    }

    @Test
    void theFlagComesBeforeTheEnvironment() throws IOException {
        String file = file("greeting = file");
        Map<String, String> environment = Map.of("INVENTORY_GREETING", "environment");
        assertThat(parse(environment, "--config", file, "--greeting", "flag").greeting)
                .isEqualTo("flag");
        assertThat(parse(environment, "-g", "flag").greeting).isEqualTo("flag");
    }

    @Test
    void theFlagsFileComesBeforeTheEnvironments() throws IOException {
        String file = file("greeting = file");
        Path other = Files.writeString(folder.resolve("other.properties"), "greeting = other");
        assertThat(parse(Map.of("INVENTORY_CONFIG", other.toString()), "--config", file).greeting)
                .isEqualTo("file");
    }

    @Test
    void anUnknownKeyIsNamed() throws IOException {
        String file = file("greting = file");
        assertThatThrownBy(() -> parse(Map.of(), "--config", file))
                .isInstanceOf(SetupException.class)
                .hasMessageContainingAll("unknown key 'greting'", file, "did you mean greeting?", "--help")
                .hasMessageNotContaining("\n");
    }

    @Test
    void anUnknownVariableIsNamedWithTheOneThatIsMeant() {
        assertThatThrownBy(() -> parse(Map.of("INVENTORY_JDBC_PASWORD", "planted")))
                .isInstanceOf(SetupException.class)
                .hasMessageContaining(
                        "unknown environment variable INVENTORY_JDBC_PASWORD; did you mean INVENTORY_JDBC_PASSWORD?")
                .hasMessageNotContaining("planted");
        assertThatThrownBy(() -> parse(Map.of("INVENTORY_SOMETHING_ELSE", "1")))
                .hasMessageContaining("unknown environment variable INVENTORY_SOMETHING_ELSE;")
                .hasMessageNotContaining("did you mean");
    }

    @Test
    void variablesOfTheOtherProcessOfTheTestsAndOfLoggingArePassedOver() {
        Map<String, String> environment = Map.of(
                "INVENTORY_AMQP_URI", "amqp://host",
                "INVENTORY_PORT", "nine",
                "INVENTORY_TEST_AMQP_URI", "amqp://host",
                "INVENTORY_LOG_LEVEL", "DEBUG",
                "INVENTORYING", "1");
        assertThat(parse(environment).greeting).isEqualTo("default");
    }

    @Test
    void variablesOfKubernetesAreExplained() {
        for (Map<String, String> links : List.of(
                Map.of("INVENTORY_PORT", "tcp://10.0.0.1:9090"),
                Map.of("INVENTORY_SERVICE_HOST", "10.0.0.1"),
                Map.of("INVENTORY_SERVICE_PORT", "9090"),
                Map.of("INVENTORY_SERVICE_PORT_GRPC", "9090"),
                Map.of("INVENTORY_DB_PORT_5432_TCP_ADDR", "10.0.0.1"),
                Map.of("INVENTORY_DB_PORT", "tcp://10.0.0.1:5432")))
            assertThatThrownBy(() -> parse(links))
                    .isInstanceOf(SetupException.class)
                    .hasMessageContainingAll(
                            links.keySet().iterator().next(), "Kubernetes", "enableServiceLinks: false");
    }

    @Test
    void whatIsNoSettingIsReadFromTheCommandLineOnly() throws IOException {
        assertThatThrownBy(() -> parse(Map.of("INVENTORY_HELP", "true"))).hasMessageContaining("INVENTORY_HELP");
        String file = file("config = other.properties");
        assertThatThrownBy(() -> parse(Map.of(), "--config", file)).hasMessageContaining("unknown key 'config'");
    }

    @Test
    void aFileThatIsASecretAndNoSettingsIsNotShown() throws IOException {
        String file = file("planted-secret");
        assertThatThrownBy(() -> parse(Map.of(), "--config", file))
                .hasMessageContaining("a line of " + file + " is not key=value")
                .hasMessageNotContaining("planted");
    }

    @Test
    void aFileThatCannotBeReadIsNamed() throws IOException {
        String missing = folder.resolve("missing").toString();
        Path binary = Files.write(folder.resolve("binary"), new byte[] {(byte) 0xff, (byte) 0xfe, 0});
        Path escape = Files.writeString(folder.resolve("escape"), "greeting = \\u12", StandardCharsets.UTF_8);
        for (String unreadable : new String[] {missing, binary.toString(), escape.toString(), folder.toString()})
            assertThatThrownBy(() -> parse(Map.of(), "--config", unreadable))
                    .isInstanceOf(SetupException.class)
                    .hasMessageStartingWith("cannot read the configuration file " + unreadable)
                    .hasMessageNotContaining("\n");
    }

    @Test
    void aPoolSizeOutOfRangeIsRefused() {
        for (String size : new String[] {"1", "101", "-1"})
            assertThatThrownBy(() ->
                            parse(Map.of("INVENTORY_POOL_SIZE", size)).store.settings())
                    .isInstanceOf(SetupException.class)
                    .hasMessageContaining("--pool-size must be 2 to 100");
    }

    @Test
    void thePasswordIsNotInTheText() {
        assertThat(parse(Map.of("INVENTORY_JDBC_PASSWORD", "secret-word")).store.toString())
                .doesNotContain("secret-word");
    }
}
