package io.inventory.client.cli.session;

import io.inventory.client.cli.output.Format;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The options of every command, before it or after it. */
public final class GlobalOptions {
    static final String TARGET = "target";
    static final String TLS = "tls";
    static final String CA = "ca";
    static final String CERT = "cert";
    static final String KEY = "key";
    static final String TOKEN_FILE = "token-file";
    static final String TIMEOUT = "timeout";

    @Option(
            names = "--" + TARGET,
            scope = ScopeType.INHERIT,
            paramLabel = "HOST:PORT",
            description = "The server, or several with commas between them, or a name that gRPC resolves, as in"
                    + " dns:///stock.example.com:9090. Default: localhost:9090")
    @Nullable
    String target;

    @Option(
            names = "--" + TLS,
            scope = ScopeType.INHERIT,
            description =
                    "Speaks TLS with what this Java trusts. --ca, --cert and --token-file speak TLS by themselves.")
    boolean tls;

    @Option(
            names = "--" + CA,
            scope = ScopeType.INHERIT,
            paramLabel = "FILE",
            description = "Trusts servers whose certificate one of these CAs has signed, PEM.")
    @Nullable
    String ca;

    @Option(
            names = "--" + CERT,
            scope = ScopeType.INHERIT,
            paramLabel = "FILE",
            description = "The certificate to show, with those between it and the CA's, PEM; with --key.")
    @Nullable
    String cert;

    @Option(
            names = "--" + KEY,
            scope = ScopeType.INHERIT,
            paramLabel = "FILE",
            description = "Its key, PKCS#8 in PEM without a password.")
    @Nullable
    String key;

    @Option(
            names = "--" + TOKEN_FILE,
            scope = ScopeType.INHERIT,
            paramLabel = "FILE",
            description = "The file with the token to show, and nothing else in it.")
    @Nullable
    String tokenFile;

    @Option(
            names = "--" + TIMEOUT,
            scope = ScopeType.INHERIT,
            paramLabel = "TIME",
            description = "How long a call may take: 500ms, 5s, 1m. Default: 5s")
    @Nullable
    String timeout;

    @Option(
            names = "--profile",
            scope = ScopeType.INHERIT,
            paramLabel = "NAME",
            description =
                    "Takes what the command line does not say from that profile, and nothing from the environment. Default:"
                            + " that of INVENTORY_PROFILE, or the one without a name.")
    @Nullable
    String profile;

    @Option(
            names = "--profiles",
            scope = ScopeType.INHERIT,
            paramLabel = "FILE",
            description = "The file with the profiles. Default: ~/.config/inventory/inventoryctl.properties")
    @Nullable
    String profiles;

    @Option(
            names = {"-o", "--output"},
            scope = ScopeType.INHERIT,
            paramLabel = "table|json|csv",
            description = "How to print: for people, or for programs (docs/inventoryctl.md). Default: table")
    Format output = Format.TABLE;

    @Option(
            names = {"-h", "--help"},
            scope = ScopeType.INHERIT,
            usageHelp = true,
            description = "Shows the help of a command.")
    boolean help;

    @Option(
            names = {"-y", "--yes"},
            scope = ScopeType.INHERIT,
            description = "Answers questions with yes, where one is asked.")
    boolean yes;
}
