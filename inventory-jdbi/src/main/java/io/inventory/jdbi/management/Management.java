package io.inventory.jdbi.management;

import io.inventory.Inventory;
import io.inventory.jdbi.SetupException;
import io.inventory.jdbi.management.page.Pages;
import io.inventory.jdbi.management.page.Pages.Answer;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The metrics and the health of a process, and the port where both are to be seen. It is opened first and closed last, so that
 * a process which starts or stops says so. Thread-safe.
 */
public final class Management implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Management.class);
    private static final Optional<String> STARTING = Optional.of("starting");
    private static final Answer STILL_STARTING = new Answer(503, "text/plain; charset=utf-8", "starting\n", Map.of());

    private final MeterRegistry registry;
    private final @Nullable ManagementServer server;
    private final ProcessMetrics processMetrics = new ProcessMetrics();
    private final boolean withPage;
    private volatile @Nullable Pages pages;
    private volatile Supplier<Optional<String>> obstacle = () -> STARTING;

    private Management() {
        registry = new CompositeMeterRegistry();
        withPage = false;
        server = null;
    }

    private Management(String host, int port, boolean withPage) throws IOException {
        PrometheusMeterRegistry prometheus = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        registry = prometheus;
        this.withPage = withPage;
        server = ManagementServer.start(
                host,
                port,
                new ManagementServer.Shown(
                        () -> scrape(prometheus),
                        () -> obstacle.get(),
                        (path, query) -> withPage ? Optional.of(page(path, query)) : Optional.empty()));
        if (withPage && server.isOpenToOthers())
            LOG.warn(
                    "--page=on and --management-host={}: whoever can reach that sees all stock and all orders, without"
                            + " a token and in the clear",
                    host);
    }

    private Answer page(String path, @Nullable String query) {
        Pages now = pages;
        return now == null ? STILL_STARTING : now.at(path, query);
    }

    /** Those of the process are made when they are first asked for: that takes longer than all else of the port. */
    private String scrape(PrometheusMeterRegistry prometheus) {
        processMetrics.bind(prometheus);
        return prometheus.scrape();
    }

    /** Nothing is to be seen, nothing is measured, and there is no port. */
    static Management off() {
        return new Management();
    }

    /** @throws SetupException if the port can't be listened on; the message names the flags */
    static Management listen(String host, int port, boolean withPage) {
        try {
            return new Management(host, port, withPage);
        } catch (IOException e) {
            throw new SetupException(
                    "cannot listen on " + host + ":" + port + " for metrics and health (" + e.getMessage()
                            + "); stop the program that uses the port, or choose another with "
                            + ManagementOptions.PORT + " or --management-host, or none with " + ManagementOptions.PORT
                            + "=off",
                    e);
        }
    }

    /** Whether there is a port, so that it is worth it to look something up for it. */
    public boolean isOpen() {
        return server != null;
    }

    /** Where to register what is measured. If there is no port it keeps nothing. */
    public MeterRegistry registry() {
        return registry;
    }

    /**
     * Says from now on what keeps the process from doing its work.
     *
     * @param obstacle is asked on the thread of each request for it, and must not block; empty while there is none
     */
    public void readyUnless(Supplier<Optional<String>> obstacle) {
        this.obstacle = obstacle;
    }

    /**
     * Shows an inventory on the page, if that is on. It stays its owner's; once it is closed the page says so.
     */
    public void show(Inventory inventory) {
        if (withPage) pages = new Pages(inventory, registry, () -> obstacle.get());
    }

    /** For the log: where the metrics are. */
    @Override
    public String toString() {
        return server == null
                ? "management=off"
                : "management=http://" + server.address() + "/metrics"
                        + (withPage ? " page=http://" + server.address() + "/page" : "");
    }

    @Override
    public void close() {
        if (server != null) server.close();
        Pages shown = pages;
        if (shown != null) shown.close();
        processMetrics.close();
    }
}
