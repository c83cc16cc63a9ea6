package io.inventory.jdbi;

import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.core.ConditionTimeoutException;

/**
 * Options of Java for the programs that tests start: the class path without the tests, and an archive of the classes that a start
 * needs, as the programs' own scripts make it. It saves half of the processor time of a start, and tests start them more than a
 * hundred times. Made once a virtual machine, and gone with it. Thread-safe.
 */
public final class ProgramClasses {
    /** It takes three; on a machine with so much to do that it takes longer the programs start without. */
    private static final Duration TRAINING_MAX = Duration.ofSeconds(20);

    private static final Pattern OF_TESTS = Pattern.compile(".*[/\\\\]test-classes|.*-tests\\.jar");
    private static final Pattern SEPARATOR = Pattern.compile(Pattern.quote(File.pathSeparator));
    private static final Map<String, List<String>> OPTIONS = new ConcurrentHashMap<>();

    private ProgramClasses() {}

    /**
     * The options for a program.
     *
     * @param main its class
     * @param ready what it says when it has started; it is stopped then
     * @param arguments with which it starts where nothing else runs
     */
    public static List<String> optionsFor(String main, String ready, String... arguments) {
        return OPTIONS.computeIfAbsent(main, program -> make(program, ready, arguments));
    }

    private static List<String> make(String main, String ready, String... arguments) {
        try {
            Path folder = Files.createTempDirectory("inventory-class-data");
            Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder)));
            List<String> classPath = List.of("-cp", classPath(folder));
            Path archive = folder.resolve("archive");
            if (!train(folder, ready, command(archive, classPath, main, arguments)) || !Files.exists(archive)) {
                System.err.println("no class-data archive: " + Files.readString(log(folder)));
                return classPath;
            }
            return Stream.concat(Stream.of("-XX:SharedArchiveFile=" + archive, "-Xshare:auto"), classPath.stream())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make a class-data archive for " + main, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** Without the tests and what they have on it; an archive takes classes from jars alone. */
    private static String classPath(Path folder) throws IOException {
        List<String> jars = new ArrayList<>();
        for (String each : SEPARATOR.split(System.getProperty("java.class.path"))) {
            Path path = Path.of(each);
            if (OF_TESTS.matcher(each).matches() || !Files.exists(path)) continue;
            jars.add(Files.isDirectory(path) ? jar(path, folder.resolve(jars.size() + ".jar")) : each);
        }
        return String.join(File.pathSeparator, jars);
    }

    private static String jar(Path classes, Path jar) throws IOException {
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file);
                Stream<Path> all = Files.walk(classes)) {
            for (Path each : all.filter(path -> !path.equals(classes)).toList()) {
                String name = classes.relativize(each).toString().replace(File.separatorChar, '/');
                // also the folders, by which migrations are found
                out.putNextEntry(new JarEntry(Files.isDirectory(each) ? name + "/" : name));
                if (!Files.isDirectory(each)) Files.copy(each, out);
                out.closeEntry();
            }
        }
        return jar.toString();
    }

    private static List<String> command(Path archive, List<String> classPath, String main, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-XX:ArchiveClassesAtExit=" + archive));
        command.addAll(classPath);
        command.add(main);
        command.addAll(List.of(arguments));
        return command;
    }

    private static Path log(Path folder) {
        return folder.resolve("log");
    }

    /** Whether it ended in time: an archive that was not finished is none. */
    private static boolean train(Path folder, String ready, List<String> command)
            throws IOException, InterruptedException {
        Path log = log(folder);
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("INVENTORY_"));
        Process training = builder.start();
        try {
            await().atMost(TRAINING_MAX)
                    .pollInterval(Duration.ofMillis(50))
                    .until(() -> !training.isAlive() || Files.readString(log).contains(ready));
            training.destroy();
            return training.waitFor(TRAINING_MAX.toSeconds(), TimeUnit.SECONDS);
        } catch (ConditionTimeoutException e) {
            return false;
        } finally {
            training.destroyForcibly();
        }
    }

    private static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
