package io.inventory.client.cli.output;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A table for people. Its columns are as wide as what is printed together, and never become narrower. */
final class TextRows<T> implements Rows<T> {
    /** The most rows that are kept to find out how wide the columns must be. */
    private static final int ROWS_MAX = 1_000;
    /** The narrowest that a text is shortened to. */
    private static final int TEXT_MIN = 8;

    private static final String GAP = "  ";

    private final Output output;
    private final List<Column<T>> columns;
    private final int[] widths;
    private final List<List<String>> waiting = new ArrayList<>();
    private final List<List<Tone>> tones = new ArrayList<>();
    private boolean begun;

    TextRows(Output output, List<Column<T>> columns) {
        this.output = output;
        this.columns = columns.stream().filter(Column::isInTable).toList();
        this.widths = this.columns.stream()
                .mapToInt(column -> Printable.width(column.heading()))
                .toArray();
    }

    @Override
    public void add(T row) {
        waiting.add(columns.stream()
                .map(column -> Printable.of(column.cell().apply(row)))
                .toList());
        tones.add(columns.stream().map(column -> column.tone().apply(row)).toList());
        if (waiting.size() == ROWS_MAX) flush();
    }

    @Override
    public void flush() {
        if (waiting.isEmpty()) return;
        for (List<String> row : waiting)
            for (int i = 0; i < widths.length; i++) widths[i] = Math.max(widths[i], Printable.width(row.get(i)));
        narrow();
        StringBuilder text = new StringBuilder();
        if (!begun) line(columns.stream().map(Column::heading).toList(), headings(), text);
        for (int i = 0; i < waiting.size(); i++) line(waiting.get(i), tones.get(i), text);
        begun = true;
        waiting.clear();
        tones.clear();
        output.print(text.toString());
    }

    private List<Tone> headings() {
        return columns.stream().map(column -> Tone.BOLD).toList();
    }

    /** Takes columns from the widest texts until all fits. */
    private void narrow() {
        int room = output.terminal().columns();
        while (room != Terminal.UNLIMITED && Arrays.stream(widths).sum() + GAP.length() * (widths.length - 1) > room) {
            int widest = -1;
            for (int i = 0; i < widths.length; i++)
                if (columns.get(i).place() == Column.Place.TEXT && (widest < 0 || widths[i] > widths[widest]))
                    widest = i;
            if (widest < 0 || widths[widest] <= TEXT_MIN) return;
            widths[widest]--;
        }
    }

    private void line(List<String> cells, List<Tone> cellTones, StringBuilder to) {
        for (int i = 0; i < cells.size(); i++) {
            Column<T> column = columns.get(i);
            String cell = column.place() == Column.Place.TEXT ? Printable.cut(cells.get(i), widths[i]) : cells.get(i);
            String padding = " ".repeat(Math.max(0, widths[i] - Printable.width(cell)));
            String painted = cellTones.get(i).paint(cell, output.terminal());
            if (i > 0) to.append(GAP);
            if (column.place() == Column.Place.NUMBER) to.append(padding).append(painted);
            else to.append(painted).append(i < cells.size() - 1 ? padding : "");
        }
        to.append('\n');
    }

    @Override
    public void close() {
        flush();
    }
}
