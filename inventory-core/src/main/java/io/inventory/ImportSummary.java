package io.inventory;

/**
 * How an import went.
 *
 * @param applied how many items changed something now
 * @param replayed how many had been applied before
 * @param refused how many were refused
 */
public record ImportSummary(long applied, long replayed, long refused) {
    /** Of nothing yet. */
    public static final ImportSummary NONE = new ImportSummary(0, 0, 0);

    /** With one more item. */
    public ImportSummary plus(ImportResult result) {
        if (result instanceof ImportResult.Refused) return new ImportSummary(applied, replayed, refused + 1);
        return result.replayed()
                ? new ImportSummary(applied, replayed + 1, refused)
                : new ImportSummary(applied + 1, replayed, refused);
    }
}
