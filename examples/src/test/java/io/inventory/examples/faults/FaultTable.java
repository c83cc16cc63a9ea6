package io.inventory.examples.faults;

import io.inventory.examples.faults.check.Finding;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Which faults there were, how often, and what callers noticed. */
final class FaultTable {
    private final Map<Fault, Row> rows = new EnumMap<>(Fault.class);

    private record Row(int times, Duration calls, Duration messages) {}

    /** @param calls for how long no call was answered; {@code messages} likewise */
    void add(Fault fault, Duration calls, Duration messages) {
        rows.merge(
                fault,
                new Row(1, calls, messages),
                (one, other) -> new Row(
                        one.times + other.times, longer(one.calls, other.calls), longer(one.messages, other.messages)));
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    /** The table; what is lost or doubled belongs to the run, because faults overlap what they hit. */
    String text(List<Finding> findings) {
        StringBuilder text =
                new StringBuilder("| fault | times | longest pause of calls | of messages |\n|---|---|---|---|\n");
        rows.forEach((fault, row) -> text.append(String.format(
                Locale.ROOT,
                "| %s | %d | %.1f s | %.1f s |%n",
                fault.name().toLowerCase(Locale.ROOT).replace('_', ' '),
                row.times,
                row.calls.toMillis() / 1_000.0,
                row.messages.toMillis() / 1_000.0)));
        return text.append(String.format(
                        Locale.ROOT,
                        "lost %d, doubled %d, other findings %d%n",
                        count(findings, Finding.Effect.LOST),
                        count(findings, Finding.Effect.DOUBLED),
                        count(findings, Finding.Effect.OTHER)))
                .toString();
    }

    private static long count(List<Finding> findings, Finding.Effect effect) {
        return findings.stream().filter(finding -> finding.effect() == effect).count();
    }
}
