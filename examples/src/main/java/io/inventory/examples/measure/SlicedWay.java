package io.inventory.examples.measure;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A way that is a program which measures a slice for each number of seconds in its input, and the servers that it needs. */
final class SlicedWay implements Way {
    private static final Pattern READY = Pattern.compile("ready");
    private static final Pattern RATE = Pattern.compile("answers/s (\\d+)");
    private static final Pattern ERRORS = Pattern.compile("errors (.*)");
    private static final int START_SECONDS_MAX = 120;
    /** Answers that are late, and those that were lost and are asked for again. */
    private static final int LATE_SECONDS_MAX = 60;

    private final String name;
    private final String database;
    private final Program load;
    private final List<Program> servers;

    /** @param servers closed with it */
    SlicedWay(String name, String database, Program load, List<Program> servers) {
        this.name = name;
        this.database = database;
        this.load = load;
        this.servers = servers;
    }

    /** Blocks until it is warm. */
    void awaitReady(int warmUpSeconds) throws IOException {
        load.await(READY, warmUpSeconds + START_SECONDS_MAX);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String database() {
        return database;
    }

    @Override
    public List<Long> javaProcesses() {
        return Stream.concat(Stream.of(load), servers.stream())
                .map(Program::pid)
                .toList();
    }

    @Override
    public double run(int seconds) throws IOException {
        load.tell(Integer.toString(seconds));
        Matcher rate = load.await(RATE, seconds + LATE_SECONDS_MAX);
        Matcher errors = load.await(ERRORS, LATE_SECONDS_MAX);
        if (!errors.group(1).equals("none"))
            System.err.printf(Locale.ROOT, "%s: requests failed in this slice: %s%n", name, errors.group(1));
        return Double.parseDouble(rate.group(1));
    }

    @Override
    public void finish() throws IOException {
        load.finish();
    }

    @Override
    public void close() {
        load.close();
        servers.forEach(Program::close);
    }
}
