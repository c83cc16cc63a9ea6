package io.inventory.grpc;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** The connections that were closed because of a limit: they are counted, and a line a second at most names a peer. Thread-safe. */
final class ClosedConnections {
    private static final Logger LOG = LoggerFactory.getLogger(Connections.class);
    private static final int LINES_PER_SECOND_MAX = 1;

    private final LimitedLog lines = new LimitedLog(LOG, Level.WARN, "connections closed", LINES_PER_SECOND_MAX);
    private final Map<Limit, Runnable> counters = new EnumMap<>(Limit.class);

    /** What a peer went beyond. */
    enum Limit {
        /** {@code --connections-max}. */
        CONNECTIONS,
        /** {@code --connections-per-peer}. */
        PEER,
        UNREAD,
        /** Over HTTP: a request that does not arrive, or an answer that is not read. */
        SLOW,
        PINGS,
        RESETS,
        /** Frames of other kinds. */
        FRAMES;

        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    ClosedConnections(CallMetrics metrics) {
        for (Limit limit : Limit.values())
            counters.put(
                    limit,
                    metrics.counter(
                            "inventory.server.connections.closed",
                            "Connections that were closed because of a limit",
                            "limit",
                            limit.label()));
    }

    void add(Limit limit, String format, @Nullable Object... arguments) {
        Runnable counter = counters.get(limit);
        if (counter != null) counter.run();
        lines.log(format, arguments);
    }
}
