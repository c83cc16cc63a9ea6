package io.inventory.examples.measure;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.regex.Pattern;

/**
 * One transaction an order, by pgbench. It starts with each slice, because it can't wait between two; it has nothing to compile, but its
 * connections' first statements count in the processor time.
 */
final class PlainWay implements Way {
    private static final Pattern RATE = Pattern.compile("tps = ([0-9.]+)");
    private static final int LATE_SECONDS_MAX = 60;
    private static final int THREADS_MAX = 2;

    private final Settings settings;
    private final int clients;

    private PlainWay(Settings settings, int clients) {
        this.settings = settings;
        this.clients = clients;
    }

    /**
     * What it is run with.
     *
     * @param pgbench the program
     * @param script the transaction
     */
    record Settings(Path pgbench, Path script, int port, String database) {}

    /** With the number of clients that carries out the most in a short trial of each. */
    static PlainWay best(Settings settings, List<Integer> clients, int seconds, Postgres postgres)
            throws IOException, SQLException {
        PlainWay best = new PlainWay(settings, clients.get(0));
        double most = 0;
        for (int tried : clients.size() == 1 ? List.<Integer>of() : clients) {
            PlainWay way = new PlainWay(settings, tried);
            postgres.empty(settings.database);
            double rate = way.run(seconds);
            System.err.printf("plain, %d clients: %.0f/s%n", tried, rate);
            if (rate > most) {
                most = rate;
                best = way;
            }
        }
        return best;
    }

    @Override
    public String name() {
        return Ways.PLAIN;
    }

    @Override
    public String title() {
        return name() + ", " + clients + (clients == 1 ? " client" : " clients");
    }

    @Override
    public String database() {
        return settings.database;
    }

    @Override
    public List<Long> javaProcesses() {
        return List.of();
    }

    @Override
    public double run(int seconds) throws IOException {
        List<String> command = List.of(
                settings.pgbench.toString(),
                "--no-vacuum",
                "--protocol=prepared",
                "--host=127.0.0.1",
                "--port=" + settings.port,
                "--username=" + Postgres.USER,
                "--client=" + clients,
                "--jobs=" + Math.min(clients, THREADS_MAX),
                "--time=" + seconds,
                "--file=" + settings.script,
                settings.database);
        try (Program pgbench = Program.start("pgbench", command)) {
            double rate = Double.parseDouble(
                    pgbench.await(RATE, seconds + LATE_SECONDS_MAX).group(1));
            pgbench.finish();
            return rate;
        }
    }

    @Override
    public void finish() {
        // each slice has ended by itself
    }

    @Override
    public void close() {
        // nothing of it is running
    }
}
