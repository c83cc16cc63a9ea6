package io.inventory.jdbi.cli;

import io.inventory.jdbi.SetupException;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Where an option's value comes from when the command line does not give it: the environment variable {@code
 * INVENTORY_…} (for {@code --jdbc-url}: {@code INVENTORY_JDBC_URL}), then the properties file that {@code --config} or
 * {@code INVENTORY_CONFIG} names (key {@code jdbc-url}), then the option's default.
 */
public final class LayeredDefaults implements IDefaultValueProvider {
    private static final String FLAG = "--config";
    private static final String PREFIX = "INVENTORY_";

    private final Map<String, String> environment;
    private final Properties file;

    private LayeredDefaults(Map<String, String> environment, Properties file) {
        this.environment = environment;
        this.file = file;
    }

    /**
     * Gives a command its layers.
     *
     * @param args the command line, of which only {@code --config} is read here
     * @throws SetupException if the file can't be read or has a key that is not an option of the command
     */
    public static void install(CommandLine command, String[] args, Map<String, String> environment) {
        String path = pathFrom(args);
        if (path == null) path = environment.get(PREFIX + "CONFIG");
        Properties file = path == null ? new Properties() : read(Path.of(path));
        for (String key : file.stringPropertyNames())
            if (!knows(command, "--" + key))
                throw new SetupException("unknown key '" + key + "' in " + path + "; the keys are the names of the"
                        + " options without the dashes, see --help");
        command.setDefaultValueProvider(new LayeredDefaults(environment, file));
    }

    private static boolean knows(CommandLine command, String option) {
        return command.getCommandSpec().findOption(option) != null
                || command.getSubcommands().values().stream().anyMatch(sub -> knows(sub, option));
    }

    private static @Nullable String pathFrom(String[] args) {
        for (int i = 0; i < args.length; i++) {
            if (args[i].startsWith(FLAG + "=")) return args[i].substring(FLAG.length() + 1);
            if (args[i].equals(FLAG) && i + 1 < args.length) return args[i + 1];
        }
        return null;
    }

    private static Properties read(Path path) {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(path, StandardCharsets.UTF_8)) {
            properties.load(reader);
        } catch (IOException | IllegalArgumentException e) {
            throw new SetupException("cannot read the configuration file " + path + ": " + e.getMessage(), e);
        }
        return properties;
    }

    @Override
    public @Nullable String defaultValue(ArgSpec argument) {
        if (!(argument instanceof OptionSpec option)) return null;
        String name = option.longestName().replaceFirst("^--", "");
        String variable = PREFIX + name.toUpperCase(Locale.ROOT).replace('-', '_');
        String value = environment.get(variable);
        return value != null ? value : file.getProperty(name);
    }
}
