package io.inventory.client.cli.bulk;

import io.inventory.ImportId;
import io.inventory.ImportResult;
import io.inventory.ImportSummary;
import io.inventory.InventoryException;
import io.inventory.client.cli.csv.StockCsvFile;
import io.inventory.client.cli.csv.StockCsvItems;
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
    private final List<ImportResult.Refused> refused = new ArrayList<>();

    private long answered;

    // What Ctrl-C reads, on a thread of its own.
    private volatile @Nullable Progress progress;
    private volatile long lastLine;

    FileImport(Session session, StockCsvFile file, ImportId importId, long fromLine) {
        this.session = session;
        this.file = file;
        this.importId = importId;
        this.fromLine = fromLine;
    }

    /**
     * Blocks until each line has its result.
     *
     * @throws UncheckedIOException if the file cannot be read any more, or is not what was checked; a part of it may have been sent
     */
    ImportReport send() throws IOException {
        session.atInterrupt(this::interrupted);
        try (StockCsvItems items = file.items(fromLine);
                Progress shown = new Progress(session, "Importing", file.changes() - items.skipped(), "lines")) {
            progress = shown;
            ImportSummary summary = session.client().importStocks(importId, items, this::add);
            return new ImportReport(importId, summary, refused);
        } catch (InventoryException e) {
            if (lastLine > 0) session.note(howToGoOn());
            throw e;
        } catch (UncheckedIOException e) {
            if (lastLine > 0)
                session.note("The lines before " + (lastLine + 1)
                        + " were carried out as they had been. To go on, give the file"
                        + " as it was, with --from-line=" + (lastLine + 1)
                        + ". As it is now it is another import, of all its lines.");
            throw e;
        } finally {
            progress = null;
        }
    }

    private void add(ImportResult result) {
        if (result instanceof ImportResult.Refused each && refused.size() < ImportReport.REFUSED_MAX) refused.add(each);
        lastLine = result.number();
        Progress shown = progress;
        if (shown != null) shown.at(++answered);
    }

    private void interrupted() {
        Progress shown = progress;
        if (shown == null) return;
        shown.close();
        if (lastLine > 0) session.note(howToGoOn());
    }

    private String howToGoOn() {
        return "The lines before " + (lastLine + 1) + " have their answer. To go on: the same command with --from-line="
                + (lastLine + 1);
    }
}
