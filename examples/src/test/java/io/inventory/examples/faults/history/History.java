package io.inventory.examples.faults.history;

import io.inventory.examples.faults.history.Operation.Kind;
import io.inventory.examples.faults.history.Operation.Result;
import io.inventory.examples.faults.history.Operation.Way;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What callers, senders of messages and readers saw, a line each in a file; read again by {@link #read}. Fields are separated
 * by tabs, which no id contains. Safe for use by many threads.
 */
public final class History implements AutoCloseable {
    /** The most lines, so that the check has room for them in two gigabytes: more than a million orders. */
    public static final int LINES_MAX = 3_500_000;

    /** For the answers to what was asked before the history was full. */
    private static final int LINES_KEPT = 10_000;

    private static final String OPERATION = "operation";
    private static final String READING = "reading";

    private final BufferedWriter file;
    private int lines;

    private History(BufferedWriter file) {
        this.file = file;
    }

    /** What was read from a file. */
    public record Lines(List<Operation> operations, List<Reading> readings) {
        /** Copies the lists. */
        public Lines {
            operations = List.copyOf(operations);
            readings = List.copyOf(readings);
        }
    }

    /** Begins a new file. */
    public static History write(Path path) {
        try {
            return new History(Files.newBufferedWriter(path));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the history " + path, e);
        }
    }

    /** Adds one whose answer came, or will not come any more. */
    public void add(Operation operation) {
        List<String> fields = new ArrayList<>(List.of(
                OPERATION,
                Long.toString(operation.id()),
                operation.kind().name(),
                operation.way().name(),
                operation.key(),
                operation.part(),
                Long.toString(operation.startNanos()),
                Long.toString(operation.endNanos()),
                operation.result().name(),
                operation.answer()));
        for (Units units : operation.units()) {
            fields.add(units.sku());
            fields.add(Long.toString(units.quantity()));
        }
        add(fields);
    }

    /** Adds what was read. */
    public void add(Reading reading) {
        add(List.of(
                READING,
                reading.sku(),
                Long.toString(reading.available()),
                Long.toString(reading.reserved()),
                Long.toString(reading.version()),
                Long.toString(reading.startNanos()),
                Long.toString(reading.endNanos())));
    }

    private synchronized void add(List<String> fields) {
        for (String field : fields)
            if (field.indexOf('\t') >= 0 || field.indexOf('\n') >= 0)
                throw new IllegalArgumentException("a field must fit into a line: " + field);
        if (++lines > LINES_MAX)
            throw new IllegalStateException("a history has at most " + LINES_MAX + " lines (History.LINES_MAX)");
        try {
            file.write(String.join("\t", fields));
            file.write('\n');
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the history", e);
        }
    }

    /** Whether nothing more should be asked, because there is room for the answers to what was asked before and no more. */
    public synchronized boolean isFull() {
        return lines >= LINES_MAX - LINES_KEPT;
    }

    @Override
    public synchronized void close() {
        try {
            file.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the history", e);
        }
    }

    /** Reads a whole file. */
    public static Lines read(Path path, SharedValues shared) {
        List<Operation> operations = new ArrayList<>();
        List<Reading> readings = new ArrayList<>();
        try (Stream<String> lines = Files.lines(path)) {
            lines.map(line -> line.split("\t", -1)).forEach(fields -> {
                switch (fields[0]) {
                    case OPERATION -> operations.add(operation(fields, shared));
                    case READING -> readings.add(reading(fields, shared));
                    default -> throw new IllegalArgumentException("no line of a history: " + String.join(" ", fields));
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the history " + path, e);
        }
        return new Lines(operations, readings);
    }

    private static Operation operation(String[] fields, SharedValues shared) {
        List<Units> units = new ArrayList<>(3);
        for (int i = 10; i + 1 < fields.length; i += 2)
            units.add(shared.one(new Units(shared.one(fields[i]), Long.parseLong(fields[i + 1]))));
        return new Operation(
                Long.parseLong(fields[1]),
                Kind.valueOf(fields[2]),
                Way.valueOf(fields[3]),
                shared.one(fields[4]),
                shared.one(fields[5]),
                units,
                Long.parseLong(fields[6]),
                Long.parseLong(fields[7]),
                Result.valueOf(fields[8]),
                shared.one(fields[9]));
    }

    private static Reading reading(String[] fields, SharedValues shared) {
        return new Reading(
                shared.one(fields[1]),
                Long.parseLong(fields[2]),
                Long.parseLong(fields[3]),
                Long.parseLong(fields[4]),
                Long.parseLong(fields[5]),
                Long.parseLong(fields[6]));
    }
}
