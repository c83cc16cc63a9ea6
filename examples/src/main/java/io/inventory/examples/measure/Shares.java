package io.inventory.examples.measure;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ExecutionException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Measures which share of the database's limit each way of carrying out orders reaches, and what an order costs in it. */
@CommandLine.Command(
        name = "shares",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Measures ways to carry out orders on one PostgreSQL, each with a database of its own, in turns of short slices.",
            "Ways: plain (pgbench, one transaction an order), limit (the library's SQL by plain JDBC, one loop), embedded,"
                    + " streaming, unary; with --before also embedded-before, streaming-before, unary-before; for reads: empty.",
            "Only when named: streaming and unary with the ends -tls (TLS, and a token), -unmetered (a server without"
                    + " metrics), -2-servers and -3-servers (on one database), and embedded-2-writers.",
            "Kinds: 1-line, 1-line-sequential, 3-lines, hot, one-caller, reads."
        })
public final class Shares implements Callable<Integer> {

    private static final List<String> WAYS_BEFORE = Stream.of(Ways.EMBEDDED, Ways.STREAMING, Ways.UNARY)
            .map(way -> way + WayName.End.BEFORE.text)
            .toList();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(
            arity = "0..1",
            paramLabel = "SLICES",
            defaultValue = "8",
            description = "Slices of each way. Default: ${DEFAULT-VALUE}")
    private int slices;

    @Option(
            names = "--before",
            paramLabel = "DIR",
            description = "Another checkout, built, to measure beside this one.")
    private Optional<Path> before = Optional.empty();

    @Option(
            names = "--ways",
            split = "[, ]+",
            defaultValue = "${env:WAYS:-}",
            description = "All that need not be named, by default.")
    private List<String> ways = List.of();

    @Option(
            names = "--kinds",
            split = "[, ]+",
            defaultValue = "${env:KINDS:-1-line,1-line-sequential,3-lines,hot}",
            description = "Default: ${DEFAULT-VALUE}")
    private List<String> kinds = List.of();

    @Option(names = "--seconds", defaultValue = "${env:SECONDS_EACH:-3}", description = "Of a slice.")
    private int seconds;

    @Option(names = "--warm-up", defaultValue = "${env:WARM_UP:-15}", description = "Seconds of each program.")
    private int warmUpSeconds;

    @Option(names = "--callers", defaultValue = "${env:CALLERS:-512}", description = "Requests under way at most.")
    private int callers;

    @Option(names = "--csv", paramLabel = "FILE", description = "Where each slice is to be written.")
    private Optional<Path> csv = Optional.empty();

    @Option(
            names = "--port",
            required = true,
            description = "Of a PostgreSQL on this machine that is used for nothing else.")
    private int port;

    @Option(names = "--checkout", required = true, paramLabel = "DIR", description = "What is measured, built.")
    private Path checkout = Path.of("");

    @Option(names = "--pgbench", defaultValue = "pgbench", paramLabel = "FILE")
    private Path pgbench = Path.of("");

    @Option(names = "--folder", defaultValue = ".", paramLabel = "DIR", description = "On the disk of the database.")
    private Path folder = Path.of("");

    private final Optional<Build> given;

    private Shares(Optional<Build> given) {
        this.given = given;
    }

    /** Runs it. */
    public static void main(String[] args) {
        // also when it is stopped, nothing that it started goes on
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> ProcessHandle.current().descendants().forEach(ProcessHandle::destroy), "end-programs"));
        System.exit(commandLine(Optional.empty()).execute(args));
    }

    /** @param build what is measured in place of the checkout */
    static CommandLine commandLine(Optional<Build> build) {
        return new CommandLine(new Shares(build));
    }

    @Override
    public Integer call() throws IOException {
        List<Kind> measured = check();
        Ways.Setting setting = setting();
        Ways.Plan plan = new Ways.Plan(slices, seconds, warmUpSeconds, callers);
        List<String> lines = new ArrayList<>(List.of(Report.CSV_HEADER));
        try (Postgres postgres = Postgres.connect(port)) {
            Ways started = new Ways(setting, postgres, plan);
            say(Machine.describe(postgres, folder) + "\n");
            for (Kind kind : measured) {
                Report report = new KindRun(kind, started, new SliceMeter(postgres), plan)
                        .run(measuredWays().stream().filter(kind::has).toList());
                say(report.table());
                lines.addAll(report.csv());
            }
            say("fdatasync at the end: " + Machine.flushTime(folder));
        } catch (SQLException e) {
            throw new ExecutionException(spec.commandLine(), "PostgreSQL: " + e.getMessage(), e);
        }
        if (csv.isPresent()) Files.write(csv.get(), lines, StandardCharsets.UTF_8);
        return 0;
    }

    /** Everything that can be wrong with the command, before hours are spent. */
    private List<Kind> check() {
        try {
            if (slices < 1 || seconds < 1 || warmUpSeconds < 0 || callers < 1)
                throw new IllegalArgumentException("slices, seconds and callers must be at least 1, and the warm-up 0");
            List<String> names = measuredWays();
            Ways.requireKnown(names, before.isPresent());
            List<Kind> measured = kinds.stream().map(Kind::of).toList();
            for (Kind kind : measured)
                if (names.stream().noneMatch(kind::has))
                    throw new IllegalArgumentException("none of the ways " + names + " has " + kind.id);
            return measured;
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    private List<String> measuredWays() {
        List<String> named = ways.stream().filter(way -> !way.isBlank()).toList();
        if (!named.isEmpty()) return named;
        return Stream.concat(Ways.BASES.stream(), before.isPresent() ? WAYS_BEFORE.stream() : Stream.empty())
                .toList();
    }

    private Ways.Setting setting() {
        try {
            Path scripts = checkout.resolve("examples/benchmark");
            @Nullable Build other = before.map(dir -> Build.in(dir, checkout)).orElse(null);
            return new Ways.Setting(given.orElseGet(() -> Build.in(checkout)), other, pgbench, scripts, folder);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    private void say(String text) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(text);
        out.flush();
    }
}
