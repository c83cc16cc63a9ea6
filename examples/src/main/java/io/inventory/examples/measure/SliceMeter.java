package io.inventory.examples.measure;

import java.io.IOException;
import java.sql.SQLException;

/** Measures what a slice costs. */
final class SliceMeter {
    private final Postgres postgres;
    private final long serverProcess;

    SliceMeter(Postgres postgres) throws SQLException {
        this.postgres = postgres;
        serverProcess = postgres.processId();
    }

    /** Blocks for that long; the way's tables are empty before, but for the stocks. */
    Slice measure(Way way, int seconds) throws IOException, SQLException {
        postgres.empty(way.database());
        Postgres.Progress before = postgres.progress();
        ProcessTimes.Family serverBefore = ProcessTimes.family(serverProcess);
        long javaBefore = ProcessTimes.totalMicros(way.javaProcesses());
        double rate = way.run(seconds);
        long java = ProcessTimes.totalMicros(way.javaProcesses()) - javaBefore;
        ProcessTimes.Family server = ProcessTimes.family(serverProcess);
        Postgres.Progress after = postgres.progress();
        long orders = postgres.orders(way.database());
        return new Slice(
                way.name(),
                rate,
                orders == 0 ? Math.max(1, Math.round(rate * seconds)) : orders,
                server.totalMicros() - serverBefore.totalMicros(),
                way.javaProcesses().isEmpty() ? Double.NaN : server.busiestSince(serverBefore),
                java,
                after.walBytes() - before.walBytes(),
                after.transactions() - before.transactions());
    }
}
