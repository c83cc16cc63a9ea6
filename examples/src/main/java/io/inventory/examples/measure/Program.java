package io.inventory.examples.measure;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A process whose output is read line by line, with a time limit. */
final class Program implements AutoCloseable {
    private static final int LINES_SHOWN_MAX = 20;
    private static final int END_SECONDS_MAX = 60;
    /** Beyond them what it says is lost. */
    private static final int LINES_MAX = 10_000;

    private static final String END = "\u0004";

    private final String name;
    private final Process process;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>(LINES_MAX);
    private final Deque<String> last = new ArrayDeque<>();

    private Program(String name, Process process) {
        this.name = name;
        this.process = process;
        Thread reader = new Thread(this::read, "output-of-" + name);
        reader.setDaemon(true);
        reader.start();
    }

    static Program start(String name, List<String> command) throws IOException {
        return new Program(
                name, new ProcessBuilder(command).redirectErrorStream(true).start());
    }

    /** A program in Java, with the Java of this one. */
    static Program java(String name, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(arguments);
        return start(name, command);
    }

    private void read() {
        try (BufferedReader output = process.inputReader()) {
            for (String line = output.readLine(); line != null; line = output.readLine()) said(line);
        } catch (IOException e) {
            said("its output can't be read: " + e);
        }
        while (!lines.offer(END)) lines.poll();
    }

    private void said(String line) {
        synchronized (last) {
            last.add(line);
            if (last.size() > LINES_SHOWN_MAX) last.remove();
        }
        lines.offer(line);
    }

    long pid() {
        return process.pid();
    }

    /** Writes a line to its input. */
    void tell(String line) throws IOException {
        Writer input = process.outputWriter();
        input.write(line + "\n");
        input.flush();
    }

    /**
     * Blocks until it has said something that begins with the expression, and leaves out what it says before.
     *
     * @throws IOException if it ends instead, or needs longer
     */
    Matcher await(Pattern expression, int secondsMax) throws IOException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(secondsMax);
        while (true) {
            String line = poll(end - System.nanoTime());
            if (line == null) throw failure("has not said " + expression + " within " + secondsMax + " s");
            if (line.equals(END)) throw failure("has ended before it said " + expression);
            Matcher matcher = expression.matcher(line);
            if (matcher.lookingAt()) return matcher;
        }
    }

    private @Nullable String poll(long nanos) throws IOException {
        try {
            return lines.poll(Math.max(0, nanos), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for " + name, e);
        }
    }

    /**
     * Ends its input, and blocks until it has ended by itself.
     *
     * @throws IOException if its exit status is not 0
     */
    void finish() throws IOException {
        process.outputWriter().close();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(END_SECONDS_MAX);
        String line = poll(end - System.nanoTime());
        while (line != null && !line.equals(END)) line = poll(end - System.nanoTime());
        try {
            if (line == null || !process.waitFor(END_SECONDS_MAX, TimeUnit.SECONDS)) throw failure("does not end");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for " + name, e);
        }
        if (process.exitValue() != 0) throw failure("has ended with status " + process.exitValue());
    }

    /** With the last that it said. */
    private IOException failure(String what) {
        synchronized (last) {
            return new IOException(name + " " + what + "\n" + String.join("\n", last));
        }
    }

    /** Ends it, if it has not ended yet. */
    @Override
    public void close() {
        process.destroy();
    }
}
