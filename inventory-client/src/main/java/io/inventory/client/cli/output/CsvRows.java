package io.inventory.client.cli.output;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import java.io.StringWriter;
import java.util.List;

/** CSV with a header, also where there is no row; a line ends with a line feed. */
final class CsvRows<T> implements Rows<T> {
    private final Output output;
    private final List<Column<T>> columns;
    private boolean begun;

    CsvRows(Output output, List<Column<T>> columns) {
        this.output = output;
        this.columns = columns;
    }

    @Override
    public void add(T row) {
        begin();
        print(columns.stream().map(column -> text(column, row)).toList());
    }

    private static <T> String text(Column<T> column, T row) {
        return column.value()
                .apply(row)
                .map(value -> Printable.withoutControls(value.toString()))
                .orElse("");
    }

    private void begin() {
        if (begun) return;
        begun = true;
        print(columns.stream().map(Column::name).toList());
    }

    private void print(List<String> fields) {
        StringWriter line = new StringWriter();
        // without its buffer, because each line is a text of its own
        CsvWriter.builder()
                .lineDelimiter(LineDelimiter.LF)
                .bufferSize(0)
                .build(line)
                .writeRecord(fields);
        output.write(line.toString());
    }

    @Override
    public void flush() {
        output.flush();
    }

    @Override
    public void close() {
        begin();
        flush();
    }
}
