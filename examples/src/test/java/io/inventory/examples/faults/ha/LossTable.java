package io.inventory.examples.faults.ha;

import io.inventory.examples.faults.check.Finding;
import io.inventory.examples.faults.load.Recorder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What was lost, how often, and what callers noticed each time. Not thread-safe. */
final class LossTable {
    private final Map<Loss, List<Noticed>> rows = new EnumMap<>(Loss.class);

    /**
     * A loss that is over.
     *
     * @param calls for how long no call was answered
     * @param messages for how long no message was
     */
    private record Noticed(Duration calls, Duration messages) {}

    /** Adds what was noticed of a loss that is over. */
    void add(Loss loss, Recorder noticed) {
        rows.computeIfAbsent(loss, each -> new ArrayList<>())
                .add(new Noticed(noticed.calls().longest(), noticed.messages().longest()));
    }

    /** The table; what is lost or doubled belongs to the run. */
    String text() {
        StringBuilder text = new StringBuilder(
                "| lost | times | no call answered for | no message answered for |\n|---|---|---|---|\n");
        rows.forEach((loss, noticed) -> text.append(String.format(
                Locale.ROOT,
                "| %s | %d | %s | %s |%n",
                loss.name().toLowerCase(Locale.ROOT).replace('_', ' '),
                noticed.size(),
                seconds(noticed, Noticed::calls),
                seconds(noticed, Noticed::messages))));
        return text.toString();
    }

    private static String seconds(List<Noticed> noticed, Function<Noticed, Duration> which) {
        return noticed.stream()
                .map(which)
                .sorted()
                .map(time -> String.format(Locale.ROOT, "%.1f", time.toMillis() / 1_000.0))
                .collect(Collectors.joining(", ", "", " s"));
    }

    /** How many findings are of each kind. */
    static String text(List<Finding> findings) {
        return String.format(
                Locale.ROOT,
                "lost %d, doubled %d, other findings %d%n",
                count(findings, Finding.Effect.LOST),
                count(findings, Finding.Effect.DOUBLED),
                count(findings, Finding.Effect.OTHER));
    }

    private static long count(List<Finding> findings, Finding.Effect effect) {
        return findings.stream().filter(finding -> finding.effect() == effect).count();
    }
}
