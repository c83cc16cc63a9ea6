package io.inventory.examples.faults;

import io.inventory.examples.faults.check.Finding;
import io.inventory.examples.faults.load.Recorder;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Which faults there were, how often, and what callers noticed. */
final class FaultTable {
    private final Map<Fault, Row> rows = new EnumMap<>(Fault.class);

    private record Row(int times, Duration calls, Duration failure, Duration messages) {
        Row and(Row other) {
            return new Row(
                    times + other.times,
                    longer(calls, other.calls),
                    longer(failure, other.failure),
                    longer(messages, other.messages));
        }
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    /** Adds what was noticed of a fault that is over. */
    void add(Fault fault, Recorder noticed) {
        Row row = new Row(
                1,
                noticed.calls().longest(),
                noticed.slowestFailure(),
                noticed.messages().longest());
        rows.merge(fault, row, Row::and);
    }

    /** The table; what is lost or doubled belongs to the run, because faults overlap what they hit. */
    String text(List<Finding> findings) {
        StringBuilder text = new StringBuilder(
                "| fault | times | no call answered for | slowest failure of a call | no message answered for |\n|---|---|---|---|---|\n");
        rows.forEach((fault, row) -> text.append(String.format(
                Locale.ROOT,
                "| %s | %d | %.1f s | %.1f s | %.1f s |%n",
                fault.name().toLowerCase(Locale.ROOT).replace('_', ' '),
                row.times,
                seconds(row.calls),
                seconds(row.failure),
                seconds(row.messages))));
        return text.append(String.format(
                        Locale.ROOT,
                        "lost %d, doubled %d, other findings %d%n",
                        count(findings, Finding.Effect.LOST),
                        count(findings, Finding.Effect.DOUBLED),
                        count(findings, Finding.Effect.OTHER)))
                .toString();
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1_000.0;
    }

    private static long count(List<Finding> findings, Finding.Effect effect) {
        return findings.stream().filter(finding -> finding.effect() == effect).count();
    }
}
