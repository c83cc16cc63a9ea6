package io.inventory.client.cli.bulk;

import io.inventory.client.cli.csv.ImportMode;
import io.inventory.client.cli.csv.StockCsvFile;
import io.inventory.client.cli.csv.StockCsvItems;
import io.inventory.client.cli.csv.StockDrift;
import io.inventory.client.cli.csv.StockDrift.Finding;
import io.inventory.client.cli.output.Column;
import io.inventory.client.cli.output.Rows;
import io.inventory.client.cli.session.ExitStatus;
import io.inventory.client.cli.session.Session;
import java.io.IOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/** Shows how a file differs from the inventory, which is only read. */
final class DryRun {
    /** From so many rows on they are printed while others are still compared, and a line with the progress would stand between them. */
    private static final int ROWS_WITH_PROGRESS_MAX = 500;

    private final Session session;
    private final StockCsvFile file;
    private final ImportMode mode;
    private final Map<Finding, Long> counts = new EnumMap<>(Finding.class);
    private long compared;
    private long refused;
    private long shown;

    DryRun(Session session, StockCsvFile file) {
        this.session = session;
        this.file = file;
        this.mode = file.format().mode();
    }

    /**
     * Ends with 1 if an import would refuse a line.
     *
     * @param notInFile whether to show what the file does not have, too
     */
    int compare(long fromLine, boolean notInFile) throws IOException {
        try (StockCsvItems items = file.items(fromLine);
                Rows<StockDrift> rows = session.output().rows(columns());
                // closed first, before rows are printed
                Progress progress = new Progress(session, "Comparing", file.changes() - items.skipped(), "lines")) {
            StockDrift.compare(session.client(), items, drift -> add(drift, rows, progress));
            if (notInFile) StockDrift.notInFile(session.client(), file, drift -> add(drift, rows, progress));
        }
        session.note(summary() + " Nothing was changed.");
        if (refused > 0)
            session.note("An import would refuse " + Column.number(refused) + " of them, as things stand.");
        return refused == 0 ? ExitStatus.OK.code() : ExitStatus.REFUSED.code();
    }

    private void add(StockDrift drift, Rows<StockDrift> rows, Progress progress) {
        counts.merge(drift.finding(), 1L, Long::sum);
        if (drift.isRefused(mode)) refused++;
        if (drift.finding() != Finding.NOT_IN_FILE) progress.at(++compared);
        if (drift.finding() == Finding.SAME) return;
        if (++shown == ROWS_WITH_PROGRESS_MAX) progress.close();
        rows.add(drift);
    }

    private String summary() {
        StringBuilder text = new StringBuilder();
        counts.forEach((finding, count) -> text.append(text.isEmpty() ? "" : ", ")
                .append(Column.number(count))
                .append(' ')
                .append(words(finding)));
        return text.isEmpty()
                ? "There was nothing to compare."
                : text.append('.').toString();
    }

    private static String words(Finding finding) {
        return finding == Finding.UNKNOWN
                ? "not in the inventory"
                : finding.name().toLowerCase(Locale.ROOT).replace('_', ' ').replace("in file", "in the file");
    }

    private List<Column<StockDrift>> columns() {
        return List.of(
                number(
                                "line",
                                "LINE",
                                drift -> drift.line() == 0 ? OptionalLong.empty() : OptionalLong.of(drift.line()))
                        .shownAs(drift -> drift.line() == 0 ? "-" : Long.toString(drift.line())),
                Column.text("sku_id", "SKU", drift -> drift.sku().value()),
                Column.<StockDrift>text(
                                "finding", "FINDING", drift -> drift.finding().name())
                        .shownAs(drift -> words(drift.finding()))
                        .at(Column.Place.WHOLE),
                number("file", "FILE", StockDrift::file),
                number("inventory", "INVENTORY", StockDrift::inventory),
                number("difference", "DIFFERENCE", drift -> drift.difference(mode))
                        .shownAs(drift -> drift.difference(mode).isPresent()
                                ? Column.signed(drift.difference(mode).getAsLong())
                                : "-"));
    }

    private static Column<StockDrift> number(String name, String heading, Function<StockDrift, OptionalLong> number) {
        return Column.<StockDrift>hidden(name, drift -> boxed(number.apply(drift)))
                .at(Column.Place.NUMBER)
                .named(heading)
                .shownAs(drift -> boxed(number.apply(drift)).map(Column::number).orElse("-"));
    }

    private static Optional<Long> boxed(OptionalLong number) {
        return number.isPresent() ? Optional.of(number.getAsLong()) : Optional.empty();
    }
}
