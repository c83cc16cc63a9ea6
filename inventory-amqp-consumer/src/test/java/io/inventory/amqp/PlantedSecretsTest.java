package io.inventory.amqp;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.TlsServerCredentials;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.inventory.amqp.broker.Topology;
import io.inventory.certificates.TestAuthority;
import io.inventory.jdbi.management.Scrape;
import io.inventory.v1.InventoryAdminServiceGrpc;
import io.inventory.v1.ListStocksRequest;
import io.inventory.v1.ListStocksResponse;
import java.io.File;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever way secrets come to the consumer, all that the process shows at the level DEBUG is searched for them. */
@Timeout(240)
class PlantedSecretsTest {
    private static final String PASSWORD = "planted-4711";
    private static final String OF_BROKER = "planted-4712";
    private static final String WRONG = "planted-0815";
    private static final String TOKEN = "inv_planted-token-of-the-test";
    private static final String STRANGERS = "inv_planted-token-of-a-stranger";
    private static final Pattern MANAGEMENT = Pattern.compile("management=(http://\\S+)/metrics");

    /** How the database's password and the broker's URI are given. */
    enum Way {
        ENVIRONMENT,
        FLAG,
        FILE,
        FILE_NAMED_IN_THE_ENVIRONMENT,
        CONFIG
    }

    @SuppressWarnings("NullAway.Init")
    private static PrivateBroker broker;

    private final Topology topology = new Topology(
            "secrets.order.events", "secrets.inventory.events", "secrets.orders", List.of(Duration.ofSeconds(1)));

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @SuppressWarnings("NullAway.Init")
    private File log;

    private final Map<String, String> environment = new HashMap<>(Map.of("INVENTORY_LOG_LEVEL", "DEBUG"));
    private final List<String> arguments = new ArrayList<>(List.of(
            "--queue=" + topology.queue(),
            "--orders-exchange=" + topology.ordersExchange(),
            "--events-exchange=" + topology.eventsExchange(),
            "--retry-tiers=1s"));

    @BeforeAll
    static void aBrokerThatKnowsThePassword() {
        broker = PrivateBroker.start();
        broker.control("add_user", "shop", OF_BROKER);
        broker.control("set_permissions", "shop", ".*", ".*", ".*");
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    @BeforeEach
    void database() throws Exception {
        log = folder.resolve("log.txt").toFile();
        try (Connection connection = DriverManager.getConnection(url(), "sa", PASSWORD)) {
            assertThat(connection.isValid(1)).isTrue();
        }
    }

    private String url() {
        return "jdbc:h2:file:" + folder.resolve("inventory");
    }

    private static String uri(String password) {
        return broker.uri().replace("guest:guest", "shop:" + password);
    }

    private void give(Way way, String password, String brokerPassword) throws Exception {
        String uri = uri(brokerPassword);
        Path passwordFile = Files.writeString(folder.resolve("password"), password + "\n");
        Path uriFile = Files.writeString(folder.resolve("uri"), uri + "\n");
        switch (way) {
            case ENVIRONMENT ->
                environment.putAll(Map.of("INVENTORY_JDBC_PASSWORD", password, "INVENTORY_AMQP_URI", uri));
            case FLAG -> arguments.addAll(List.of("--jdbc-password=" + password, "--amqp-uri=" + uri));
            case FILE ->
                arguments.addAll(List.of("--jdbc-password-file=" + passwordFile, "--amqp-uri-file=" + uriFile));
            case FILE_NAMED_IN_THE_ENVIRONMENT ->
                environment.putAll(Map.of(
                        "INVENTORY_JDBC_PASSWORD_FILE", passwordFile.toString(),
                        "INVENTORY_AMQP_URI_FILE", uriFile.toString()));
            case CONFIG ->
                arguments.add("--config="
                        + Files.writeString(
                                folder.resolve("consumer.properties"),
                                "jdbc-password=" + password + "\namqp-uri=" + uri + "\n"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aListingOfTheSettingsAndARefusedPasswordDoNotShowIt(Way way) throws Exception {
        give(way, PASSWORD, WRONG);
        arguments.add("--inventory=" + url());
        assertThat(run(0, "--print-config")).contains("amqp-uri").doesNotContain(PASSWORD, WRONG);
        assertThat(run(2, "--check"))
                .contains("DEBUG", "refuses user and password")
                .doesNotContain(PASSWORD, WRONG);
    }

    @Test
    void aRefusedPasswordOfTheDatabaseIsNotShown() throws Exception {
        give(Way.ENVIRONMENT, WRONG, OF_BROKER);
        assertThat(run(2, "--inventory=" + url())).contains("password", "DEBUG").doesNotContain(WRONG, OF_BROKER);
        assertThat(run(2, "--inventory=" + url() + ";PASSWORD=" + WRONG)).doesNotContain(WRONG, OF_BROKER);
    }

    @Test
    void aConsumerShowsNoPasswordWhileItConsumes() throws Exception {
        give(Way.ENVIRONMENT, PASSWORD, OF_BROKER);
        arguments.add("--inventory=" + url());
        try (ConsumerProcess process = start()) {
            URI metrics = URI.create(management() + "/metrics");
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> Scrape.get(metrics.resolve("/readyz")).statusCode() == 200);
            for (String page : List.of("/metrics", "/healthz", "/readyz", "/none"))
                assertThat(Scrape.get(metrics.resolve(page)).body()).doesNotContain(PASSWORD, OF_BROKER);
            process.terminate();
            assertThat(Files.readString(log.toPath()))
                    .contains("DEBUG", "Stopped")
                    .doesNotContain(PASSWORD, OF_BROKER);
        }
    }

    @Test
    void aTokenForAServerIsNotShownWhetherItIsTakenOrRefused() throws Exception {
        give(Way.ENVIRONMENT, PASSWORD, OF_BROKER);
        TestAuthority authority = new TestAuthority();
        Path ca = authority.write(folder.resolve("ca.pem"));
        Queue<String> tokens = new ConcurrentLinkedQueue<>();
        Server server = listening(authority, tokens);
        Path token = folder.resolve("token");
        arguments.addAll(List.of(
                "--inventory=grpcs://localhost:" + server.getPort(),
                "--server-ca=" + ca,
                "--server-token-file=" + token));
        try {
            Files.writeString(token, TOKEN + "\n");
            assertThat(run(0, "--check")).contains("DEBUG").doesNotContain(TOKEN, OF_BROKER);
            Files.writeString(token, STRANGERS + "\n");
            assertThat(run(2, "--check")).contains("DEBUG").doesNotContain(STRANGERS, OF_BROKER);
            assertThat(tokens).contains("Bearer " + TOKEN, "Bearer " + STRANGERS);
        } finally {
            server.shutdownNow().awaitTermination();
        }
    }

    private Server listening(TestAuthority authority, Queue<String> tokens) throws Exception {
        Path certificate = folder.resolve("server.pem");
        Path key = folder.resolve("server.key");
        authority.issue("server", "localhost").write(certificate, key);
        return NettyServerBuilder.forAddress(
                        new InetSocketAddress(InetAddress.getByName("localhost"), 0),
                        TlsServerCredentials.create(certificate.toFile(), key.toFile()))
                .intercept(new TokenCheck(tokens))
                .addService(new InventoryAdminServiceGrpc.InventoryAdminServiceImplBase() {
                    @Override
                    public void listStocks(ListStocksRequest request, StreamObserver<ListStocksResponse> caller) {
                        caller.onNext(ListStocksResponse.getDefaultInstance());
                        caller.onCompleted();
                    }
                })
                .build()
                .start();
    }

    private record TokenCheck(Queue<String> tokens) implements ServerInterceptor {
        private static final Metadata.Key<String> AUTHORIZATION =
                Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

        @Override
        public <Q, S> ServerCall.Listener<Q> interceptCall(
                ServerCall<Q, S> call, Metadata headers, ServerCallHandler<Q, S> next) {
            String given = String.valueOf(headers.get(AUTHORIZATION));
            tokens.add(given);
            if (given.equals("Bearer " + TOKEN)) return next.startCall(call, headers);
            call.close(Status.UNAUTHENTICATED.withDescription("nobody has that token"), new Metadata());
            return new ServerCall.Listener<>() {};
        }
    }

    private String management() {
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> MANAGEMENT.matcher(Files.readString(log.toPath())).find());
        try {
            Matcher found = MANAGEMENT.matcher(Files.readString(log.toPath()));
            assertThat(found.find()).isTrue();
            return found.group(1);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private ConsumerProcess start(String... more) {
        String[] all = Stream.concat(arguments.stream(), Stream.of(more)).toArray(String[]::new);
        return new ConsumerProcess(log, environment, all);
    }

    private String run(int exit, String... more) throws Exception {
        Files.deleteIfExists(log.toPath());
        try (ConsumerProcess process = start(more)) {
            int status = process.awaitExit();
            String output = Files.readString(log.toPath());
            assertThat(status).as(output).isEqualTo(exit);
            return output;
        }
    }
}
