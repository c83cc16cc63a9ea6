package io.inventory.client.cli.output;

import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;

/** Where a command's answers go, in the form that was asked for. Not thread-safe. */
public final class Output {
    private final Writer out;
    private final Format format;
    private final Terminal terminal;

    public Output(Writer out, Format format, Terminal terminal) {
        this.out = out;
        this.format = format;
        this.terminal = terminal;
    }

    /** For whom it is. */
    public Format format() {
        return format;
    }

    /** Where it goes. */
    public Terminal terminal() {
        return terminal;
    }

    /** Begins a listing. */
    public <T> Rows<T> rows(List<Column<T>> columns) {
        return switch (format) {
            case TABLE -> new TextRows<>(this, columns);
            case JSON -> new JsonRows<>(this, columns);
            case CSV -> new CsvRows<>(this, columns);
        };
    }

    /** Prints one row alone: for people its columns one below the other. */
    public <T> void one(List<Column<T>> columns, T row) {
        if (format == Format.TABLE) {
            print(new Card<>(columns, terminal).of(row));
            return;
        }
        try (Rows<T> rows = rows(columns)) {
            rows.add(row);
        }
    }

    /** Prints a line for people, between tables; programs get none. */
    public void heading(String text) {
        if (format == Format.TABLE) print("\n" + Tone.BOLD.paint(Printable.of(text), terminal) + "\n");
    }

    /** Prints text as it is, and sends all that was printed. */
    void print(String text) {
        write(text);
        flush();
    }

    void write(String text) {
        try {
            out.write(text);
        } catch (IOException e) {
            throw new ClosedOutputException(e);
        }
    }

    void flush() {
        try {
            out.flush();
        } catch (IOException e) {
            throw new ClosedOutputException(e);
        }
    }

    /** Cuts text that takes more columns than there are into lines. */
    static List<String> lines(String text, int columns) {
        List<String> lines = new ArrayList<>();
        String rest = text;
        while (Printable.width(rest) > columns) {
            String line = Printable.prefix(rest, columns);
            lines.add(line);
            rest = rest.substring(line.length());
        }
        lines.add(rest);
        return lines;
    }
}
