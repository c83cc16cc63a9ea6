package io.inventory.examples.measure;

import io.inventory.examples.measure.WayName.End;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Starts ways by their names. */
final class Ways {
    static final String PLAIN = "plain";
    static final String LIMIT = "limit";
    static final String EMBEDDED = "embedded";
    static final String STREAMING = "streaming";
    static final String UNARY = "unary";
    static final String EMPTY = "empty";
    static final List<String> BASES = List.of(PLAIN, LIMIT, EMBEDDED, STREAMING, UNARY, EMPTY);
    private static final Pattern SERVING = Pattern.compile(".*serving on [^;]*:(\\d+);");
    private static final int START_SECONDS_MAX = 60;

    private final Setting setting;
    private final Postgres postgres;
    private final Plan plan;
    private @Nullable Credentials credentials;

    Ways(Setting setting, Postgres postgres, Plan plan) {
        this.setting = setting;
        this.postgres = postgres;
        this.plan = plan;
    }

    /**
     * Where everything is.
     *
     * @param before the build of another checkout, if there is one
     * @param scripts the folder with pgbench's scripts
     * @param folder for the files of a run
     */
    record Setting(Build build, @Nullable Build before, Path pgbench, Path scripts, Path folder) {}

    /**
     * How much is measured.
     *
     * @param slices of each way
     * @param seconds of a slice
     * @param callers of the load test
     */
    record Plan(int slices, int seconds, int warmUpSeconds, int callers) {}

    /** @throws IllegalArgumentException if one of the names is none */
    static void requireKnown(List<String> names, boolean hasBefore) {
        for (String name : names)
            if (WayName.of(name).has(End.BEFORE) && !hasBefore)
                throw new IllegalArgumentException("the way " + name + " needs the other checkout: --before DIR");
    }

    /** Blocks until it is warm; its database is made anew. */
    Way start(String name, Kind kind) throws IOException, SQLException {
        String database = database(name);
        postgres.create(database);
        if (name.equals(PLAIN)) return startPlain(database, kind);
        List<Program> started = new ArrayList<>();
        try {
            SlicedWay way = name.equals(LIMIT) ? limit(database, kind, started) : load(WayName.of(name), kind, started);
            way.awaitReady(plan.warmUpSeconds);
            return way;
        } catch (IOException | RuntimeException e) {
            started.forEach(Program::close);
            throw e;
        }
    }

    private Way startPlain(String database, Kind kind) throws IOException, SQLException {
        PlainWay.Settings plain =
                new PlainWay.Settings(setting.pgbench, setting.scripts.resolve(kind.script), postgres.port(), database);
        return PlainWay.best(plain, kind.clientsTried(), plan.seconds, postgres);
    }

    private SlicedWay limit(String database, Kind kind, List<Program> started) throws IOException {
        List<String> arguments = new ArrayList<>(
                List.of("-Xmx512m", "-cp", setting.build.limitClassPath(), "io.inventory.jdbi.sql.LimitLoop"));
        arguments.add(postgres.url(database));
        arguments.add("--warm-up=" + plan.warmUpSeconds);
        arguments.addAll(kind.limitOptions(plan.callers));
        Program loop = started(Program.java(LIMIT, arguments), started);
        return new SlicedWay(LIMIT, database, loop, List.of());
    }

    private SlicedWay load(WayName name, Kind kind, List<Program> started) throws IOException {
        Build build = name.has(End.BEFORE) && setting.before != null ? setting.before : setting.build;
        String database = database(name.toString());
        String target = postgres.url(database);
        List<Program> servers = new ArrayList<>();
        List<String> addresses = new ArrayList<>();
        for (int i = 0; i < name.servers(); i++) {
            Program server = started(server(name, build, target), started);
            addresses.add(
                    "127.0.0.1:" + server.await(SERVING, START_SECONDS_MAX).group(1));
            servers.add(server);
        }
        if (!servers.isEmpty()) target = scheme(name) + String.join(",", addresses);
        List<String> arguments =
                new ArrayList<>(List.of("-Xmx1g", "-cp", build.loadClassPath(), "io.inventory.examples.load.LoadTest"));
        arguments.addAll(List.of("--target=" + target, "--slices", "--truncated", "--warm-up=" + plan.warmUpSeconds));
        arguments.addAll(kind.loadOptions(plan.callers));
        if (name.has(End.TLS)) arguments.addAll(credentials(build).ofCaller());
        if (name.has(End.TWO_WRITERS)) arguments.add("--writers=2");
        Program load = started(Program.java(name.toString(), arguments), started);
        return new SlicedWay(name.toString(), database, load, servers);
    }

    private static Program started(Program program, List<Program> started) {
        started.add(program);
        return program;
    }

    private Program server(WayName name, Build build, String url) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("-Xmx512m"));
        arguments.addAll(build.server());
        arguments.addAll(List.of("--jdbc-url=" + url, "--port=0"));
        arguments.add("--management-port=" + (name.has(End.UNMETERED) ? "off" : "0"));
        if (name.has(End.TLS)) arguments.addAll(credentials(build).ofServer());
        return Program.java("server-" + name, arguments);
    }

    private Credentials credentials(Build build) throws IOException {
        if (credentials == null) credentials = Credentials.make(setting.folder, build);
        return credentials;
    }

    private static String database(String name) {
        return "way_" + name.replace('-', '_');
    }

    private static String scheme(WayName name) {
        if (name.base().equals(EMPTY)) return "grpc+health://";
        return name.base().equals(STREAMING) ? "grpc+stream://" : "grpc://";
    }
}
