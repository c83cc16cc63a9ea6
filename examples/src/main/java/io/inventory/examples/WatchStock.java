package io.inventory.examples;

import io.inventory.ErrorReason;
import io.inventory.ExpirySignal;
import io.inventory.InventoryException;
import io.inventory.Signal;
import io.inventory.StockSignal;
import io.inventory.client.InventoryClient;
import io.inventory.client.SignalBegin;
import io.inventory.client.SignalListener;
import io.inventory.client.SignalSubscription;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The shop is told what sells out, what comes back and whose reservation ran out, as it happens. */
@Command(
        name = "WatchStock",
        description = "Prints signals as they come, until Ctrl-C or a limit; the last resume token is where to go on.")
final class WatchStock extends ServerCommand {
    @Nullable
    @Option(
            names = "--resume-token",
            paramLabel = "TOKEN",
            description = "Begins after the signal that was printed with it; else with what happens from now on.")
    private String resumeToken;

    @Option(names = "--oldest", description = "Begins with the oldest signal that is kept.")
    private boolean oldest;

    @Option(
            names = "--count",
            paramLabel = "N",
            defaultValue = "9223372036854775807",
            description = "Ends after that many signals.")
    private long count;

    @Option(names = "--seconds", paramLabel = "N", defaultValue = "315360000", description = "Ends after that time.")
    private long seconds;

    public static void main(String[] args) {
        System.exit(execute(new WatchStock(), args));
    }

    @Override
    int run(InventoryClient inventory) throws Exception {
        Printer printer = new Printer(count);
        try (SignalSubscription subscription = inventory.watchSignals(begin(), printer)) {
            @Nullable
            InventoryException failure = printer.end
                    .completeOnTimeout(null, seconds, TimeUnit.SECONDS)
                    .get();
            if (failure == null) return 0;
            System.out.println("Ended after the resume token "
                    + subscription.resumeToken().orElse("(none)") + ": " + failure.getMessage());
            if (failure.reason() == ErrorReason.SIGNALS_PRUNED)
                System.out.println("Read the stocks, and go on with --oldest.");
            return 1;
        }
    }

    private SignalBegin begin() {
        if (oldest) return SignalBegin.oldest();
        return resumeToken == null ? SignalBegin.now() : SignalBegin.after(resumeToken);
    }

    /** Prints a line for each. A shop would do its work here, and keep the token in one transaction with that. */
    private static final class Printer implements SignalListener {
        final CompletableFuture<@Nullable InventoryException> end = new CompletableFuture<>();
        private final long max;
        private long printed;

        Printer(long max) {
            this.max = max;
        }

        @Override
        public void onSignal(Signal signal, String resumeToken) {
            if (printed == max) return;
            System.out.println(line(signal) + "  (resume token " + resumeToken + ")");
            if (++printed == max) end.complete(null);
        }

        @Override
        public void onPosition(String resumeToken) {
            if (printed == 0) System.out.println("Watching after the resume token " + resumeToken);
        }

        @Override
        public void onError(InventoryException failure) {
            end.complete(failure);
        }

        private static String line(Signal signal) {
            if (signal instanceof StockSignal edge)
                return String.format(
                        Locale.ROOT,
                        "%-9s %s: %d sellable, %d reserved",
                        edge.kind(),
                        edge.sku(),
                        edge.sellable(),
                        edge.reserved());
            ExpirySignal expiry = (ExpirySignal) signal;
            return String.format(Locale.ROOT, "%-9s %s: %s given back", "EXPIRED", expiry.orderId(), units(expiry));
        }

        private static String units(ExpirySignal expiry) {
            return expiry.givenBack().stream()
                    .map(line -> line.quantity() + " of " + line.sku())
                    .reduce((all, next) -> all + ", " + next)
                    .orElse("");
        }
    }
}
