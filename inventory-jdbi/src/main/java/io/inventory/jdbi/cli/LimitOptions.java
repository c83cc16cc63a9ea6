package io.inventory.jdbi.cli;

import io.inventory.jdbi.BatchLimits;
import io.inventory.jdbi.SetupException;
import java.time.Duration;
import picocli.CommandLine.Option;

/** The limits of group commit, of a lock and a statement, and of what is kept; a picocli mixin. */
final class LimitOptions {
    private static final int KNOWN_STOCKS_MAX = 10_000_000;
    private static final Duration TIME_MIN = Duration.ofMillis(1);
    private static final Duration TIME_MAX = Duration.ofHours(1);
    private static final Duration RETENTION_MIN = Duration.ofMinutes(1);
    private static final Duration RETENTION_MAX = Duration.ofDays(365);

    @Option(
            names = "--writers",
            paramLabel = "N",
            defaultValue = "1",
            description = "Transactions of group commit at once, 1 to --pool-size; with more than one, commands that a"
                    + " caller does not await one after the other may change places. Default: ${DEFAULT-VALUE}")
    private int writers;

    @Option(
            names = "--batch-commands",
            paramLabel = "N",
            defaultValue = "512",
            description = "Most commands in a transaction of group commit, 1 to 10000. Default: ${DEFAULT-VALUE}")
    private int batchCommands;

    @Option(
            names = "--batch-lines",
            paramLabel = "N",
            defaultValue = "4096",
            description = "Most lines in it, 1 to 100000; a command with more runs alone. Default: ${DEFAULT-VALUE}")
    private int batchLines;

    @Option(
            names = "--queue-commands",
            paramLabel = "N",
            defaultValue = "10000",
            description = "Most commands that wait for group commit, 1 to 1000000; one more is refused as overloaded."
                    + " Default: ${DEFAULT-VALUE}")
    private int queueCommands;

    @Option(
            names = "--queue-lines",
            paramLabel = "N",
            defaultValue = "100000",
            description = "Most lines that wait for it, 1 to 10000000. Default: ${DEFAULT-VALUE}")
    private int queueLines;

    @Option(
            names = "--known-stocks",
            paramLabel = "N",
            defaultValue = "100000",
            description =
                    "How many stocks are kept in memory as the last transactions left them, so that new orders of them"
                            + " need no lock first, 0 to 10000000, about 300 bytes each; on one PostgreSQL only."
                            + " Default: ${DEFAULT-VALUE}")
    private int knownStocks;

    @Option(
            names = "--lock-timeout",
            paramLabel = "TIME",
            defaultValue = "1s",
            converter = Durations.Converter.class,
            description = "How long a statement waits for a lock, 1ms to 1h. Default: ${DEFAULT-VALUE}")
    private Duration lockTimeout = Duration.ZERO;

    @Option(
            names = "--statement-timeout",
            paramLabel = "TIME",
            defaultValue = "5s",
            converter = Durations.Converter.class,
            description = "How long a statement may take, 1ms to 1h; PostgreSQL only. Default: ${DEFAULT-VALUE}")
    private Duration statementTimeout = Duration.ZERO;

    @Option(
            names = "--signal-retention",
            paramLabel = "TIME",
            defaultValue = "168h",
            converter = Durations.Converter.class,
            description =
                    "For how long signals are kept for those who list or watch them, 1m to 8760h; the shortest of all"
                            + " processes counts."
                            + " Default: ${DEFAULT-VALUE}")
    private Duration signalRetention = Duration.ZERO;

    /** @throws SetupException if one of them is out of range; the message names the flag */
    BatchLimits batches(int poolSize) {
        require("--writers", writers, poolSize);
        require("--batch-commands", batchCommands, 10_000);
        require("--batch-lines", batchLines, 100_000);
        require("--queue-commands", queueCommands, 1_000_000);
        require("--queue-lines", queueLines, 10_000_000);
        return new BatchLimits(writers, batchCommands, batchLines, queueCommands, queueLines);
    }

    /** @throws SetupException if it is out of range; the message names the flag */
    int knownStocks() {
        if (knownStocks < 0 || knownStocks > KNOWN_STOCKS_MAX)
            throw new SetupException("--known-stocks must be 0 to " + KNOWN_STOCKS_MAX + ", is " + knownStocks);
        return knownStocks;
    }

    /** @throws SetupException if it is out of range; the message names the flag */
    Duration lockTimeout() {
        require("--lock-timeout", lockTimeout, TIME_MIN, TIME_MAX);
        return lockTimeout;
    }

    /** @throws SetupException if it is out of range; the message names the flag */
    Duration statementTimeout() {
        require("--statement-timeout", statementTimeout, TIME_MIN, TIME_MAX);
        return statementTimeout;
    }

    /** @throws SetupException if it is out of range; the message names the flag */
    Duration signalRetention() {
        require("--signal-retention", signalRetention, RETENTION_MIN, RETENTION_MAX);
        return signalRetention;
    }

    static void require(String flag, int value, int max) {
        if (value < 1 || value > max) throw new SetupException(flag + " must be 1 to " + max + ", is " + value);
    }

    static void require(String flag, Duration value, Duration min, Duration max) {
        if (value.compareTo(min) < 0 || value.compareTo(max) > 0)
            throw new SetupException(flag + " must be " + Durations.text(min) + " to " + Durations.text(max) + ", is "
                    + Durations.text(value));
    }
}
