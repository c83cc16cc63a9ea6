package io.inventory.client.cli.bulk;

import io.inventory.ImportId;
import io.inventory.client.cli.csv.BadLine;
import io.inventory.client.cli.csv.ImportMode;
import io.inventory.client.cli.csv.StockCsvFile;
import io.inventory.client.cli.csv.StockCsvFormat;
import io.inventory.client.cli.output.Column;
import io.inventory.client.cli.output.Rows;
import io.inventory.client.cli.session.ExitStatus;
import io.inventory.client.cli.session.Session;
import io.inventory.client.cli.session.TimeArguments;
import io.inventory.client.cli.session.UsageException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code import}. */
@Command(
        name = "import",
        sortOptions = false,
        description = {
            "Carries out the changes of a CSV file, one SKU a line. The first line names the columns: sku_id, the number"
                    + " (available_stock for create and set, delta for adjust, counted for count), and reason and as_of if each"
                    + " line has its own. What an export has besides may be there, and means nothing.",
            "All lines are checked before the first one is sent. To repeat an import that broke off is safe: what was"
                    + " applied is not applied again."
        })
public final class ImportCommand implements Callable<Integer> {
    private final Session session;

    @Parameters(paramLabel = "FILE", description = "The CSV file, in UTF-8.")
    private Path file = Path.of("");

    @Option(
            names = "--mode",
            required = true,
            paramLabel = "create|set|adjust|count",
            description = "What to do with the number of each line.")
    private ImportMode mode = ImportMode.CREATE;

    @Option(
            names = "--reason",
            paramLabel = "TEXT",
            description = "Why, for the ledger, in your words, where a line has no reason of its own.")
    @Nullable
    private String reason;

    @Option(
            names = "--as-of",
            paramLabel = "TIME",
            description =
                    "When was counted, where a line does not say it itself: " + TimeArguments.ABSOLUTE_FORMS + ".")
    @Nullable
    private String asOf;

    @Option(
            names = "--separator",
            paramLabel = ",|;|tab",
            description = "What stands between two columns; also '|'. Default: a comma")
    private String separator = ",";

    @Option(names = "--dry-run", description = "Changes nothing, and shows which lines differ from the inventory.")
    private boolean dryRun;

    @Option(
            names = "--not-in-file",
            description = "With --dry-run: shows also what the inventory stocks and the file has no line for.")
    private boolean notInFile;

    @Option(
            names = "--import-id",
            paramLabel = "NAME",
            description =
                    "Another name makes the same file another import, as for a second delivery of the same goods.")
    @Nullable
    private String name;

    @Option(
            names = "--from-line",
            paramLabel = "N",
            description = "Begins with that line, to go on where an import broke off.")
    private long fromLine = 1;

    /** For one command line. */
    public ImportCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        if (fromLine < 1) throw new UsageException("--from-line must be 1 or more");
        if (notInFile && !dryRun) throw new UsageException("--not-in-file belongs to --dry-run");
        if (name != null && name.codePointCount(0, name.length()) > StockCsvFile.NAME_MAX)
            throw new UsageException("--import-id may have " + StockCsvFile.NAME_MAX + " characters");
        if (!Files.exists(file)) throw new UsageException("there is no file " + file);
        if (!Files.isRegularFile(file)) throw new UsageException(file + " is no file; it is read twice");
        try {
            StockCsvFile checked = check();
            if (checked.badCount() > 0) return bad(checked);
            return dryRun ? new DryRun(session, checked).compare(fromLine, notInFile) : send(checked);
        } catch (IOException e) {
            throw new UsageException(unreadable(e));
        } catch (UncheckedIOException e) {
            session.note("inventoryctl: " + unreadable(Objects.requireNonNull(e.getCause())));
            return ExitStatus.FAILED.code();
        }
    }

    private String unreadable(IOException e) {
        return "cannot read " + file + ": "
                + (e instanceof AccessDeniedException ? "access is denied" : e.getMessage());
    }

    private StockCsvFile check() throws IOException {
        try (Progress progress = new Progress(session, "Checking", Files.size(file), "bytes")) {
            return StockCsvFile.check(file, format(), progress::at);
        }
    }

    private StockCsvFormat format() {
        // one that is seen from now would make a repetition another import
        Optional<Instant> time = Optional.ofNullable(asOf)
                .map(text ->
                        TimeArguments.absolute("--as-of", text, session.times()).truncatedTo(ChronoUnit.MICROS));
        String between = separator.equals("tab") ? "\t" : separator;
        if (between.length() != 1 || !StockCsvFormat.SEPARATORS.contains(between))
            throw new UsageException("--separator must be , or ; or | or tab");
        return new StockCsvFormat(mode, between.charAt(0), Optional.ofNullable(reason), time);
    }

    private int bad(StockCsvFile checked) {
        try (Rows<BadLine> rows = session.output()
                .rows(List.of(
                        Column.number("line", "LINE", BadLine::line),
                        Column.<BadLine>text("column", "COLUMN", BadLine::column)
                                .at(Column.Place.WHOLE),
                        Column.<BadLine>text("why", "WHAT IS WRONG", BadLine::why)
                                .at(Column.Place.WHOLE)))) {
            checked.bad().forEach(rows::add);
        }
        if (checked.badCount() > checked.bad().size())
            session.note("Only the first " + Column.number(checked.bad().size()) + " of them are shown.");
        session.note((checked.badCount() == 1 ? "One thing is" : Column.number(checked.badCount()) + " things are")
                + " wrong with " + file + "; nothing was sent.");
        return ExitStatus.USAGE.code();
    }

    private int send(StockCsvFile checked) throws IOException {
        ImportId importId = checked.importId(Optional.ofNullable(name));
        String stocks = checked.changes() == 1 ? "1 stock" : Column.number(checked.changes()) + " stocks";
        if (!session.confirm("This will " + mode.name().toLowerCase(Locale.ROOT) + " " + stocks + " at "
                + session.target() + ". Go on?")) return ExitStatus.REFUSED.code();
        ImportReport report = new FileImport(session, checked, importId, fromLine).send();
        report.print(session);
        return report.summary().refused() == 0 ? ExitStatus.OK.code() : ExitStatus.REFUSED.code();
    }
}
