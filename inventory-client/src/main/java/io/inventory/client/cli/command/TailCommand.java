package io.inventory.client.cli.command;

import io.inventory.ErrorReason;
import io.inventory.InventoryException;
import io.inventory.UnavailableException;
import io.inventory.client.SignalBegin;
import io.inventory.client.SignalSubscription;
import io.inventory.client.cli.session.ExitStatus;
import io.inventory.client.cli.session.Session;
import io.inventory.client.cli.session.UsageException;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code tail}. */
@Command(
        name = "tail",
        sortOptions = false,
        description = {
            "Prints signals as they happen, until Ctrl-C: what sells out, comes back, is low or recovers, and reservations that"
                    + " ran out. When the server goes away it waits until one is there again, and goes on where it was.",
            "At the end it says how to go on after the last one."
        })
public final class TailCommand implements Callable<Integer> {
    private final Session session;

    @Option(
            names = "--from",
            paramLabel = "TOKEN",
            description = "Begins after the signal that was printed with that token.")
    @Nullable
    private String from;

    @Option(names = "--oldest", description = "Begins with the oldest signal that is kept.")
    private boolean oldest;

    @Option(
            names = "--count",
            paramLabel = "N",
            defaultValue = "" + Long.MAX_VALUE,
            description = "Ends after so many signals.")
    private long count;

    /** For one command line. */
    public TailCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws InterruptedException {
        if (oldest && from != null) throw new UsageException("give --from or --oldest, not both");
        if (count < 1) throw new UsageException("--count must be 1 or more");
        session.requireServer();
        SignalPrinter printer = new SignalPrinter(session, count);
        SignalSubscription watch = session.client().watchSignals(begin(), printer);
        // what is done at an interrupt is done at any end of the process
        AtomicBoolean over = new AtomicBoolean();
        session.atInterrupt(() -> {
            if (over.getAndSet(true)) return;
            watch.close();
            sayHowToGoOn(printer);
        });
        try (watch) {
            if (!printer.awaitBegin(session.timeout().toMillis(), TimeUnit.MILLISECONDS))
                throw UnavailableException.unavailable(session.target() + " did not begin the watch in time");
            Optional<InventoryException> failure = printer.awaitEnd();
            boolean isKept = failure.isEmpty() || failure.get().reason() != ErrorReason.SIGNALS_PRUNED;
            if (!over.getAndSet(true) && isKept) sayHowToGoOn(printer);
            if (failure.isPresent()) throw failure.get();
        } finally {
            over.set(true);
        }
        return ExitStatus.OK.code();
    }

    private void sayHowToGoOn(SignalPrinter printer) {
        printer.position().ifPresent(token -> session.note("To go on after this: inventoryctl tail --from=" + token));
    }

    private SignalBegin begin() {
        if (oldest) return SignalBegin.oldest();
        return from == null ? SignalBegin.now() : SignalBegin.after(from);
    }
}
