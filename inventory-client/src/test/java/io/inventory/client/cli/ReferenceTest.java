package io.inventory.client.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.inventory.client.cli.output.Terminal;
import io.inventory.client.cli.output.Times;
import io.inventory.client.cli.session.ExitStatus;
import io.inventory.client.cli.session.Session;
import io.inventory.client.cli.session.Surroundings;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** docs/inventoryctl.md and the list of variables that other processes pass over, which are made from the commands themselves. */
class ReferenceTest {
    private static final String WRITE = "inventory.reference.write";
    private static final Path DOCUMENT = Path.of("../docs/inventoryctl.md");
    private static final Path VARIABLES =
            Path.of("../inventory-jdbi/src/main/resources/io/inventory/jdbi/cli/inventoryctl.settings");

    /** Those that are for one command line alone. */
    private static final Set<String> NOT_IN_THE_ENVIRONMENT = Set.of("--output", "--yes", "--help", "--version");

    private static CommandLine root() {
        return InventoryCtl.commandLine(new Session(new Surroundings(
                new StringWriter(),
                new PrintWriter(new StringWriter()),
                new BufferedReader(new StringReader("")),
                Terminal.NONE,
                Map.of(),
                Path.of(""),
                new Times(Clock.systemUTC(), ZoneOffset.UTC),
                action -> {})));
    }

    @Test
    void theDocumentSaysWhatTheCommandsAre() throws IOException {
        String document = Files.readString(DOCUMENT);
        String begin = "<!-- generated from the commands -->\n";
        int from = document.indexOf(begin);
        int to = document.indexOf("<!-- end -->", from);
        assertThat(from).isNotNegative();
        assertThat(to).isNotNegative();
        assertFile(DOCUMENT, document.substring(0, from) + begin + reference(root()) + document.substring(to));
    }

    @Test
    void otherProcessesPassOverItsVariables() throws IOException {
        assertFile(
                VARIABLES,
                root().getCommandSpec().options().stream()
                        .map(OptionSpec::longestName)
                        .filter(name -> !NOT_IN_THE_ENVIRONMENT.contains(name))
                        .map(name -> name.substring(2) + "\n")
                        .sorted()
                        .collect(Collectors.joining()));
    }

    private static void assertFile(Path file, String expected) throws IOException {
        if (Boolean.getBoolean(WRITE)) Files.writeString(file, expected);
        assertThat(Files.exists(file) ? Files.readString(file) : "")
                .as(
                        "%s is not what the commands are; to write it: ./mvnw test -am -pl inventory-client"
                                + " -Dtest=ReferenceTest -Dsurefire.failIfNoSpecifiedTests=false -D" + WRITE + "=true",
                        file)
                .isEqualTo(expected);
    }

    private static String reference(CommandLine root) {
        return "\n## Exit status\n\n| status | meaning |\n|---|---|\n"
                + Arrays.stream(ExitStatus.values())
                        .map(status -> "| " + status.code() + " | " + status.meaning() + " |\n")
                        .collect(Collectors.joining())
                + "\n## Options of every command\n\n"
                + table(root.getCommandSpec())
                + commands(root);
    }

    private static String commands(CommandLine command) {
        StringBuilder text = new StringBuilder();
        for (CommandLine child : command.getSubcommands().values()) {
            CommandSpec spec = child.getCommandSpec();
            if (child.getSubcommands().isEmpty()) {
                text.append("\n## ").append(spec.qualifiedName()).append("\n\n");
                for (String paragraph : spec.usageMessage().description())
                    text.append(paragraph.replace("<", "\\<")).append("\n");
                String table = table(spec);
                if (!table.isEmpty()) text.append('\n').append(table);
            }
            text.append(commands(child));
        }
        return text.toString();
    }

    private static String table(CommandSpec spec) {
        List<OptionSpec> options =
                spec.options().stream().filter(option -> !option.inherited()).toList();
        if (options.isEmpty() && spec.positionalParameters().isEmpty()) return "";
        return "| argument | meaning |\n|---|---|\n"
                + spec.positionalParameters().stream().map(ReferenceTest::row).collect(Collectors.joining())
                + options.stream().map(ReferenceTest::row).collect(Collectors.joining());
    }

    private static String row(PositionalParamSpec parameter) {
        return row(
                parameter.paramLabel(),
                parameter.description(),
                parameter.arity().min() > 0);
    }

    private static String row(OptionSpec option) {
        String label = option.arity().max() == 0 ? "" : "=" + option.paramLabel();
        return row(String.join(", ", option.names()) + label, option.description(), option.required());
    }

    private static String row(String what, String[] description, boolean required) {
        return "| `" + what.replace("|", "\\|") + "` | "
                + String.join(" ", description).replace("|", "\\|") + (required ? " Required." : "") + " |\n";
    }
}
