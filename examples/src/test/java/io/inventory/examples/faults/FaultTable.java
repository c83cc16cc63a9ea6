package io.inventory.examples.faults;

import io.inventory.examples.faults.check.Finding;
import io.inventory.examples.faults.check.Finding.Effect;
import io.inventory.examples.faults.history.Operation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Which faults there were, how often, and what callers noticed. Not thread-safe. */
final class FaultTable {
    /** After so long somebody who got no answer has noticed that. */
    private static final long NOTICED_NANOS = Duration.ofSeconds(5).toNanos();

    private static final String HEAD =
            "| fault | times | lost | doubled | calls without an answer | no call answered for | slowest failure of a"
                    + " call | of those after 6 s | no message answered for | good again after |\n"
                    + "|---|---|---|---|---|---|---|---|---|---|\n";

    private final List<Noticed> all = new ArrayList<>();

    /**
     * A fault that is over.
     *
     * @param what what was done, in words
     * @param beginNanos when it began, by the clock of the history
     * @param endNanos when all was good again
     * @param failures how many calls had no answer
     * @param calls for how long no call was answered
     * @param failure how long the slowest call without an answer took
     * @param laterFailure the same of those that began more than 6 s after the fault
     * @param messages for how long no message was answered
     * @param goodAgain how long it took from the end of the fault until all was good again
     */
    record Noticed(
            String what,
            long beginNanos,
            long endNanos,
            long failures,
            Duration calls,
            Duration failure,
            Duration laterFailure,
            Duration messages,
            Duration goodAgain) {
        private boolean met(Operation operation) {
            long end = Math.min(operation.endNanos(), operation.startNanos() + NOTICED_NANOS);
            return operation.startNanos() <= endNanos && end >= beginNanos;
        }
    }

    void add(Noticed fault) {
        all.add(fault);
    }

    /**
     * The table. A finding counts for each fault that there was while something was asked for its order; what belongs to no
     * order, and to no time, is in the total alone.
     */
    String text(List<Finding> findings, List<Operation> history) {
        Set<String> subjects = findings.stream().map(Finding::subject).collect(Collectors.toSet());
        Map<String, List<Operation>> asked = history.stream()
                .filter(operation -> subjects.contains(operation.key()))
                .collect(Collectors.groupingBy(Operation::key));
        Map<String, List<Noticed>> rows =
                all.stream().collect(Collectors.groupingBy(Noticed::what, TreeMap::new, Collectors.toList()));
        StringBuilder text = new StringBuilder(HEAD);
        rows.forEach((what, faults) -> {
            List<Finding> met = findings.stream()
                    .filter(finding -> asked.getOrDefault(finding.subject(), List.of()).stream()
                            .anyMatch(operation -> faults.stream().anyMatch(fault -> fault.met(operation))))
                    .toList();
            text.append(row(what, faults, met));
        });
        return text.append(String.format(
                        Locale.ROOT,
                        "lost %d, doubled %d, other findings %d%n",
                        count(findings, Effect.LOST),
                        count(findings, Effect.DOUBLED),
                        count(findings, Effect.OTHER)))
                .toString();
    }

    private static String row(String what, List<Noticed> faults, List<Finding> met) {
        return String.format(
                Locale.ROOT,
                "| %s | %d | %d | %d | %d | %s | %s | %s | %s | %s |%n",
                what,
                faults.size(),
                count(met, Effect.LOST),
                count(met, Effect.DOUBLED),
                faults.stream().mapToLong(Noticed::failures).sum(),
                longest(faults.stream().map(Noticed::calls).toList()),
                longest(faults.stream().map(Noticed::failure).toList()),
                longest(faults.stream().map(Noticed::laterFailure).toList()),
                longest(faults.stream().map(Noticed::messages).toList()),
                longest(faults.stream().map(Noticed::goodAgain).toList()));
    }

    private static String longest(List<Duration> durations) {
        Duration longest = durations.stream().max(Duration::compareTo).orElse(Duration.ZERO);
        return String.format(Locale.ROOT, "%.1f s", longest.toMillis() / 1_000.0);
    }

    private static long count(List<Finding> findings, Effect effect) {
        return findings.stream().filter(finding -> finding.effect() == effect).count();
    }
}
