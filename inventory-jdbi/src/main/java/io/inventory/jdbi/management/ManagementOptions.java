package io.inventory.jdbi.management;

import io.inventory.jdbi.SetupException;
import picocli.CommandLine.Option;

/** Where a process shows its metrics and its health; a picocli mixin. Each process has a {@value #PORT} of its own default. */
public final class ManagementOptions {
    /** The option that each process has besides: {@code N|off}. */
    public static final String PORT = "--management-port";

    /** The same for all processes. */
    public static final String PORT_DESCRIPTION =
            "Port for metrics and health (/metrics, /healthz, /readyz); 0 takes a free one, off opens none."
                    + " Default: ${DEFAULT-VALUE}";

    private static final String OFF = "off";
    private static final int PORT_MAX = 65_535;

    @Option(
            names = "--management-host",
            paramLabel = "ADDRESS",
            defaultValue = "127.0.0.1",
            description = "Address for metrics and health; 0.0.0.0 for all. Default: ${DEFAULT-VALUE}")
    private String host = "";

    @Option(
            names = "--page",
            paramLabel = "on|off",
            arity = "0..1",
            fallbackValue = "on",
            defaultValue = "off",
            description =
                    "Whether stock, orders and the ledger are to be seen there in a browser (/page), by all who can"
                            + " connect. Default: ${DEFAULT-VALUE}")
    private Page page = Page.off;

    /** Whether there is a page. */
    enum Page {
        /** There is. */
        on,
        /** There is none. */
        off
    }

    /**
     * Opens the port; what is asked for readiness is told that the process is starting.
     *
     * @param port as given
     * @throws SetupException if it is out of range, or can't be listened on; the message names the flag
     */
    public Management open(String port) {
        require(port);
        return port.equalsIgnoreCase(OFF) ? Management.off() : Management.listen(host, number(port), page == Page.on);
    }

    /**
     * Opens nothing, and looks whether the port is one.
     *
     * @throws SetupException if it is out of range; the message names the flag
     */
    public void require(String port) {
        if (!port.equalsIgnoreCase(OFF)) {
            var unused = number(port);
        } else if (page == Page.on) throw new SetupException("--page=on needs a " + PORT);
    }

    private static int number(String port) {
        try {
            int number = Integer.parseInt(port);
            if (number >= 0 && number <= PORT_MAX) return number;
        } catch (NumberFormatException e) {
            // it is refused as any other that is none
        }
        throw new SetupException(PORT + " must be 0 to " + PORT_MAX + " or off, is '" + port + "'");
    }
}
