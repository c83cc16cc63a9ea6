package io.inventory.grpc;

import io.inventory.jdbi.SetupException;
import io.inventory.jdbi.cli.StoreOptions.Switch;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Where and how to serve; a picocli mixin. */
final class EndpointOptions {
    private static final int PORT_MAX = 65_535;

    @Option(
            names = "--host",
            paramLabel = "ADDRESS",
            defaultValue = "127.0.0.1",
            description = "Address to listen on; 0.0.0.0 for all. Default: ${DEFAULT-VALUE}")
    private String host = "";

    @Option(
            names = "--port",
            paramLabel = "N",
            defaultValue = "9090",
            description = "Port to listen on; 0 takes a free one. Default: ${DEFAULT-VALUE}")
    private int port;

    @Option(
            names = "--request-timeout",
            paramLabel = "TIME",
            defaultValue = "1s",
            converter = TimeConverter.class,
            description =
                    "How long the store may take before a caller is told that the service is unavailable, like 800ms or"
                            + " 2s. Default: ${DEFAULT-VALUE}")
    private Duration requestTimeout = Duration.ZERO;

    @Option(
            names = "--drain-timeout",
            paramLabel = "TIME",
            defaultValue = "10s",
            converter = TimeConverter.class,
            description = "How long a stop waits for calls under way. Default: ${DEFAULT-VALUE}")
    private Duration drainTimeout = Duration.ZERO;

    @Option(
            names = "--calls-per-connection",
            paramLabel = "N",
            defaultValue = "1000",
            description = "Most concurrent calls of one connection. Default: ${DEFAULT-VALUE}")
    private int callsPerConnectionMax;

    @Option(
            names = "--reflection",
            paramLabel = "on|off",
            defaultValue = "on",
            description = "Whether clients may ask for the services' descriptions. Default: ${DEFAULT-VALUE}")
    private Switch reflection = Switch.on;

    /** @throws SetupException if a value is out of range */
    EndpointSettings settings() {
        if (port < 0 || port > PORT_MAX) throw new SetupException("--port must be 0 to " + PORT_MAX + ", is " + port);
        if (callsPerConnectionMax < 1)
            throw new SetupException("--calls-per-connection must be 1 or more, is " + callsPerConnectionMax);
        return new EndpointSettings(
                host, port, requestTimeout, drainTimeout, callsPerConnectionMax, reflection == Switch.on);
    }

    /** Reads {@code 800ms}, {@code 2s} and {@code 1m}. */
    static final class TimeConverter implements ITypeConverter<Duration> {
        private static final Pattern TIME = Pattern.compile("([1-9][0-9]{0,8})(ms|s|m)");

        @Override
        public Duration convert(String value) {
            Matcher time = TIME.matcher(value);
            if (!time.matches()) throw new TypeConversionException("must be like 800ms, 2s or 1m, is '" + value + "'");
            long count = Long.parseLong(time.group(1));
            return switch (time.group(2)) {
                case "ms" -> Duration.ofMillis(count);
                case "s" -> Duration.ofSeconds(count);
                default -> Duration.ofMinutes(count);
            };
        }
    }
}
