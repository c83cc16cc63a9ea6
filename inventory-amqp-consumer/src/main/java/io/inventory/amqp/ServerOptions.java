package io.inventory.amqp;

import io.inventory.client.ClientTls;
import io.inventory.client.InventoryClient;
import io.inventory.jdbi.SetupException;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** How to speak to a server that {@code --inventory=grpcs://...} names; a picocli mixin. */
final class ServerOptions {
    @Option(
            names = "--server-ca",
            paramLabel = "FILE",
            description =
                    "With --inventory=grpcs://…: the certificates in PEM of the CAs that sign servers' certificates;"
                            + " read again when it changes. Without it: those that Java trusts.")
    private Optional<Path> authorities = Optional.empty();

    @Option(
            names = "--server-cert",
            paramLabel = "FILE",
            description =
                    "With --inventory=grpcs://…: the consumer's own certificate in PEM; read again when it changes.")
    private Optional<Path> certificate = Optional.empty();

    @Option(names = "--server-key", paramLabel = "FILE", description = "Its key, PKCS#8 in PEM without a password.")
    private Optional<Path> key = Optional.empty();

    @Option(
            names = "--server-token-file",
            paramLabel = "FILE",
            description =
                    "With --inventory=grpcs://…: holds the consumer's token, of the role order; read again when it"
                            + " changes.")
    private Optional<Path> tokenFile = Optional.empty();

    /**
     * Gives a client what it needs.
     *
     * @param tls whether it is to speak TLS
     * @throws SetupException if something is given that has no use without TLS
     */
    void secure(InventoryClient.Builder client, boolean tls) {
        if (certificate.isPresent() != key.isPresent())
            throw new SetupException("--server-cert and --server-key need each other");
        if (!tls) {
            if (authorities.isPresent() || certificate.isPresent() || tokenFile.isPresent())
                throw new SetupException("--server-ca, --server-cert, --server-key and --server-token-file need"
                        + " --inventory=grpcs://..., because nothing secret is sent in the clear");
            return;
        }
        ClientTls trust = authorities.map(ClientTls::trusting).orElseGet(ClientTls::system);
        client.tls(certificate
                .flatMap(chain -> key.map(its -> trust.withCertificate(chain, its)))
                .orElse(trust));
        tokenFile.ifPresent(client::tokenFile);
    }
}
