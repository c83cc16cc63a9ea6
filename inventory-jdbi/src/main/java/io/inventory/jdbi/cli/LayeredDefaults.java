package io.inventory.jdbi.cli;

import io.inventory.jdbi.SetupException;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
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
final class LayeredDefaults implements IDefaultValueProvider {
    private static final String FLAG = "--config";
    private static final int FILE_BYTES_MAX = 1 << 20;

    /** Where a value comes from; the first that has one counts. */
    enum Source {
        FLAG,
        ENVIRONMENT,
        FILE,
        DEFAULT
    }

    private final Map<String, String> environment;
    private final Map<String, String> file;

    private LayeredDefaults(Map<String, String> environment, Map<String, String> file) {
        this.environment = environment;
        this.file = file;
    }

    /**
     * Gives a command its layers.
     *
     * @param args the command line, of which only {@code --config} is read here
     * @throws SetupException if the file can't be read, or a key or a variable is not known
     */
    static LayeredDefaults install(CommandLine command, String[] args, Map<String, String> environment) {
        KnownSettings known = new KnownSettings(command.getCommandSpec());
        known.requireVariables(environment);
        String path = pathFrom(args);
        if (path == null) path = environment.getOrDefault(KnownSettings.variable("config"), "");
        Map<String, String> file = path.isEmpty() ? Map.of() : read(path);
        known.requireKeys(file, path);
        LayeredDefaults layers = new LayeredDefaults(environment, file);
        command.setDefaultValueProvider(layers);
        return layers;
    }

    private static @Nullable String pathFrom(String[] args) {
        for (int i = 0; i < args.length; i++) {
            if (args[i].startsWith(FLAG + "=")) return args[i].substring(FLAG.length() + 1);
            if (args[i].equals(FLAG) && i + 1 < args.length) return args[i + 1];
        }
        return null;
    }

    private static Map<String, String> read(String path) {
        Properties properties = new Properties();
        try (InputStream in = Files.newInputStream(Path.of(path))) {
            byte[] bytes = in.readNBytes(FILE_BYTES_MAX + 1);
            if (bytes.length > FILE_BYTES_MAX) throw new IOException("it is larger than " + FILE_BYTES_MAX + " bytes");
            properties.load(new StringReader(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString()));
        } catch (IOException | IllegalArgumentException e) {
            throw new SetupException("cannot read the configuration file " + path + ": " + e.getMessage(), e);
        }
        Map<String, String> values = new TreeMap<>();
        for (String key : properties.stringPropertyNames()) values.put(key, properties.getProperty(key));
        return values;
    }

    @Override
    public @Nullable String defaultValue(ArgSpec argument) {
        if (!(argument instanceof OptionSpec option) || !isSetting(option)) return null;
        String name = KnownSettings.name(option);
        String value = environment.get(KnownSettings.variable(name));
        return value != null ? value : file.get(name);
    }

    /** Options that take no value, and those of subcommands alone, are given on the command line only. */
    private static boolean isSetting(OptionSpec option) {
        return option.arity().max() > 0
                && (option.inherited() || option.command().parent() == null);
    }

    /** Where the value of an option comes from that the command line does not give. */
    Source sourceOf(OptionSpec option) {
        String name = KnownSettings.name(option);
        if (environment.containsKey(KnownSettings.variable(name))) return Source.ENVIRONMENT;
        return file.containsKey(name) ? Source.FILE : Source.DEFAULT;
    }
}
