package io.inventory.grpc;

import io.inventory.jdbi.SetupException;
import io.inventory.jdbi.cli.Durations;
import java.time.Duration;
import picocli.CommandLine.Option;

/** What connections may cost; a picocli mixin. */
final class ConnectionOptions {
    private static final int CONNECTIONS_MAX = 100_000;
    private static final Duration TIME_MIN = Duration.ofSeconds(1);
    private static final Duration TIME_MAX = Duration.ofDays(30);

    @Option(
            names = "--connections-max",
            paramLabel = "N",
            defaultValue = "2000",
            description = "Most open connections; one more is closed at once. Default: ${DEFAULT-VALUE}")
    private int connectionsMax;

    @Option(
            names = "--connections-per-peer",
            paramLabel = "N",
            defaultValue = "1000",
            description = "Most open connections from one address, which may be that of a proxy."
                    + " Default: ${DEFAULT-VALUE}")
    private int perPeerMax;

    @Option(
            names = "--connection-idle",
            paramLabel = "TIME",
            defaultValue = "10m",
            converter = Durations.Converter.class,
            description = "How long a connection may be without a call before it is sent away, 1s to 720h."
                    + " Default: ${DEFAULT-VALUE}")
    private Duration idleMax = Duration.ZERO;

    @Option(
            names = "--connection-age",
            paramLabel = "TIME",
            defaultValue = "30m",
            converter = Durations.Converter.class,
            description =
                    "How old a connection may become before it is sent away, so that calls spread over servers that"
                            + " were added, 1s to 720h. Default: ${DEFAULT-VALUE}")
    private Duration ageMax = Duration.ZERO;

    /** @throws SetupException if one of them is out of range; the message names the flag */
    ConnectionLimits limits() {
        require("--connections-max", connectionsMax);
        require("--connections-per-peer", perPeerMax);
        require("--connection-idle", idleMax);
        require("--connection-age", ageMax);
        ConnectionLimits rest = ConnectionLimits.DEFAULT;
        return new ConnectionLimits(connectionsMax, perPeerMax, rest.handshakeMax(), idleMax, ageMax, rest.unreadMax());
    }

    private static void require(String flag, int value) {
        if (value < 1 || value > CONNECTIONS_MAX)
            throw new SetupException(flag + " must be 1 to " + CONNECTIONS_MAX + ", is " + value);
    }

    private static void require(String flag, Duration value) {
        if (value.compareTo(TIME_MIN) < 0 || value.compareTo(TIME_MAX) > 0)
            throw new SetupException(flag + " must be 1s to 720h, is " + Durations.text(value));
    }
}
