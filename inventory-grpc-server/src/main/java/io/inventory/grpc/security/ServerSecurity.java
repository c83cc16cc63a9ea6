package io.inventory.grpc.security;

import io.grpc.Attributes;
import io.grpc.InsecureServerCredentials;
import io.grpc.ServerBuilder;
import io.grpc.ServerCredentials;
import io.grpc.ServerInterceptor;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContext;
import io.inventory.InventoryException;
import io.inventory.credentials.Certificates;
import io.inventory.credentials.WatchedFiles;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How a server secures its connections, and tells its callers apart; follows the files until it is closed. Thread-safe. */
public final class ServerSecurity implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ServerSecurity.class);

    private final WatchedFiles files;
    private final ServerCredentials credentials;
    private final @Nullable SslContext httpTls;
    private final boolean tellsCallersApart;
    private volatile Callers callers = Callers.NONE;

    /**
     * TLS.
     *
     * @param certificate PEM, with the certificates between it and the CA's
     * @param key its key
     * @param clientAuthorities the CAs' certificates of clients, for mutual TLS
     * @param clientsNeedCertificates whether a client without a certificate is refused, where there are such CAs
     */
    public record Tls(Path certificate, Path key, Optional<Path> clientAuthorities, boolean clientsNeedCertificates) {}

    private ServerSecurity(Duration interval, @Nullable Tls tls, @Nullable Path callersFile) {
        files = new WatchedFiles(interval);
        tellsCallersApart = callersFile != null;
        try {
            Keys keys = tls == null ? null : keys(tls);
            credentials = keys == null ? InsecureServerCredentials.create() : keys.forGrpc();
            httpTls = keys == null ? null : keys.forHttp();
            if (callersFile != null) files.add("callers", List.of(callersFile), this::use);
        } catch (RuntimeException e) {
            files.close();
            throw e;
        }
    }

    /** In the clear, and everybody may do everything: for loopback, or where something else keeps strangers out. */
    public static ServerSecurity none() {
        return new ServerSecurity(WatchedFiles.INTERVAL_DEFAULT, null, null);
    }

    /**
     * What files say, which are read again when they change.
     *
     * @param tls empty for connections in the clear
     * @param callers the file of who may call what; empty lets everybody do everything
     * @param interval from one look at the files to the next
     * @throws IllegalArgumentException if a file cannot be used; the message says why
     */
    public static ServerSecurity of(Optional<Tls> tls, Optional<Path> callers, Duration interval) {
        return new ServerSecurity(interval, tls.orElse(null), callers.orElse(null));
    }

    private Keys keys(Tls tls) {
        return new Keys(
                Certificates.identity(files, tls.certificate, tls.key),
                tls.clientAuthorities
                        .map(authorities -> Certificates.trustingClients(files, authorities))
                        .orElse(null),
                tls.clientsNeedCertificates);
    }

    private void use(List<byte[]> contents) {
        Callers read = CallersFile.read(contents.get(0));
        if (read.count() == 0) LOG.warn("the callers file has no line: every call but those for the health is refused");
        callers = read;
    }

    /** For {@code NettyServerBuilder.forAddress}. */
    public ServerCredentials credentials() {
        return credentials;
    }

    /** For connections that speak HTTP/1.1; empty for connections in the clear. */
    public Optional<SslContext> httpTls() {
        return Optional.ofNullable(httpTls);
    }

    /**
     * Lets calls through by their callers' roles, if callers are told apart.
     *
     * @param status makes the end of a call that is refused
     */
    public void guard(ServerBuilder<?> server, Function<InventoryException, StatusRuntimeException> status) {
        interceptor(status).ifPresent(authorization -> {
            server.addTransportFilter(new CertificateNames());
            server.intercept(authorization);
        });
    }

    /**
     * The same for calls that come in another way than gRPC's; their attributes must have been through {@link #named}.
     *
     * @param status makes the end of a call that is refused
     */
    public Optional<ServerInterceptor> interceptor(Function<InventoryException, StatusRuntimeException> status) {
        return tellsCallersApart
                ? Optional.of(new Authorization(() -> callers, Clock.systemUTC(), status))
                : Optional.empty();
    }

    /** Adds the name in the client's certificate, if it showed one, to what is known of its connection. */
    public Attributes named(Attributes connection) {
        return new CertificateNames().transportReady(connection);
    }

    /** Follows the files no more. */
    @Override
    public void close() {
        files.close();
    }
}
