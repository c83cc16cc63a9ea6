package io.inventory.client.cli.output;

import java.util.List;

/** One row alone, for people: a line for each column, with its heading before it. Immutable. */
final class Card<T> {
    private static final int GAP = 2;

    /** The least room for what is behind the headings. */
    private static final int COLUMNS_MIN = 20;

    private final List<Column<T>> columns;
    private final Terminal terminal;
    private final int indent;

    Card(List<Column<T>> columns, Terminal terminal) {
        this.columns = columns.stream()
                .filter(column -> column.place() != Column.Place.NOWHERE)
                .toList();
        this.terminal = terminal;
        this.indent = GAP
                + this.columns.stream()
                        .mapToInt(column -> Printable.width(column.heading()))
                        .max()
                        .orElse(0);
    }

    String of(T row) {
        StringBuilder text = new StringBuilder();
        for (Column<T> column : columns) {
            List<String> lines = Output.lines(
                    Printable.of(column.detail().apply(row)), Math.max(COLUMNS_MIN, terminal.columns() - indent));
            String heading = column.heading();
            text.append(Tone.BOLD.paint(heading, terminal)).append(" ".repeat(indent - Printable.width(heading)));
            Tone tone = column.tone().apply(row);
            for (int i = 0; i < lines.size(); i++) {
                if (i > 0) text.append(" ".repeat(indent));
                text.append(tone.paint(lines.get(i), terminal)).append('\n');
            }
        }
        return text.toString();
    }
}
