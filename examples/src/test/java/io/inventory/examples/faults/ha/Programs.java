package io.inventory.examples.faults.ha;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The installed programs, in Debian's places: packages postgresql, patroni and etcd-server. */
final class Programs {
    private static final Path POSTGRESQL = Path.of("/usr/lib/postgresql");
    private static final Path PATRONI = Path.of("/usr/bin/patroni");
    private static final Path ETCD = Path.of("/usr/bin/etcd");
    private static final int RUN_SECONDS_MAX = 120;

    private Programs() {}

    /** The folder with those of the newest PostgreSQL that has them all. */
    static Path postgresql() {
        try (Stream<Path> versions = Files.exists(POSTGRESQL) ? Files.list(POSTGRESQL) : Stream.empty()) {
            return versions.map(version -> version.resolve("bin"))
                    .filter(folder -> Files.isExecutable(folder.resolve("postgres"))
                            && Files.isExecutable(folder.resolve("pg_rewind")))
                    .max(Comparator.naturalOrder())
                    .orElseThrow(() -> missing("PostgreSQL"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Path patroni() {
        return installed(PATRONI);
    }

    static Path etcd() {
        return installed(ETCD);
    }

    private static Path installed(Path program) {
        if (!Files.isExecutable(program)) throw missing(program.toString());
        return program;
    }

    private static IllegalStateException missing(String what) {
        return new IllegalStateException(
                "there is no " + what + "; on Debian: apt-get install postgresql patroni etcd-server");
    }

    /** PostgreSQL refuses to run as root; in a user namespace of its own the process is nobody. */
    static List<String> asNobody(Path program, String... arguments) {
        List<String> command = new ArrayList<>();
        if ("root".equals(System.getProperty("user.name"))) command.addAll(List.of("unshare", "-U"));
        command.add(program.toString());
        command.addAll(List.of(arguments));
        return command;
    }

    /** Starts one whose output is added to a file of its folder. */
    static Process start(Path folder, List<String> command) {
        try {
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(
                            folder.resolve("log").toFile()));
            builder.environment().keySet().removeIf(name -> name.startsWith("PG") || name.startsWith("PATRONI_"));
            builder.environment().put("HOME", folder.toString());
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + command, e);
        }
    }

    /** Runs one to its end; fails if it does. */
    static void run(Path folder, List<String> command) {
        Process process = start(folder, command);
        try {
            if (!process.waitFor(RUN_SECONDS_MAX, TimeUnit.SECONDS) || process.exitValue() != 0)
                throw new IllegalStateException(command + " failed: " + Files.readString(folder.resolve("log")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } finally {
            process.destroyForcibly();
        }
    }
}
