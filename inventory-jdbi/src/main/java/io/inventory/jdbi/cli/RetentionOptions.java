package io.inventory.jdbi.cli;

import io.inventory.jdbi.JdbiInventory;
import io.inventory.jdbi.OrderRetention;
import io.inventory.jdbi.SetupException;
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

    /** @throws SetupException if it is no time, or out of range; the message names the flag */
    Optional<Duration> orders() {
        if (orders.equals(OFF)) return Optional.empty();
        Duration time;
        try {
            time = Durations.parse(orders);
        } catch (IllegalArgumentException e) {
            throw new SetupException("--retain-orders " + e.getMessage() + "; or off", e);
        }
        LimitOptions.require("--retain-orders", time, OrderRetention.RETAINED_MIN, OrderRetention.RETAINED_MAX);
        return Optional.of(time);
    }

    /** Starts what sees to it. */
    void start(JdbiInventory inventory, BooleanSupplier resting) {
        orders().ifPresent(time -> {
            var unused = OrderRetention.start(inventory, time, resting);
        });
    }

    /** For the log. */
    @Override
    public String toString() {
        return "retainOrders=" + orders().map(Durations::text).orElse(OFF);
    }
}
