package io.inventory.client.cli.bulk;

import io.inventory.InventoryException;
import io.inventory.Stock;
import io.inventory.client.cli.csv.StockCsvWriter;
import io.inventory.client.cli.output.ClosedOutputException;
import io.inventory.client.cli.output.Column;
import io.inventory.client.cli.output.Format;
import io.inventory.client.cli.session.ExitStatus;
import io.inventory.client.cli.session.Session;
import io.inventory.client.cli.session.UsageException;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code export}. */
@Command(
        name = "export",
        sortOptions = false,
        description = {
            "Writes all stocks as CSV, sorted by SKU, as they are at one time, beside which orders go on. 'import'"
                    + " takes the file: with --mode=create elsewhere, with --mode=set where it came from.",
            "Names are written as they are. Have a spreadsheet take sku_id as text: one that begins with = is a name"
                    + " to an inventory, and a formula to a spreadsheet."
        })
public final class ExportCommand implements Callable<Integer> {
    /** How often it is begun, where it breaks off for a reason that passes. */
    static final int ATTEMPTS_MAX = 3;

    private final Session session;

    @Parameters(
            arity = "0..1",
            paramLabel = "FILE",
            description =
                    "Where to write it; the file is there when all is in it. Without one: where answers go, and what"
                            + " breaks off ends with another status than 0.")
    @Nullable
    private Path file;

    @Option(names = "--force", description = "Replaces the file if it is there.")
    private boolean force;

    /** For one command line. */
    public ExportCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        if (session.output().format() == Format.JSON)
            throw new UsageException("an export is CSV; 'stock list --all --output=json' lists the stocks as JSON");
        try {
            if (file == null) write(session.out());
            else writeFile(file);
        } catch (IOException e) {
            throw new ClosedOutputException(file == null ? "the export" : file.toString(), e);
        }
        return ExitStatus.OK.code();
    }

    private void writeFile(Path path) throws IOException {
        try (NewFile to = new NewFile(path, force)) {
            session.atInterrupt(() -> {
                try {
                    to.discard();
                } catch (IOException e) {
                    session.note("A part of the export is still there: " + e.getMessage());
                }
            });
            session.note(Column.number(writeUntilComplete(to)) + " stocks are in " + path + ".");
        }
    }

    private long writeUntilComplete(NewFile to) throws IOException {
        for (int attempt = 1; ; attempt++) {
            try {
                return to.write(this::write);
            } catch (InventoryException e) {
                if (!e.isRetryable() || attempt == ATTEMPTS_MAX) throw e;
                session.note("It broke off (" + e.getMessage() + "), and is begun again.");
            }
        }
    }

    private long write(Writer out) throws IOException {
        try (Stream<Stock> stocks = session.client().exportStocks()) {
            // on a terminal the stocks themselves are to be seen
            if (file == null) return StockCsvWriter.write(stocks.iterator(), out, count -> {});
            try (Progress progress = new Progress(session, "Exporting", -1, "stocks")) {
                return StockCsvWriter.write(stocks.iterator(), out, progress::at);
            }
        }
    }
}
