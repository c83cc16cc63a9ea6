package io.inventory.jdbi.cli;

import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** Where the settings of a process come from, and whether it is to run at all; a picocli mixin for {@link ProcessStart}. */
public final class StartOptions {
    @Option(
            names = "--config",
            scope = ScopeType.INHERIT,
            paramLabel = "FILE",
            defaultValue = "",
            description = "A properties file with the options' names as keys.")
    private String config = "";

    @Option(
            names = "--log-format",
            paramLabel = "text|json",
            defaultValue = "text",
            description =
                    "How the log is written: lines for people, or a JSON object a line. Default: ${DEFAULT-VALUE}")
    private LogFormat logFormat = LogFormat.text;

    @Option(
            names = "--check",
            description = "Checks the settings, connects to everything that is needed, changes nothing, and exits: with"
                    + " 0, or with 2 and a line on stderr.")
    private boolean check;

    /** Seen by {@link ProcessStart}, which knows where each value comes from. */
    @SuppressWarnings("unused")
    @Option(
            names = ProcessStart.PRINT_CONFIG,
            description = "Prints each setting with where it comes from, secrets as ***, and exits.")
    private boolean printConfig;

    /** Writes the log as it is to be written from now on. */
    public void beginLog() {
        logFormat.begin();
    }

    /** Whether the process is only to find out whether it could run. */
    public boolean isCheck() {
        return check;
    }

    /** For the log. */
    @Override
    public String toString() {
        return "config=" + (config.isEmpty() ? "none" : config) + " logFormat=" + logFormat;
    }
}
