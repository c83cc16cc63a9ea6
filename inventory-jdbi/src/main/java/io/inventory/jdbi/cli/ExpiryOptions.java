package io.inventory.jdbi.cli;

import io.inventory.jdbi.ExpiryLimits;
import io.inventory.jdbi.SetupException;
import io.inventory.jdbi.cli.StoreOptions.Switch;
import java.time.Duration;
import picocli.CommandLine.Option;

/** How reservations end by themselves; a picocli mixin. */
final class ExpiryOptions {
    private static final Duration INTERVAL_MIN = Duration.ofMillis(10);
    private static final Duration INTERVAL_MAX = Duration.ofHours(1);
    private static final int BATCH_MAX = 1_000;
    private static final int RATE_MAX = 100_000;
    private static final Duration RESERVATION_MIN = Duration.ofSeconds(1);
    private static final Duration RESERVATION_MAX = Duration.ofDays(365);

    @Option(
            names = "--expiry",
            paramLabel = "on|off",
            defaultValue = "on",
            description =
                    "Whether overdue reservations give their units back by themselves; off, they do when somebody speaks to their"
                            + " order or needs their units. Whoever does it also deletes old stock signals, and adds up long"
                            + " ledgers, so one process at least should; any number may. A consumer whose --inventory is a server"
                            + " leaves it to that. Default: ${DEFAULT-VALUE}")
    private Switch expiry = Switch.on;

    @Option(
            names = "--expiry-interval",
            paramLabel = "TIME",
            defaultValue = "1s",
            converter = Durations.Converter.class,
            description = "From one look for overdue reservations to the next, 10ms to 1h. Default: ${DEFAULT-VALUE}")
    private Duration interval = Duration.ZERO;

    @Option(
            names = "--expiry-batch",
            paramLabel = "N",
            defaultValue = "100",
            description = "Most reservations that expire in a transaction, 1 to 1000. Default: ${DEFAULT-VALUE}")
    private int batch;

    @Option(
            names = "--expiry-rate",
            paramLabel = "N",
            defaultValue = "2000",
            description = "Most reservations that this process lets expire in a second, 1 to 100000."
                    + " Default: ${DEFAULT-VALUE}")
    private int rate;

    @Option(
            names = "--reservation-max",
            paramLabel = "TIME",
            defaultValue = "24h",
            converter = Durations.Converter.class,
            description =
                    "For how long a reservation may be held by extensions, counted from the order's creation, 1s to"
                            + " 8760h; give it to all processes alike. Default: ${DEFAULT-VALUE}")
    private Duration reservationMax = Duration.ZERO;

    boolean isOn() {
        return expiry == Switch.on;
    }

    /** @throws SetupException if one of them is out of range; the message names the flag */
    ExpiryLimits limits() {
        LimitOptions.require("--expiry-interval", interval, INTERVAL_MIN, INTERVAL_MAX);
        LimitOptions.require("--expiry-batch", batch, BATCH_MAX);
        LimitOptions.require("--expiry-rate", rate, RATE_MAX);
        return new ExpiryLimits(interval, batch, rate);
    }

    /** @throws SetupException if it is out of range; the message names the flag */
    Duration reservationMax() {
        LimitOptions.require("--reservation-max", reservationMax, RESERVATION_MIN, RESERVATION_MAX);
        return reservationMax;
    }

    /** For the log. */
    @Override
    public String toString() {
        return "expiry=" + expiry + (isOn() ? ", " + limits() : "") + ", reservationMax="
                + Durations.text(reservationMax());
    }
}
