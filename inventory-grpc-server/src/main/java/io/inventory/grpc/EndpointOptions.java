package io.inventory.grpc;

import io.inventory.grpc.http.HttpOptions;
import io.inventory.grpc.security.SecurityOptions;
import io.inventory.jdbi.SetupException;
import io.inventory.jdbi.cli.Durations;
import io.inventory.jdbi.cli.StoreOptions.Switch;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

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
            converter = Durations.Converter.class,
            description = "How long the store may take before a call fails as unavailable, like 800ms or 2s."
                    + " Default: ${DEFAULT-VALUE}")
    private Duration requestTimeout = Duration.ZERO;

    @Option(
            names = "--drain-timeout",
            paramLabel = "TIME",
            defaultValue = "10s",
            converter = Durations.OrZeroConverter.class,
            description = "How long a stop waits for calls under way; 0s for not at all. Default: ${DEFAULT-VALUE}")
    private Duration drainTimeout = Duration.ZERO;

    @Option(
            names = "--calls-per-connection",
            paramLabel = "N",
            defaultValue = "1000",
            description = "Most concurrent calls of one connection. Default: ${DEFAULT-VALUE}")
    private int callsPerConnectionMax;

    @Option(
            names = "--watchers-max",
            paramLabel = "N",
            defaultValue = "100",
            description =
                    "Most callers who watch signals at once; one more is refused as overloaded. Default: ${DEFAULT-VALUE}")
    private int watchersMax;

    @Option(
            names = "--reflection",
            paramLabel = "on|off",
            description = "Whether clients may ask for the services' descriptions. Without it: on on loopback, else"
                    + " off.")
    private Optional<Switch> reflection = Optional.empty();

    @Option(
            names = "--read-only",
            paramLabel = "on|off",
            arity = "0..1",
            fallbackValue = "on",
            defaultValue = "off",
            description = "Whether commands are refused, and only queries answered, until an operator says otherwise."
                    + " Default: ${DEFAULT-VALUE}")
    private Switch readOnly = Switch.off;

    @Mixin
    private final ConnectionOptions connections = new ConnectionOptions();

    @Mixin
    private final HttpOptions http = new HttpOptions();

    /** @throws SetupException if a value is out of range */
    EndpointSettings settings() {
        if (port < 0 || port > PORT_MAX) throw new SetupException("--port must be 0 to " + PORT_MAX + ", is " + port);
        if (callsPerConnectionMax < 1)
            throw new SetupException("--calls-per-connection must be 1 or more, is " + callsPerConnectionMax);
        if (watchersMax < 1) throw new SetupException("--watchers-max must be 1 or more, is " + watchersMax);
        Switch described = reflection.orElse(SecurityOptions.isLoopback(host) ? Switch.on : Switch.off);
        return new EndpointSettings(
                host,
                port,
                requestTimeout,
                drainTimeout,
                callsPerConnectionMax,
                watchersMax,
                described == Switch.on,
                readOnly == Switch.on,
                connections.limits(),
                http.settings());
    }
}
