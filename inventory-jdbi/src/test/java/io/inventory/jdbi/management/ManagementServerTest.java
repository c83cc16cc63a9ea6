package io.inventory.jdbi.management;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.inventory.jdbi.JdbiInventory;
import io.inventory.jdbi.SetupException;
import io.inventory.jdbi.transaction.RecordedLog;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import picocli.CommandLine;

/** The management port against those who use it and those who misuse it. */
@Timeout(60)
class ManagementServerTest {
    private static final int TRICKLING = 100;

    private final Management management = open("0");
    private final HttpClient http = HttpClient.newHttpClient();

    private static Management open(String port, String... arguments) {
        ManagementOptions options = new ManagementOptions();
        new CommandLine(new Nothing()).addMixin("management", options).parseArgs(arguments);
        return options.open(port);
    }

    @CommandLine.Command
    private static final class Nothing {}

    @AfterEach
    void close() {
        management.close();
    }

    private URI uri(String path) {
        String metrics = management.toString().replaceFirst("^management=", "");
        return URI.create(metrics.replaceFirst("/metrics$", path));
    }

    private HttpResponse<String> send(String method, String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(uri(path))
                .timeout(Duration.ofSeconds(20))
                .method(method, method.equals("POST") ? BodyPublishers.ofString("x") : BodyPublishers.noBody())
                .build();
        return http.send(request, BodyHandlers.ofString());
    }

    @Test
    void metricsAndHealthAreToBeSeenAndNothingElse() throws Exception {
        management.registry().counter("inventory.test", "kind", "seen").increment();
        HttpResponse<String> metrics = send("GET", "/metrics");
        assertThat(metrics.statusCode()).isEqualTo(200);
        assertThat(metrics.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/plain; version=0.0.4");
        assertThat(metrics.body())
                .contains("inventory_test_total{kind=\"seen\"} 1.0", "jvm_memory_used_bytes", "process_uptime_seconds");
        assertThat(send("GET", "/healthz").body()).isEqualTo("alive\n");
        for (String path : List.of("/", "/metricsx", "/metrics/", "/healthz/x", "/env", "/../etc/passwd"))
            assertThat(send("GET", path).statusCode()).as(path).isEqualTo(404);
        for (String method : List.of("POST", "PUT", "DELETE", "OPTIONS")) {
            HttpResponse<String> refused = send(method, "/metrics");
            assertThat(refused.statusCode()).as(method).isEqualTo(405);
            assertThat(refused.headers().firstValue("Allow")).contains("GET, HEAD");
        }
        HttpResponse<String> head = send("HEAD", "/metrics");
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
    }

    @Test
    void readinessSaysWhatIsInTheWay() throws Exception {
        assertThat(send("GET", "/readyz").body()).isEqualTo("not ready: starting\n");
        management.readyUnless(Optional::empty);
        assertThat(send("GET", "/readyz").statusCode()).isEqualTo(200);
        management.readyUnless(() -> Optional.of("the store does not answer"));
        HttpResponse<String> answer = send("GET", "/readyz");
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).isEqualTo("not ready: the store does not answer\n");
        assertThat(send("GET", "/healthz").statusCode()).isEqualTo(200);
        management.readyUnless(() -> {
            throw new IllegalStateException("secret");
        });
        assertThat(send("GET", "/readyz").statusCode()).isEqualTo(500);
        assertThat(send("GET", "/readyz").body()).doesNotContain("secret");
    }

    @Test
    void slowClientsHoldUpNoProbe() throws Exception {
        List<Socket> slow = new ArrayList<>();
        try {
            for (int i = 0; i < TRICKLING; i++) {
                slow.add(socket());
                write(slow.get(i), "GET /metrics HTTP/1.1\r\nHost: x\r\nX-Slow: ");
            }
            long begun = System.nanoTime();
            assertThat(send("GET", "/healthz").statusCode()).isEqualTo(200);
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(2));
        } finally {
            for (Socket socket : slow) socket.close();
        }
    }

    @Test
    void thoseWhoSendNothingOrNeverEndKeepNobodyElseOut() throws Exception {
        List<Socket> silent = new ArrayList<>();
        try {
            for (int i = 0; i < 2 * ManagementServer.CONNECTIONS_MAX; i++) silent.add(socket());
            for (int i = 0; i < TRICKLING; i++) write(silent.get(i), "GET /metrics HTTP/1.1\r\nHost: x\r\nX-Slow: ");
            // those who came later were closed, and those who are silent are, after a while
            await().atMost(Duration.ofSeconds(4L * ManagementServer.REQUEST_SECONDS_MAX))
                    .ignoreExceptions()
                    .until(() -> send("GET", "/healthz").statusCode() == 200);
        } finally {
            for (Socket socket : silent) socket.close();
        }
    }

    @Test
    void aHeaderWithoutEndIsCutOff() throws Exception {
        try (Socket socket = socket()) {
            socket.setSoTimeout(20_000);
            write(socket, "GET /metrics HTTP/1.1\r\nHost: x\r\n");
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 10_000; i++) write(socket, "X-" + i + ": " + "y".repeat(1_000) + "\r\n");
                        while (socket.getInputStream().read() >= 0) {}
                        throw new IOException("closed");
                    })
                    .isInstanceOf(IOException.class);
        }
        assertThat(send("GET", "/healthz").statusCode()).isEqualTo(200);
    }

    private Socket socket() throws IOException {
        return new Socket(uri("/").getHost(), uri("/").getPort());
    }

    private static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void aPortThatCannotBeListenedOnIsAnErrorThatNamesTheFlag() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> open(Integer.toString(taken.getLocalPort())))
                    .isInstanceOf(SetupException.class)
                    .hasMessageContaining("--management-port");
        }
        for (String port : List.of("65536", "-1", "nine", ""))
            assertThatThrownBy(() -> open(port))
                    .isInstanceOf(SetupException.class)
                    .hasMessageContaining("--management-port must be 0 to 65535 or off");
    }

    @Test
    void thePageIsThereOnlyIfItIsOnAndOnlyByTheNamesOfLoopback() throws Exception {
        assertThat(send("GET", "/page").statusCode()).isEqualTo(404);
        try (Management on = open("0", "--page");
                JdbiInventory inventory = JdbiInventory.inMemory()) {
            URI page = URI.create(on.toString().replaceFirst(".*page=", ""));
            assertThat(get(page).statusCode()).isEqualTo(503);
            on.show(inventory);
            HttpResponse<String> shown = get(page);
            assertThat(shown.statusCode()).isEqualTo(200);
            assertThat(shown.headers().firstValue("Content-Security-Policy").orElseThrow())
                    .startsWith("default-src 'none'");
            assertThat(get(URI.create(page + "?x=%3Cscript%3E")).statusCode()).isEqualTo(200);
            assertThat(get(URI.create(page.toString().replace("127.0.0.1", "localhost")))
                            .statusCode())
                    .isEqualTo(200);
            for (String host :
                    List.of("evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "evil:80", ""))
                assertThat(status(page, host)).as(host).isEqualTo("421");
            assertThat(status(page, "localhost")).isEqualTo("200");
        }
        assertThatThrownBy(() -> open("off", "--page=on"))
                .isInstanceOf(SetupException.class)
                .hasMessage("--page=on needs a --management-port");
    }

    @Test
    void aPageThatOtherMachinesMayReachIsWarnedOf() {
        try (RecordedLog log = new RecordedLog(Management.class)) {
            open("0", "--page=on").close();
            open("0", "--management-host=0.0.0.0").close();
            assertThat(log.lines()).isEmpty();
            open("0", "--page=on", "--management-host=0.0.0.0").close();
            assertThat(log.lines())
                    .singleElement()
                    .asString()
                    .startsWith("--page=on and --management-host=0.0.0.0: whoever")
                    .contains("without a token");
        }
    }

    private HttpResponse<String> get(URI page) throws Exception {
        return http.send(HttpRequest.newBuilder(page).build(), BodyHandlers.ofString());
    }

    /** As a browser asks that a stranger's name led here. */
    private static String status(URI page, String host) throws IOException {
        try (Socket socket = new Socket(page.getHost(), page.getPort())) {
            socket.setSoTimeout(20_000);
            write(socket, "GET /page HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n");
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8).split(" ")[1];
        }
    }

    @Test
    void offMeansNoPort() {
        try (Management off = open("off")) {
            off.registry().counter("inventory.test").increment();
            assertThat(off).hasToString("management=off");
        }
    }
}
