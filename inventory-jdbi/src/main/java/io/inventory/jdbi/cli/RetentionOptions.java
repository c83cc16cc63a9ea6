package io.inventory.jdbi.cli;

import io.inventory.jdbi.JdbiInventory;
import io.inventory.jdbi.LedgerRetention;
import io.inventory.jdbi.OrderRetention;
import io.inventory.jdbi.SetupException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import picocli.CommandLine.Option;

/** For how long what is over is kept; a picocli mixin. */
final class RetentionOptions {
    private static final String OFF = "off";

    @Option(
            names = "--retain-orders",
            paramLabel = "TIME|off",
            defaultValue = OFF,
            description =
                    "For how long the lines of rejected, rolled back and expired orders are kept, 1m to 87600h; older ones are"
                            + " compacted and answer as before. Give it to all processes alike. Default: ${DEFAULT-VALUE}")
    private String orders = OFF;

    @Option(
            names = "--retain-ledger",
            paramLabel = "TIME|off",
            defaultValue = OFF,
            description =
                    "For how long ledger entries are kept in the database, 1m to 87600h; older ones are written to a file of"
                            + " --ledger-archive first. Give it to all processes alike. Default: ${DEFAULT-VALUE}")
    private String ledger = OFF;

    @Option(
            names = "--ledger-archive",
            paramLabel = "FOLDER",
            defaultValue = "",
            description =
                    "The folder of the archived ledger entries, which must exist; the same for all processes, if they can share one.")
    private String archive = "";

    /** @throws SetupException if one of them is no time, out of range, or lacks its folder; the message names the flag */
    void require() {
        var unusedOrders = time("--retain-orders", orders);
        if (time("--retain-ledger", ledger).isEmpty()) return;
        if (archive.isEmpty()) throw new SetupException("--retain-ledger needs a folder, --ledger-archive");
        if (!LedgerRetention.isUsable(Path.of(archive)))
            throw new SetupException("--ledger-archive: cannot write to the folder " + archive);
    }

    private static Optional<Duration> time(String flag, String text) {
        if (text.equals(OFF)) return Optional.empty();
        Duration time;
        try {
            time = Durations.parse(text);
        } catch (IllegalArgumentException e) {
            throw new SetupException(flag + " " + e.getMessage() + "; or off", e);
        }
        LimitOptions.require(flag, time, OrderRetention.RETAINED_MIN, OrderRetention.RETAINED_MAX);
        return Optional.of(time);
    }

    /** Starts what sees to it. */
    void start(JdbiInventory inventory, BooleanSupplier resting) {
        require();
        time("--retain-orders", orders).ifPresent(time -> {
            var unused = OrderRetention.start(inventory, time, resting);
        });
        time("--retain-ledger", ledger).ifPresent(time -> {
            var unused = LedgerRetention.start(inventory, time, Path.of(archive), resting);
        });
    }

    /** For the log. */
    @Override
    public String toString() {
        return "retainOrders=" + orders + ", retainLedger=" + ledger + (archive.isEmpty() ? "" : " in " + archive);
    }
}
