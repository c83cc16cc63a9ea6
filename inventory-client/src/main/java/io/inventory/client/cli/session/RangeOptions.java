package io.inventory.client.cli.session;

import io.inventory.TimeRange;
import io.inventory.client.cli.output.Times;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Of which time ledger entries are. */
public final class RangeOptions {
    @Option(
            names = "--from",
            paramLabel = "TIME",
            description = "Those written at that time or later: " + TimeArguments.FORMS + ".")
    @Nullable
    private String from;

    @Option(names = "--until", paramLabel = "TIME", description = "Those written before that time.")
    @Nullable
    private String until;

    /**
     * The range that was given, or all times.
     *
     * @throws UsageException if one of them is no time
     */
    public TimeRange in(Times times) {
        return new TimeRange(
                time("--from", from, TimeRange.ALWAYS.from(), times),
                time("--until", until, TimeRange.ALWAYS.until(), times));
    }

    private static Instant time(String option, @Nullable String text, Instant absent, Times times) {
        return text == null ? absent : TimeArguments.time(option, text, times);
    }

    /** For a heading. */
    public String words(Times times) {
        TimeRange range = in(times);
        String begin = from == null ? "From the beginning" : "From " + times.local(range.from());
        return begin + (until == null ? " until now" : " until " + times.local(range.until()));
    }
}
