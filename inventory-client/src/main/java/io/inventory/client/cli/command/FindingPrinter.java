package io.inventory.client.cli.command;

import io.inventory.LedgerFinding;
import io.inventory.VerifiedPart;
import io.inventory.client.cli.output.Column;
import io.inventory.client.cli.output.Format;
import io.inventory.client.cli.output.Output;
import io.inventory.client.cli.output.Rows;
import io.inventory.client.cli.session.Session;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Prints what a verification finds: for people each finding alone, because what is expected and found has no room in a table; and
 * how far it has come.
 */
final class FindingPrinter implements AutoCloseable {
    private static final Duration PROGRESS_INTERVAL = Duration.ofMillis(100);

    private static final Column<LedgerFinding> KIND =
            Column.text("kind", "WHAT", finding -> finding.kind().name());

    private static final List<Column<LedgerFinding>> OTHERS = List.of(
            Column.text("sku_id", "SKU", LedgerFinding::skuId),
            Column.<LedgerFinding>number("version", "VERSION", LedgerFinding::version)
                    .shownAs(finding -> finding.version() == 0 ? "-" : Column.number(finding.version())),
            Column.text("ref_id", "ORDER OR REQUEST", LedgerFinding::refId),
            Column.text("expected", "EXPECTED", LedgerFinding::expected),
            Column.text("found", "FOUND", LedgerFinding::found));

    private static final List<Column<LedgerFinding>> ALL =
            List.of(KIND, OTHERS.get(0), OTHERS.get(1), OTHERS.get(2), OTHERS.get(3), OTHERS.get(4));

    private final Session session;
    private final Output output;
    private final @Nullable Rows<LedgerFinding> rows;
    private final long beginNanos = System.nanoTime();
    private long shownNanos = beginNanos;
    // read at an interrupt too
    private final AtomicLong checked = new AtomicLong();
    private final AtomicLong findings = new AtomicLong();

    FindingPrinter(Session session) {
        this.session = session;
        this.output = session.output();
        this.rows = output.format() == Format.TABLE ? null : output.rows(ALL);
    }

    void print(VerifiedPart part) {
        checked.addAndGet(part.checked());
        findings.addAndGet(part.findings().size());
        if (!part.findings().isEmpty()) session.showProgress("");
        for (LedgerFinding finding : part.findings()) print(finding);
        if (rows != null) rows.flush();
        showProgress(part);
    }

    private void print(LedgerFinding finding) {
        if (rows != null) {
            rows.add(finding);
            return;
        }
        output.heading(words(finding.kind().name()));
        output.one(OTHERS, finding);
    }

    private void showProgress(VerifiedPart part) {
        long now = System.nanoTime();
        if (now - shownNanos < PROGRESS_INTERVAL.toNanos()) return;
        shownNanos = now;
        session.showProgress(Column.number(checked.get()) + " rows verified, now the "
                + part.stage().name().toLowerCase(Locale.ROOT) + found());
    }

    private String found() {
        long found = findings.get();
        return found == 0 ? "" : "; " + Column.number(found) + (found == 1 ? " contradiction" : " contradictions");
    }

    /** ENTRY_MISSING becomes Entry missing. */
    private static String words(String name) {
        return name.charAt(0) + name.substring(1).toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /** Says what came of it; returns whether all agrees. */
    boolean end() {
        session.showProgress("");
        boolean agrees = findings.get() == 0;
        session.note(summary() + (agrees ? ": all agrees." : "."));
        return agrees;
    }

    /** How far it has come, in words. */
    String summary() {
        String seconds = String.format(Locale.ROOT, "%.1f s", (System.nanoTime() - beginNanos) / 1e9);
        return Column.number(checked.get()) + " rows were verified in " + seconds + found();
    }

    @Override
    public void close() {
        if (rows != null) rows.close();
    }
}
