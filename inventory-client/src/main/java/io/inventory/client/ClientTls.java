package io.inventory.client;

import io.grpc.ChannelCredentials;
import io.grpc.TlsChannelCredentials;
import io.inventory.credentials.Certificates;
import io.inventory.credentials.WatchedFiles;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How a client makes sure of its servers, and shows itself to them: {@link InventoryClient.Builder#tls}. A server must have a
 * certificate for the name, or the IP address, by which it is called; there is no way around that.
 *
 * <p>Files are PEM, and are read again when they change; new connections use what they hold then. Immutable.
 */
public final class ClientTls {
    private final @Nullable Path authorities;
    private final @Nullable Path certificate;
    private final @Nullable Path key;

    private ClientTls(@Nullable Path authorities, @Nullable Path certificate, @Nullable Path key) {
        this.authorities = authorities;
        this.certificate = certificate;
        this.key = key;
    }

    /** Trusts the certificates that this Java trusts. */
    public static ClientTls system() {
        return new ClientTls(null, null, null);
    }

    /**
     * Trusts certificates of these CAs alone.
     *
     * @param authorities the file with the CAs' certificates
     */
    public static ClientTls trusting(Path authorities) {
        return new ClientTls(Objects.requireNonNull(authorities, "authorities"), null, null);
    }

    /**
     * Shows a certificate, too.
     *
     * @param certificate the file with the client's certificate and those between it and the CA's
     * @param key the file with its key, PKCS#8 without a password
     */
    public ClientTls withCertificate(Path certificate, Path key) {
        return new ClientTls(
                authorities, Objects.requireNonNull(certificate, "certificate"), Objects.requireNonNull(key, "key"));
    }

    /** @throws IllegalArgumentException if a file cannot be used; the message says why */
    ChannelCredentials open(WatchedFiles files) {
        TlsChannelCredentials.Builder credentials = TlsChannelCredentials.newBuilder();
        if (authorities != null) credentials.trustManager(Certificates.trustingServers(files, authorities));
        if (certificate != null && key != null) credentials.keyManager(Certificates.identity(files, certificate, key));
        return credentials.build();
    }
}
