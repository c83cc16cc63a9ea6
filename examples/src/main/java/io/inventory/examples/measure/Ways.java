package io.inventory.examples.measure;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
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
    /** The end of the name of a way that is another checkout's. */
    static final String BEFORE = "-before";

    /** The end of the name of a way with TLS, where the caller shows a token. */
    static final String TLS = "-tls";
    /** The end of the name of a way whose server has no metrics. */
    static final String UNMETERED = "-unmetered";

    private static final Set<String> OF_ANY_CHECKOUT = Set.of(EMBEDDED, STREAMING, UNARY);
    private static final Set<String> ALL = Set.of(
            PLAIN,
            LIMIT,
            EMPTY,
            EMBEDDED,
            STREAMING,
            UNARY,
            STREAMING + TLS,
            UNARY + TLS,
            STREAMING + UNMETERED,
            UNARY + UNMETERED);
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
        for (String name : names) {
            boolean isBefore = name.endsWith(BEFORE);
            String way = isBefore ? name.substring(0, name.length() - BEFORE.length()) : name;
            if (isBefore ? !OF_ANY_CHECKOUT.contains(way) : !ALL.contains(way))
                throw new IllegalArgumentException("no way is named '" + name
                        + "'; there are plain, limit, embedded, streaming, unary and empty, streaming and unary also with the"
                        + " ends -tls and -unmetered, and with --before embedded-before, streaming-before and"
                        + " unary-before");
            if (isBefore && !hasBefore)
                throw new IllegalArgumentException("the way " + name + " needs the other checkout: --before DIR");
        }
    }

    /** Blocks until it is warm; its database is made anew. */
    Way start(String name, Kind kind) throws IOException, SQLException {
        String database = "way_" + name.replace('-', '_');
        postgres.create(database);
        if (name.equals(PLAIN)) return startPlain(database, kind);
        List<Program> started = new ArrayList<>();
        try {
            SlicedWay way = name.equals(LIMIT) ? limit(database, kind, started) : load(name, kind, started);
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
        return new SlicedWay(LIMIT, database, loop, null);
    }

    private SlicedWay load(String name, Kind kind, List<Program> started) throws IOException {
        Build build = name.endsWith(BEFORE) && setting.before != null ? setting.before : setting.build;
        String database = "way_" + name.replace('-', '_');
        Program server = null;
        String target = postgres.url(database);
        if (!name.startsWith(EMBEDDED)) {
            server = started(server(name, build, target), started);
            target = scheme(name) + "127.0.0.1:"
                    + server.await(SERVING, START_SECONDS_MAX).group(1);
        }
        List<String> arguments =
                new ArrayList<>(List.of("-Xmx1g", "-cp", build.loadClassPath(), "io.inventory.examples.load.LoadTest"));
        arguments.addAll(List.of("--target=" + target, "--slices", "--truncated", "--warm-up=" + plan.warmUpSeconds));
        arguments.addAll(kind.loadOptions(plan.callers));
        if (name.endsWith(TLS)) arguments.addAll(credentials(build).ofCaller());
        Program load = started(Program.java(name, arguments), started);
        return new SlicedWay(name, database, load, server);
    }

    private static Program started(Program program, List<Program> started) {
        started.add(program);
        return program;
    }

    private Program server(String name, Build build, String url) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("-Xmx512m"));
        arguments.addAll(build.server());
        arguments.addAll(List.of("--jdbc-url=" + url, "--port=0"));
        arguments.add("--management-port=" + (name.endsWith(UNMETERED) ? "off" : "0"));
        if (name.endsWith(TLS)) arguments.addAll(credentials(build).ofServer());
        return Program.java("server-" + name, arguments);
    }

    private Credentials credentials(Build build) throws IOException {
        if (credentials == null) credentials = Credentials.make(setting.folder, build);
        return credentials;
    }

    private static String scheme(String name) {
        if (name.equals(EMPTY)) return "grpc+health://";
        return name.startsWith(STREAMING) ? "grpc+stream://" : "grpc://";
    }
}
