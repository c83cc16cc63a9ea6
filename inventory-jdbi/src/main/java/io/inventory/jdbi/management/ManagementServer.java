package io.inventory.jdbi.management;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.inventory.jdbi.management.page.Pages;
import io.inventory.jdbi.management.page.Pages.Answer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The management port: {@code /metrics} in Prometheus's text format, {@code /healthz} while the process lives, {@code /readyz}
 * while it can do its work, and pages if they are on. It tells nothing else and changes nothing, whoever asks.
 */
final class ManagementServer implements AutoCloseable {
    /** The most connections, each with a thread while it asks, so that none waits behind a slow one; one more is closed at once. */
    static final int CONNECTIONS_MAX = 200;
    /** The most who are given all metrics at once, which are a long text; one more gets 503. */
    static final int SCRAPES_MAX = 8;
    /** How long a request may take to arrive, and a connection may be silent. */
    static final int REQUEST_SECONDS_MAX = 5;
    /** How long an answer may take to be read. */
    static final int RESPONSE_SECONDS_MAX = 20;

    static final int HEADERS_MAX = 50;
    static final int HEADER_BYTES_MAX = 16 << 10;

    private static final int BACKLOG = 50;
    private static final int THREAD_IDLE_SECONDS = 30;
    private static final String TEXT = "text/plain; charset=utf-8";
    private static final String METRICS = "text/plain; version=0.0.4; charset=utf-8";
    private static final Logger LOG = LoggerFactory.getLogger(ManagementServer.class);

    private final HttpServer server;
    private final ThreadPoolExecutor threads;
    private final Semaphore scrapes = new Semaphore(SCRAPES_MAX);
    private final Supplier<String> metrics;
    private final Supplier<Optional<String>> obstacle;
    private final BiFunction<String, @Nullable String, Optional<Answer>> page;

    /**
     * What is to be seen.
     *
     * @param metrics writes all of them
     * @param obstacle says what keeps the process from its work
     * @param page makes the page at a path, with a query or without; empty where pages are off
     */
    record Shown(
            Supplier<String> metrics,
            Supplier<Optional<String>> obstacle,
            BiFunction<String, @Nullable String, Optional<Answer>> page) {}

    private ManagementServer(HttpServer server, Shown shown) {
        this.server = server;
        metrics = shown.metrics;
        obstacle = shown.obstacle;
        page = shown.page;
        AtomicInteger number = new AtomicInteger();
        // each connection has one request at most, so that the queue stays empty or nearly so
        threads = new ThreadPoolExecutor(
                CONNECTIONS_MAX,
                CONNECTIONS_MAX,
                THREAD_IDLE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                task -> {
                    Thread thread = new Thread(task, "inventory-management-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
    }

    /**
     * Listens.
     *
     * @param port 0 takes a free one
     * @throws IOException if the port is in use, or the address is not this machine's
     */
    static ManagementServer start(String host, int port, Shown shown) throws IOException {
        limit();
        InetSocketAddress address = new InetSocketAddress(host, port);
        if (address.isUnresolved()) throw new SocketException("unknown host");
        ManagementServer management = new ManagementServer(HttpServer.create(address, BACKLOG), shown);
        management.server.createContext("/", management::answer);
        management.server.setExecutor(management.threads);
        management.server.start();
        return management;
    }

    /** The JDK reads its limits of all such servers when the first is made; what an operator has set stays. */
    private static void limit() {
        Map.of(
                        "jdk.httpserver.maxConnections", CONNECTIONS_MAX,
                        "sun.net.httpserver.maxIdleConnections", CONNECTIONS_MAX,
                        "sun.net.httpserver.idleInterval", REQUEST_SECONDS_MAX,
                        "sun.net.httpserver.maxReqTime", REQUEST_SECONDS_MAX,
                        "sun.net.httpserver.maxRspTime", RESPONSE_SECONDS_MAX,
                        "sun.net.httpserver.maxReqHeaders", HEADERS_MAX,
                        "sun.net.httpserver.maxReqHeaderSize", HEADER_BYTES_MAX)
                .forEach((name, value) -> {
                    if (System.getProperty(name) == null) System.setProperty(name, Integer.toString(value));
                });
    }

    /** Host and port that it listens on. */
    String address() {
        InetSocketAddress address = server.getAddress();
        String host = address.getAddress().getHostAddress();
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
    }

    /** Whether other machines may reach it. */
    boolean isOpenToOthers() {
        return !server.getAddress().getAddress().isLoopbackAddress();
    }

    private void answer(HttpExchange exchange) {
        boolean scrape = exchange.getRequestURI().getPath().equals("/metrics");
        if (!scrape) send(exchange, answerTo(exchange));
        else if (!scrapes.tryAcquire()) send(exchange, text(503, "too many read the metrics\n"));
        else
            try {
                send(exchange, answerTo(exchange));
            } finally {
                scrapes.release();
            }
    }

    private static void send(HttpExchange exchange, Answer answer) {
        try (exchange) {
            if (answer.status() == 405) exchange.getResponseHeaders().set("Allow", "GET, HEAD");
            answer.headers().forEach(exchange.getResponseHeaders()::set);
            exchange.getResponseHeaders().set("Content-Type", answer.type());
            exchange.getResponseHeaders().set("Cache-Control", "no-store");
            byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
            boolean bodiless = exchange.getRequestMethod().equals("HEAD");
            exchange.sendResponseHeaders(answer.status(), bodiless ? -1 : body.length);
            if (!bodiless) exchange.getResponseBody().write(body);
        } catch (IOException e) {
            LOG.debug("a request for metrics or health was not answered: {}", e.toString());
        }
    }

    private Answer answerTo(HttpExchange exchange) {
        String method = exchange.getRequestMethod();
        String path = exchange.getRequestURI().getPath();
        if (!method.equals("GET") && !method.equals("HEAD")) return text(405, "only GET and HEAD\n");
        if (Pages.isPage(path)) return page(exchange, path);
        try {
            return switch (path) {
                case "/metrics" -> new Answer(200, METRICS, metrics.get(), Map.of());
                case "/healthz" -> text(200, "alive\n");
                case "/readyz" ->
                    obstacle.get()
                            .map(why -> text(503, "not ready: " + why + "\n"))
                            .orElse(text(200, "ready\n"));
                default -> nothing();
            };
        } catch (RuntimeException | Error e) {
            LOG.error("a request for {} failed", path, e);
            return text(500, "failed, see the log\n");
        }
    }

    private Answer page(HttpExchange exchange, String path) {
        String host = exchange.getRequestHeaders().getFirst("Host");
        if (!HostNames.fit(server.getAddress().getAddress(), host))
            return text(421, "call it by the name of this machine's loopback: http://" + address() + "/page\n");
        return page.apply(path, exchange.getRequestURI().getRawQuery()).orElseGet(ManagementServer::nothing);
    }

    private static Answer nothing() {
        return text(404, "there are /metrics, /healthz and /readyz\n");
    }

    private static Answer text(int status, String body) {
        return new Answer(status, TEXT, body, Map.of());
    }

    /** Ends at once, with requests inside. */
    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
