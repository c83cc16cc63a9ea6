package io.inventory.amqp.broker;

import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.impl.ForgivingExceptionHandler;
import io.inventory.jdbi.SetupException;
import io.inventory.jdbi.cli.Durations;
import io.inventory.jdbi.cli.Secret;
import io.inventory.jdbi.cli.SecretFile;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import javax.net.ssl.SSLContext;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** Where the broker is and what the queues are called; a picocli mixin. */
public final class BrokerOptions {
    /** The largest message that RabbitMQ may be set to take; a larger one than an event may be is parked. */
    private static final int INBOUND_BYTES_MAX = 512 << 20;

    /** What RabbitMQ lets in from its own machine. */
    private static final String URI_DEFAULT = "amqp://guest:guest@127.0.0.1:5672";

    /** For all nodes together, unless one would have less than what a distant one takes. */
    private static final int CONNECT_MILLIS = 5_000;

    private static final int CONNECT_TO_ONE_MILLIS_MIN = 2_000;
    private static final int CHANNEL_RPC_MILLIS = 20_000;
    private static final int HEARTBEAT_SECONDS = 10;

    @Option(
            names = "--amqp-uri",
            scope = ScopeType.INHERIT,
            paramLabel = "URI",
            defaultValue = URI_DEFAULT,
            description = "RabbitMQ, with user, password and virtual host: amqp://user:password@host:port/vhost, or"
                    + " amqps://… for TLS; the nodes of a cluster with commas, host:port,host:port, "
                    + BrokerNodes.NODES_MAX + " at most. Better given in the environment or in a file."
                    + " Default: ${DEFAULT-VALUE}")
    @Secret
    private String uri = "";

    @Option(
            names = "--amqp-uri-file",
            scope = ScopeType.INHERIT,
            paramLabel = "FILE",
            defaultValue = "",
            description = "A file with the URI in its only line.")
    private String uriFile = "";

    @Option(
            names = "--amqp-ca",
            scope = ScopeType.INHERIT,
            paramLabel = "FILE",
            description =
                    "With amqps: the certificates in PEM of the CAs that sign the broker's certificate; read at the"
                            + " start. Without it: those that Java trusts.")
    private Optional<Path> authorities = Optional.empty();

    @Option(
            names = "--queue",
            scope = ScopeType.INHERIT,
            paramLabel = "NAME",
            defaultValue = "inventory.orders",
            description = "The queue of order events; the parking and retry queues are named after it."
                    + " Default: ${DEFAULT-VALUE}")
    private String queue = "";

    @Option(
            names = "--orders-exchange",
            scope = ScopeType.INHERIT,
            paramLabel = "NAME",
            defaultValue = "order.events",
            description = "Where order events come from. Default: ${DEFAULT-VALUE}")
    private String ordersExchange = "";

    @Option(
            names = "--events-exchange",
            scope = ScopeType.INHERIT,
            paramLabel = "NAME",
            defaultValue = "inventory.events",
            description = "Where stock events go to. Default: ${DEFAULT-VALUE}")
    private String eventsExchange = "";

    @Option(
            names = "--retry-tiers",
            scope = ScopeType.INHERIT,
            paramLabel = "TIMES",
            split = ",",
            defaultValue = "1s,10s,1m",
            description = "How long a message that came before its order waits before each new try; then it is parked."
                    + " Default: ${DEFAULT-VALUE}")
    private List<String> retryTiers = new ArrayList<>();

    /**
     * The exchanges and queues.
     *
     * @throws SetupException if the retry tiers can't be used
     */
    public Topology topology() {
        List<Duration> tiers = new ArrayList<>();
        try {
            for (String tier : retryTiers) if (!tier.isBlank()) tiers.add(Durations.parse(tier));
        } catch (IllegalArgumentException e) {
            throw new SetupException("--retry-tiers: " + e.getMessage());
        }
        if (tiers.size() > Topology.RETRY_TIERS_MAX)
            throw new SetupException("--retry-tiers: at most " + Topology.RETRY_TIERS_MAX + " may be given");
        if (new TreeSet<>(tiers).size() < tiers.size())
            throw new SetupException("--retry-tiers: each time may be given once");
        return new Topology(ordersExchange, eventsExchange, queue, tiers);
    }

    private String uri() {
        String given = SecretFile.read("--amqp-uri", uri.equals(URI_DEFAULT) ? "" : uri, uriFile);
        return given.isEmpty() ? URI_DEFAULT : given;
    }

    /**
     * How to connect, without the client library's automatic recovery: that neither notices all failures nor protects
     * delivery tags.
     *
     * @throws SetupException if the URI can't be used
     */
    public ConnectionFactory broker() {
        BrokerNodes factory;
        try {
            factory = BrokerNodes.of(uri());
            if (factory.isSSL()) {
                // The library's default trusts every certificate.
                factory.useSslProtocol(
                        authorities.isEmpty() ? SSLContext.getDefault() : BrokerTls.trusting(authorities.get()));
                factory.enableHostnameVerification();
            }
        } catch (URISyntaxException | IllegalArgumentException e) {
            throw new SetupException(notUsable(e));
        } catch (IOException | CertificateException e) {
            throw new SetupException(
                    "--amqp-ca: " + authorities.map(Path::toString).orElse("") + " cannot be used: " + e, e);
        } catch (GeneralSecurityException e) {
            throw new SetupException("--amqp-uri asks for TLS, which can't be set up: " + e.getMessage(), e);
        }
        factory.setAutomaticRecoveryEnabled(false);
        factory.setTopologyRecoveryEnabled(false);
        int connectMillis = Math.max(CONNECT_TO_ONE_MILLIS_MIN, CONNECT_MILLIS / factory.size());
        factory.setConnectionTimeout(connectMillis);
        factory.setHandshakeTimeout(connectMillis);
        factory.setChannelRpcTimeout(CHANNEL_RPC_MILLIS);
        factory.setRequestedHeartbeat(HEARTBEAT_SECONDS);
        factory.setMaxInboundMessageBodySize(INBOUND_BYTES_MAX);
        factory.setExceptionHandler(new ForgivingExceptionHandler() {
            /** The connection has ended by it; who uses the connection says so, in a line. */
            @Override
            public void handleUnexpectedConnectionDriverException(Connection connection, Throwable exception) {}
        });
        return factory;
    }

    /** Without what the library says of it, which may have the password. */
    private static String notUsable(Exception e) {
        String what =
                e instanceof URISyntaxException known && known.getInput().isEmpty() ? ", " + known.getReason() : "";
        return "--amqp-uri is not an AMQP URI" + what + ": write amqp://user:password@host:port/vhost, several hosts as"
                + " host:port,host:port (a vhost of / as %2f, an @ or / in the password as %40 or %2f)";
    }

    /** For the log: without user and password. */
    @Override
    public String toString() {
        ConnectionFactory factory = broker();
        return "broker=" + BrokerNodes.text(factory) + " vhost=" + factory.getVirtualHost()
                + " queue=" + queue + " ordersExchange=" + ordersExchange + " eventsExchange=" + eventsExchange
                + " retryTiers=" + String.join(",", retryTiers);
    }
}
