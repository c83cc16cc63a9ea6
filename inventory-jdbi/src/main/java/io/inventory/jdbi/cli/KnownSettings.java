package io.inventory.jdbi.cli;

import io.inventory.jdbi.SetupException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * The names of settings: of each option that takes a value. What is named like a setting and is none is refused with the
 * closest name that is.
 *
 * <p>Server, consumer and inventoryctl may be started from one environment. So a process passes over a variable that is a setting
 * of another one; a file of settings is one process's own.
 */
final class KnownSettings {
    static final String PREFIX = "INVENTORY_";

    /** Settings of the start itself: what a file says of itself, nobody would read. */
    private static final String CONFIG = "config";

    /** Read by the configuration of logging, before the options are. */
    private static final Set<String> OF_LOGGING = Set.of("log-level");

    /** The variables of this project's tests. */
    private static final String TESTS = PREFIX + "TEST_";

    /** Lists of the programs' settings, a name a line, kept true by a test of each program. */
    static final List<String> LISTS =
            List.of("inventory-grpc-server.settings", "inventory-consumer.settings", "inventoryctl.settings");

    private final Set<String> own;

    KnownSettings(CommandSpec command) {
        own = options(command).map(KnownSettings::name).collect(Collectors.toCollection(TreeSet::new));
    }

    /** The options of a process that are settings, in the order of its help. */
    static Stream<OptionSpec> options(CommandSpec command) {
        return command.options().stream().filter(option -> option.arity().max() > 0);
    }

    /** {@code jdbc-url} for {@code --jdbc-url}. */
    static String name(OptionSpec option) {
        return option.longestName().replaceFirst("^--", "");
    }

    /** {@code INVENTORY_JDBC_URL} for {@code jdbc-url}. */
    static String variable(String name) {
        return PREFIX + name.toUpperCase(Locale.ROOT).replace('-', '_');
    }

    /** @throws SetupException if one of a file's keys is no setting */
    void requireKeys(Map<String, String> keys, String path) {
        for (Map.Entry<String, String> entry : keys.entrySet()) {
            String key = entry.getKey();
            if (own.contains(key) && !key.equals(CONFIG)) continue;
            // such a line may be a secret, if the wrong file was named
            if (entry.getValue().isEmpty() && ClosestName.to(key, own).isEmpty())
                throw new SetupException(
                        "a line of " + path + " is not key=value, with the name of an option as the key");
            throw new SetupException("unknown key '" + key + "' in " + path + ClosestName.question(key, own)
                    + "; the keys are the names of the options without the dashes, see --help");
        }
    }

    /** @throws SetupException if a variable is named like a setting and is none of any */
    void requireVariables(Map<String, String> environment) {
        ServiceLinks.explain(environment).ifPresent(explanation -> {
            throw new SetupException(explanation);
        });
        Set<String> variables = Stream.of(own, ofAllProcesses(), OF_LOGGING)
                .flatMap(Set::stream)
                .map(KnownSettings::variable)
                .collect(Collectors.toCollection(TreeSet::new));
        for (String variable : new TreeSet<>(environment.keySet()))
            if (variable.startsWith(PREFIX) && !variable.startsWith(TESTS) && !variables.contains(variable))
                throw new SetupException("unknown environment variable " + variable
                        + ClosestName.question(variable, variables)
                        + "; they are named after the options, --jdbc-user: INVENTORY_JDBC_USER, see --help");
    }

    private static Set<String> ofAllProcesses() {
        return LISTS.stream().flatMap(KnownSettings::lines).collect(Collectors.toSet());
    }

    static Stream<String> lines(String list) {
        try (InputStream in = KnownSettings.class.getResourceAsStream(list)) {
            if (in == null) throw new IllegalStateException("the jar lacks " + list);
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
