package io.inventory.client.cli.command;

import io.inventory.ExplainStock;
import io.inventory.LedgerEntry;
import io.inventory.Sku;
import io.inventory.StockExplanation;
import io.inventory.TimeRange;
import io.inventory.client.cli.output.Column;
import io.inventory.client.cli.output.Output;
import io.inventory.client.cli.output.Rows;
import io.inventory.client.cli.session.ExitStatus;
import io.inventory.client.cli.session.RangeOptions;
import io.inventory.client.cli.session.Session;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code explain}. */
@Command(
        name = "explain",
        sortOptions = false,
        description = {
            "Explains why a stock is what it is: what there was before, what changed it, by reason, and what there is after that. It"
                    + " adds up.",
            "Then the reservations that hold units now, and the last ledger entries."
        })
public final class ExplainCommand implements Callable<Integer> {
    private final Session session;

    @Parameters(paramLabel = "SKU", description = "Whose stock.")
    private String sku = "";

    @Mixin
    private final RangeOptions range = new RangeOptions();

    /** For one command line. */
    public ExplainCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        TimeRange times = range.in(session.times());
        StockExplanation explanation = session.client().execute(new ExplainStock(new Sku(sku), times));
        Output output = session.output();
        ExplanationColumns columns = new ExplanationColumns(session.times());
        switch (output.format()) {
            case JSON -> output.one(columns.ofAll(), explanation);
            case CSV -> print(output, ExplanationColumns.ofParts(), ExplanationColumns.parts(explanation));
            case TABLE -> printForPeople(output, columns, explanation);
        }
        return ExitStatus.OK.code();
    }

    private void printForPeople(Output output, ExplanationColumns columns, StockExplanation explanation) {
        output.one(columns.ofStock(), explanation);
        output.heading(range.words(session.times()));
        print(output, ExplanationColumns.ofParts(), ExplanationColumns.parts(explanation));
        if (!explanation.reservations().isEmpty()) {
            output.heading(explanation.moreReservations() ? "Reserved by these, and more" : "Reserved by");
            print(output, columns.ofReservations(), explanation.reservations());
        }
        if (!explanation.lastEntries().isEmpty()) {
            output.heading("Last ledger entries");
            List<Column<LedgerEntry>> entries = LedgerColumns.ofSku(session.times());
            print(output, entries, explanation.lastEntries());
        }
    }

    private static <T> void print(Output output, List<Column<T>> columns, List<T> items) {
        try (Rows<T> rows = output.rows(columns)) {
            items.forEach(rows::add);
        }
    }
}
