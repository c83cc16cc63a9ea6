package io.inventory.client.cli.bulk;

import io.inventory.client.cli.output.Format;
import io.inventory.client.cli.output.Terminal;
import io.inventory.client.cli.session.Session;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/**
 * How far a command is, on one line for a person who looks on; nothing where nobody does. The line is gone when it is closed, and must
 * be closed before anything else is printed. Thread-safe.
 */
final class Progress implements AutoCloseable {
    private static final int UPDATE_MILLIS = 200;

    /** The widest line: on a wide terminal nobody wants to see a bar across all of it. */
    private static final int COLUMNS_MAX = 100;

    private final Session session;
    private final int columns;
    private @Nullable ProgressBar bar;

    /** @param total what {@link #at} comes to; -1 if that is not known */
    Progress(Session session, String task, long total, String unit) {
        this.session = session;
        Terminal terminal = session.output().terminal();
        this.columns = Math.min(terminal.columns(), COLUMNS_MAX) - 1;
        if (!terminal.interactive() || session.output().format() != Format.TABLE) return;
        bar = new ProgressBarBuilder()
                .setTaskName(task)
                .setInitialMax(total)
                .setUnit(" " + unit, 1)
                .setUpdateIntervalMillis(UPDATE_MILLIS)
                .setStyle(ProgressBarStyle.ASCII)
                .setConsumer(new DelegatingProgressBarConsumer(session::overwrite, columns))
                .build();
    }

    synchronized void at(long done) {
        if (bar != null) bar.stepTo(done);
    }

    @Override
    public void close() {
        ProgressBar open;
        synchronized (this) {
            open = bar;
            bar = null;
        }
        if (open == null) return;
        open.close();
        session.overwrite(" ".repeat(columns));
        session.overwrite("");
    }
}
