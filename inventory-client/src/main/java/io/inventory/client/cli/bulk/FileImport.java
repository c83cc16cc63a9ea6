package io.inventory.client.cli.bulk;

import io.inventory.ImportId;
import io.inventory.ImportResult;
import io.inventory.ImportSummary;
import io.inventory.InventoryException;
import io.inventory.client.cli.csv.StockCsvFile;
import io.inventory.client.cli.csv.StockCsvItems;
import io.inventory.client.cli.output.ClosedOutputException;
import io.inventory.client.cli.session.Session;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Sends a file that was checked, and says how to go on where that breaks off. To be used once. */
final class FileImport {
    private final Session session;
    private final StockCsvFile file;
    private final ImportId importId;
    private final long fromLine;

    // All below is read by Ctrl-C too, on a thread of its own, and guarded by this.
    private final List<ImportResult.Refused> refused = new ArrayList<>();
    private ImportSummary soFar = ImportSummary.NONE;
    private long lastLine;
    private @Nullable Progress progress;

    FileImport(Session session, StockCsvFile file, ImportId importId, long fromLine) {
        this.session = session;
        this.file = file;
        this.importId = importId;
        this.fromLine = fromLine;
    }

    /**
     * Blocks until each line has its result. Where that breaks off the lines that were refused before are printed: the rest alone, which is
     * to follow, would not have them.
     *
     * @throws UncheckedIOException if the file cannot be read any more, or is not what was checked; a part of it may have been sent
     */
    ImportReport send() throws IOException {
        session.atInterrupt(this::interrupted);
        try (StockCsvItems items = file.items(fromLine);
                Progress shown = new Progress(session, "Importing", file.changes() - items.skipped(), "lines")) {
            begin(shown);
            var unused = session.client().importStocks(importId, items, this::add);
        } catch (InventoryException e) {
            brokeOff(howToGoOn());
            throw e;
        } catch (UncheckedIOException e) {
            brokeOff("The lines before " + next() + " were carried out as they had been. To go on, give the file"
                    + " as it was, with --from-line=" + next()
                    + ". As it is now it is another import, of all its lines.");
            throw e;
        } finally {
            end();
        }
        return report();
    }

    private synchronized void begin(Progress shown) {
        progress = shown;
    }

    private synchronized void end() {
        progress = null;
    }

    private synchronized void add(ImportResult result) {
        lastLine = result.number();
        soFar = soFar.plus(result);
        if (result instanceof ImportResult.Refused each && refused.size() < ImportReport.REFUSED_MAX) refused.add(each);
        if (progress != null) progress.at(soFar.applied() + soFar.replayed() + soFar.refused());
    }

    private synchronized ImportReport report() {
        return new ImportReport(importId, soFar, List.copyOf(refused));
    }

    private synchronized long next() {
        return lastLine + 1;
    }

    private void interrupted() {
        Progress shown = underWay();
        if (shown == null) return;
        shown.close();
        try {
            brokeOff(howToGoOn());
        } catch (ClosedOutputException e) {
            session.note("The lines that were refused could not be printed.");
        }
    }

    private synchronized @Nullable Progress underWay() {
        return progress;
    }

    private void brokeOff(String how) {
        if (next() == 1) return;
        session.note(how);
        ImportReport report = report();
        if (report.summary().refused() > 0) report.printPart(session);
    }

    private String howToGoOn() {
        return "The lines before " + next() + " have their answer. To go on: the same command with --from-line="
                + next();
    }
}
