package io.inventory.client.cli.session;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A file with connections by name: {@code target=...} for the profile without a name, {@code staging.target=...} for another. A
 * profile takes nothing from another, so that a token never goes to a server that it is not meant for. Immutable.
 */
final class Profiles {
    /** What a profile may say: the connection's options, without the dashes. */
    static final Set<String> KEYS = Set.of(
            GlobalOptions.TARGET,
            GlobalOptions.TLS,
            GlobalOptions.CA,
            GlobalOptions.CERT,
            GlobalOptions.KEY,
            GlobalOptions.TOKEN_FILE,
            GlobalOptions.TIMEOUT);

    private static final int FILE_BYTES_MAX = 1 << 20;

    private final Path file;
    private final Map<String, Map<String, String>> byName;

    private Profiles(Path file, Map<String, Map<String, String>> byName) {
        this.file = file;
        this.byName = byName;
    }

    /** @throws UsageException if it cannot be read, or a line of it is none */
    static Profiles read(Path file) {
        Properties properties = new Properties();
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(FILE_BYTES_MAX + 1);
            if (bytes.length > FILE_BYTES_MAX) throw new IOException("it has more than " + FILE_BYTES_MAX + " bytes");
            properties.load(new StringReader(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString()));
        } catch (IOException | IllegalArgumentException e) {
            throw new UsageException("the profiles in " + file + " cannot be read: " + e);
        }
        Map<String, Map<String, String>> byName = new TreeMap<>();
        for (String line : new TreeSet<>(properties.stringPropertyNames())) {
            int dot = line.lastIndexOf('.');
            String key = line.substring(dot + 1);
            if (!KEYS.contains(key))
                throw new UsageException("'" + key + "' in " + file + " is none of " + new TreeSet<>(KEYS)
                        + ", alone or behind the name of a profile and a dot");
            byName.computeIfAbsent(dot < 0 ? "" : line.substring(0, dot), name -> new TreeMap<>())
                    .put(key, properties.getProperty(line).strip());
        }
        return new Profiles(file, byName);
    }

    /** Of one of that name, or with an empty name of the one that has none. */
    Map<String, String> of(String name) {
        Map<String, String> found = byName.get(name);
        if (found != null) return found;
        if (name.isEmpty()) return Map.of();
        Set<String> names = new TreeSet<>(byName.keySet());
        names.remove("");
        throw new UsageException("there is no profile '" + name + "' in " + file + "; "
                + (names.isEmpty() ? "it has none with a name" : "it has " + String.join(", ", names)));
    }
}
