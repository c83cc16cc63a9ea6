package io.inventory.client.cli.session;

import io.inventory.client.InventoryClient;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * To whom a command speaks and as whom, put together of the command line, the environment and a profile, in this order. A profile
 * that the command line names keeps the environment out: a command for staging must not end up in production because of a
 * variable that somebody has forgotten.
 *
 * @param target the server or servers
 * @param tls whether to speak TLS
 * @param ca whom to trust, else those whom this Java trusts
 * @param certificate the certificate to show
 * @param key its key
 * @param tokenFile where the token is
 * @param timeout how long a call may take
 */
record Settings(
        String target,
        boolean tls,
        Optional<Path> ca,
        Optional<Path> certificate,
        Optional<Path> key,
        Optional<Path> tokenFile,
        Duration timeout) {
    static final String TARGET_DEFAULT = "localhost:9090";
    static final Duration TIMEOUT_DEFAULT = Duration.ofSeconds(5);

    /** @throws UsageException if one of them cannot be used */
    static Settings of(GlobalOptions options, Map<String, String> environment, Path home) {
        Layers layers = Layers.of(options, environment, home);
        Optional<Path> ca = layers.file(GlobalOptions.CA, options.ca);
        Optional<Path> certificate = layers.file(GlobalOptions.CERT, options.cert);
        Optional<Path> key = layers.file(GlobalOptions.KEY, options.key);
        Optional<Path> token = layers.file(GlobalOptions.TOKEN_FILE, options.tokenFile);
        if (certificate.isPresent() != key.isPresent())
            throw new UsageException("--cert and --key belong together; give both");
        boolean tls = options.tls || layers.isTrue(GlobalOptions.TLS);
        return new Settings(
                layers.text(GlobalOptions.TARGET, options.target).orElse(TARGET_DEFAULT),
                tls || ca.isPresent() || certificate.isPresent() || token.isPresent(),
                ca,
                certificate,
                key,
                token,
                layers.text(GlobalOptions.TIMEOUT, options.timeout)
                        .map(Settings::timeout)
                        .orElse(TIMEOUT_DEFAULT));
    }

    private static Duration timeout(String text) {
        Duration timeout = TimeArguments.duration(text)
                .orElseThrow(() -> new UsageException("--timeout must be like 500ms, 5s or 1m, is '" + text + "'"));
        if (timeout.isZero() || timeout.compareTo(InventoryClient.DEADLINE_MAX) > 0)
            throw new UsageException("--timeout must be 1ms to 1h, is '" + text + "'");
        return timeout;
    }

    /** Where the value of a setting comes from; the first that has one counts. */
    private record Layers(Map<String, String> environment, Map<String, String> profile, Path home) {
        private static final String PREFIX = "INVENTORY_";

        static Layers of(GlobalOptions options, Map<String, String> environment, Path home) {
            String named = environment.getOrDefault(PREFIX + "PROFILE", "");
            String name = options.profile == null ? named : options.profile;
            Map<String, String> profile = profiles(options, environment, home)
                    .map(profiles -> profiles.of(name))
                    .orElseGet(() -> {
                        if (name.isEmpty()) return Map.of();
                        throw new UsageException("there is no file with profiles, so none with the name '" + name
                                + "'; write " + defaultFile(environment, home));
                    });
            return new Layers(options.profile == null ? environment : Map.of(), profile, home);
        }

        private static Optional<Profiles> profiles(GlobalOptions options, Map<String, String> environment, Path home) {
            String given = options.profiles == null ? environment.get(PREFIX + "PROFILES") : options.profiles;
            if (given != null) return Optional.of(Profiles.read(Path.of(given)));
            Path file = defaultFile(environment, home);
            return Files.exists(file) ? Optional.of(Profiles.read(file)) : Optional.empty();
        }

        private static Path defaultFile(Map<String, String> environment, Path home) {
            String configured = environment.getOrDefault("XDG_CONFIG_HOME", "");
            Path folder = configured.isEmpty() ? home.resolve(".config") : Path.of(configured);
            return folder.resolve("inventory").resolve("inventoryctl.properties");
        }

        Optional<String> text(String name, @Nullable String flag) {
            if (flag != null) return Optional.of(flag);
            String variable = environment.get(variable(name));
            return Optional.ofNullable(variable == null || variable.isEmpty() ? profile.get(name) : variable);
        }

        boolean isTrue(String name) {
            return text(name, null)
                    .map(text -> switch (text.toLowerCase(Locale.ROOT)) {
                        case "true" -> true;
                        case "false" -> false;
                        default -> throw new UsageException(name + " must be true or false");
                    })
                    .orElse(false);
        }

        private static String variable(String name) {
            return PREFIX + name.toUpperCase(Locale.ROOT).replace('-', '_');
        }

        /** Without the name of a file that is not there: it may be a token that was given in its place. */
        Optional<Path> file(String name, @Nullable String flag) {
            return text(name, flag).map(text -> {
                try {
                    Path file = text.startsWith("~/") ? home.resolve(text.substring(2)) : Path.of(text);
                    if (Files.exists(file)) return file;
                } catch (InvalidPathException e) {
                    // what cannot be the name of a file is none that is there
                }
                throw new UsageException("--" + name + ": there is no such file"
                        + (name.equals(GlobalOptions.TOKEN_FILE)
                                ? "; it must be the name of a file that has the token, never the token itself"
                                : " as " + text));
            });
        }
    }
}
