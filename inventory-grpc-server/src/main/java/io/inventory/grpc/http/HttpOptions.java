package io.inventory.grpc.http;

import io.inventory.jdbi.SetupException;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Whether and where HTTP is served; a picocli mixin. */
public final class HttpOptions {
    /** The flag of the port, for messages. */
    static final String PORT = "--http-port";

    private static final String OFF = "off";
    private static final int PORT_MAX = 65_535;

    @Option(
            names = PORT,
            paramLabel = "N|off",
            defaultValue = OFF,
            description =
                    "Port for the same methods over HTTP/1.1 and JSON, for scripts; 0 takes a free one, off opens none."
                            + " Default: ${DEFAULT-VALUE}")
    private String port = OFF;

    @Option(
            names = "--http-host",
            paramLabel = "ADDRESS",
            defaultValue = "127.0.0.1",
            description = "Address for HTTP, with the same rules as --host; 0.0.0.0 for all. Default: ${DEFAULT-VALUE}")
    private String host = "";

    /**
     * Where to serve; empty if HTTP is off.
     *
     * @throws SetupException if the port is out of range; the message names the flag
     */
    public Optional<HttpSettings> settings() {
        return port.equalsIgnoreCase(OFF) ? Optional.empty() : Optional.of(new HttpSettings(host, number()));
    }

    private int number() {
        try {
            int number = Integer.parseInt(port);
            if (number >= 0 && number <= PORT_MAX) return number;
        } catch (NumberFormatException e) {
            // it is refused as any other that is none
        }
        throw new SetupException(PORT + " must be 0 to " + PORT_MAX + " or off, is '" + port + "'");
    }
}
