package io.inventory.jdbi.management;

import io.inventory.jdbi.SetupException;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The metrics and the health of a process, and the port where both are to be seen. It is opened first and closed last, so that
 * a process which starts or stops says so. Thread-safe.
 */
public final class Management implements AutoCloseable {
    private static final Optional<String> STARTING = Optional.of("starting");

    private final MeterRegistry registry;
    private final @Nullable ManagementServer server;
    private final ProcessMetrics processMetrics = new ProcessMetrics();
    private volatile Supplier<Optional<String>> obstacle = () -> STARTING;

    private Management() {
        registry = new CompositeMeterRegistry();
        server = null;
    }

    private Management(String host, int port) throws IOException {
        PrometheusMeterRegistry prometheus = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        registry = prometheus;
        server = ManagementServer.start(host, port, () -> scrape(prometheus), () -> obstacle.get());
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
    static Management listen(String host, int port) {
        try {
            return new Management(host, port);
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

    /** For the log: where the metrics are. */
    @Override
    public String toString() {
        return server == null ? "management=off" : "management=http://" + server.address() + "/metrics";
    }

    @Override
    public void close() {
        if (server != null) server.close();
        processMetrics.close();
    }
}
