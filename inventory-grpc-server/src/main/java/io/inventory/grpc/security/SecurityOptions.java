package io.inventory.grpc.security;

import io.inventory.credentials.WatchedFiles;
import io.inventory.grpc.security.ServerSecurity.Tls;
import io.inventory.jdbi.SetupException;
import io.inventory.jdbi.cli.Durations;
import io.inventory.jdbi.cli.StoreOptions.Switch;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Option;

/** How connections are secured and who may call; a picocli mixin. */
public final class SecurityOptions {
    private static final Logger LOG = LoggerFactory.getLogger(SecurityOptions.class);

    /** Whether clients must have a certificate. */
    enum ClientAuth {
        /** Who has none is refused. */
        required,
        /** Who has none shows a token. */
        optional
    }

    @Option(
            names = "--tls-cert",
            paramLabel = "FILE",
            description =
                    "The server's certificate in PEM, with those between it and the CA's; read again when it changes.")
    private Optional<Path> certificate = Optional.empty();

    @Option(names = "--tls-key", paramLabel = "FILE", description = "Its key, PKCS#8 in PEM without a password.")
    private Optional<Path> key = Optional.empty();

    @Option(
            names = "--tls-client-ca",
            paramLabel = "FILE",
            description = "For mutual TLS: the certificates in PEM of the CAs that sign clients' certificates.")
    private Optional<Path> clientAuthorities = Optional.empty();

    @Option(
            names = "--tls-client-auth",
            paramLabel = "required|optional",
            defaultValue = "required",
            description = "With --tls-client-ca: whether a client must have a certificate, or may show a token instead."
                    + " Default: ${DEFAULT-VALUE}")
    private ClientAuth clientAuth = ClientAuth.required;

    @Option(
            names = "--callers",
            paramLabel = "FILE",
            description =
                    "Who may call what: a line for each token or client certificate, as token new makes it; read again"
                            + " when it changes. Without it everybody may do everything.")
    private Optional<Path> callers = Optional.empty();

    @Option(
            names = "--reload-interval",
            paramLabel = "TIME",
            defaultValue = "10s",
            converter = Durations.Converter.class,
            description = "How often these files are looked at, 10ms to 1h. Default: ${DEFAULT-VALUE}")
    private Duration interval = WatchedFiles.INTERVAL_DEFAULT;

    @Option(
            names = "--insecure",
            paramLabel = "on|off",
            arity = "0..1",
            fallbackValue = "on",
            defaultValue = "off",
            description =
                    "Serves beyond loopback without TLS or without --callers, where something else keeps strangers"
                            + " out; warned of at each start. Default: ${DEFAULT-VALUE}")
    private Switch insecure = Switch.off;

    /**
     * Reads the files.
     *
     * @param host the address to listen on
     * @throws SetupException if a file cannot be used, options do not fit together, or the address is open to strangers
     */
    public ServerSecurity open(String host) {
        return open(host, Optional.empty());
    }

    /**
     * The same for a server that listens on another address too.
     *
     * @param httpHost the address for HTTP, if it serves that
     * @throws SetupException if a file cannot be used, options do not fit together, or an address is open to strangers
     */
    public ServerSecurity open(String host, Optional<String> httpHost) {
        check();
        check("--host", host);
        httpHost.ifPresent(other -> check("--http-host", other));
        try {
            return ServerSecurity.of(tls(), callers, interval);
        } catch (IllegalArgumentException e) {
            throw new SetupException(String.valueOf(e.getMessage()), e);
        }
    }

    private Optional<Tls> tls() {
        return certificate.flatMap(
                chain -> key.map(its -> new Tls(chain, its, clientAuthorities, clientAuth == ClientAuth.required)));
    }

    private void check() {
        if (interval.compareTo(WatchedFiles.INTERVAL_MIN) < 0 || interval.compareTo(WatchedFiles.INTERVAL_MAX) > 0)
            throw new SetupException("--reload-interval must be 10ms to 1h, is " + Durations.text(interval));
        if (certificate.isPresent() != key.isPresent())
            throw new SetupException("--tls-cert and --tls-key need each other");
        if (clientAuthorities.isPresent() && certificate.isEmpty())
            throw new SetupException("--tls-client-ca needs --tls-cert and --tls-key");
    }

    private void check(String option, String host) {
        boolean tls = certificate.isPresent();
        boolean checked = callers.isPresent() || (clientAuthorities.isPresent() && clientAuth == ClientAuth.required);
        if (insecure == Switch.on) warn(host, tls, checked);
        else if (callers.isPresent() && !tls)
            throw new SetupException(
                    "--callers needs --tls-cert and --tls-key, because a token that is sent in the clear"
                            + " is anybody's; where a proxy in front speaks TLS, give --insecure");
        else if (!isLoopback(host) && !(tls && checked))
            throw new SetupException(option + "=" + host + " can be reached from other machines, and "
                    + (tls
                            ? "everybody could call: give --callers, or --tls-client-ca"
                            : "it would be in the clear:" + " give --tls-cert, --tls-key and --callers")
                    + "; or --insecure where something else keeps strangers out");
    }

    private static void warn(String host, boolean tls, boolean checked) {
        if (tls && checked) LOG.warn("--insecure is not needed, and would hide a mistake: leave it out");
        else
            LOG.warn(
                    "--insecure: on {} {}{}",
                    host,
                    tls ? "connections are encrypted, " : "everything is sent in the clear, tokens too, ",
                    checked ? "and callers are told apart" : "and whoever can connect may do everything");
    }

    /** Whether only this machine can reach it. */
    public static boolean isLoopback(String host) {
        try {
            return Arrays.stream(InetAddress.getAllByName(host)).allMatch(InetAddress::isLoopbackAddress);
        } catch (UnknownHostException e) {
            return false;
        }
    }

    /** For the log. */
    @Override
    public String toString() {
        return "tls="
                + (certificate.isEmpty() ? "off" : clientAuthorities.isEmpty() ? "on" : "mutual (" + clientAuth + ")")
                + ", callers=" + callers.map(Path::toString).orElse("everybody")
                + (insecure == Switch.on ? ", insecure" : "");
    }
}
