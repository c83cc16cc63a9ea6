package io.inventory.client.cli.bulk;

import io.inventory.ImportId;
import io.inventory.ImportResult.Refused;
import io.inventory.ImportSummary;
import io.inventory.client.cli.output.Column;
import io.inventory.client.cli.output.Format;
import io.inventory.client.cli.output.Output;
import io.inventory.client.cli.output.Rows;
import io.inventory.client.cli.session.Session;
import java.util.List;
import java.util.Optional;

/**
 * What became of an import.
 *
 * @param refused the first lines that were refused, up to {@link #REFUSED_MAX}
 */
record ImportReport(ImportId importId, ImportSummary summary, List<Refused> refused) {
    /** How many refused lines are kept; the others are counted. */
    static final int REFUSED_MAX = 1_000;

    void print(Session session) {
        printPart(session);
        if (summary.applied() == 0 && summary.replayed() > 0)
            session.note("The same lines were imported before. To apply them once more, give an --import-id.");
    }

    /** The same of an import that broke off. */
    void printPart(Session session) {
        Output output = session.output();
        if (output.format() == Format.CSV || (output.format() == Format.TABLE && !refused.isEmpty()))
            printRefused(output);
        if (output.format() != Format.CSV) output.one(columns(), this);
        if (summary.refused() > refused.size())
            session.note("Only the first " + Column.number(refused.size()) + " lines that were refused are shown.");
    }

    private void printRefused(Output output) {
        try (Rows<Refused> rows = output.rows(ofRefused())) {
            refused.forEach(rows::add);
        }
    }

    private static List<Column<ImportReport>> columns() {
        return List.of(
                Column.text(
                        "import_id", "IMPORT ID", report -> report.importId().value()),
                Column.<ImportReport>number(
                                "applied", "APPLIED", report -> report.summary().applied())
                        .withDetail(report -> Column.number(report.summary().applied())),
                Column.<ImportReport>number(
                                "replayed",
                                "APPLIED BEFORE",
                                report -> report.summary().replayed())
                        .withDetail(report -> Column.number(report.summary().replayed())),
                Column.<ImportReport>number(
                                "refused", "REFUSED", report -> report.summary().refused())
                        .withDetail(report -> Column.number(report.summary().refused())),
                Column.hidden("refused_lines", report -> Optional.of(Column.fields(ofRefused(), report.refused()))));
    }

    private static List<Column<Refused>> ofRefused() {
        return List.of(
                Column.number("line", "LINE", Refused::number),
                Column.text("sku_id", "SKU", line -> line.sku().value()),
                Column.<Refused>text(
                                "reason",
                                "REASON",
                                line -> line.failure().reason().name())
                        .at(Column.Place.NOWHERE),
                Column.<Refused>text(
                                "why",
                                "WHY",
                                line -> String.valueOf(line.failure().getMessage()))
                        .at(Column.Place.WHOLE));
    }
}
