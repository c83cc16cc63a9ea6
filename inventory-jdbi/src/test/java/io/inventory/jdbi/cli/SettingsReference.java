package io.inventory.jdbi.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/**
 * What docs/configuration.md says of a process's options, and the list by which the other process knows their names. Both
 * are made from the options themselves.
 */
public final class SettingsReference {
    private static final String WRITE = "inventory.reference.write";
    private static final Path ROOT = Path.of("..");
    private static final Path DOCUMENT = ROOT.resolve("docs/configuration.md");
    private static final Path LISTS = ROOT.resolve("inventory-jdbi/src/main/resources/io/inventory/jdbi/cli");

    private SettingsReference() {}

    /** Fails unless both are what the options of the process are; writes them instead if asked for. */
    public static void assertUpToDate(CommandLine process) throws IOException {
        String name = process.getCommandName();
        String names = KnownSettings.options(process.getCommandSpec())
                .map(option -> KnownSettings.name(option) + "\n")
                .sorted()
                .collect(Collectors.joining());
        assertFile(LISTS.resolve(name + ".settings"), names);
        String document = Files.readString(DOCUMENT);
        String begin = "<!-- generated from the options of " + name + " -->\n";
        String end = "<!-- end -->";
        int from = document.indexOf(begin);
        assertThat(from).as("the mark of the section of " + name).isNotNegative();
        int to = document.indexOf(end, from);
        String table = begin + table(process);
        assertFile(DOCUMENT, document.substring(0, from) + table + document.substring(to));
    }

    private static void assertFile(Path file, String expected) throws IOException {
        if (Boolean.getBoolean(WRITE)) Files.writeString(file, expected);
        assertThat(Files.readString(file))
                .as(
                        "%s is not what the options are; to write it: ./mvnw test -am -pl"
                                + " inventory-grpc-server,inventory-amqp-consumer -Dtest='*ReferenceTest'"
                                + " -Dsurefire.failIfNoSpecifiedTests=false -D" + WRITE + "=true",
                        file)
                .isEqualTo(expected);
    }

    private static String table(CommandLine process) {
        List<OptionSpec> options = process.getCommandSpec().options().stream()
                .filter(option -> !option.usageHelp() && !option.versionHelp())
                .toList();
        return "| flag | default | meaning |\n|---|---|---|\n"
                + options.stream().map(SettingsReference::row).collect(Collectors.joining());
    }

    private static String row(OptionSpec option) {
        String value = option.defaultValue();
        boolean none = option.arity().max() == 0 || value == null || value.isEmpty();
        String meaning = String.join(" ", option.description());
        String repeated = " Default: " + value;
        if (meaning.endsWith(repeated)) meaning = meaning.substring(0, meaning.length() - repeated.length());
        return "| `" + option.longestName() + "` | " + (none ? "" : "`" + value + "`") + " | "
                + meaning.replace("|", "\\|").replace("*", "\\*") + " |\n";
    }
}
