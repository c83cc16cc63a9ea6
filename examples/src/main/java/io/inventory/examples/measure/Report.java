package io.inventory.examples.measure;

import io.inventory.examples.measure.WayName.End;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/** The slices of one kind as a table for a page of documentation: medians, and between what the slices lie. */
final class Report {
    static final String CSV_HEADER =
            "kind,round,way,per_second,answers,postgresql_us,busiest_us,java_us,wal_bytes,transactions";

    /** The ways that all others are compared with. */
    private static final List<String> MEASURES = List.of(Ways.LIMIT, Ways.EMPTY, Ways.PLAIN);

    private final Kind kind;
    /** What each way is called in the table, by its name and in the table's order. */
    private final Map<String, String> ways;

    /** Round by round; each has one slice of each way. */
    private final List<List<Slice>> rounds;

    Report(Kind kind, Map<String, String> ways, List<List<Slice>> rounds) {
        this.kind = kind;
        this.ways = ways;
        this.rounds = rounds;
    }

    String table() {
        List<String> measures = measures();
        boolean hasBefore = ways.keySet().stream().anyMatch(way -> way.endsWith(End.BEFORE.text));
        List<String> header = new ArrayList<>(List.of(
                kind.title, "PostgreSQL, µs", "of it the busiest process", "Java, µs", "log, bytes", "a transaction"));
        measures.forEach(measure -> header.add("of " + measure));
        if (hasBefore) header.add("of before");
        header.add("a second");
        StringBuilder table = new StringBuilder(row(header)).append("|---".repeat(header.size()) + "|\n");
        ways.forEach((way, title) -> {
            List<String> cells = new ArrayList<>(List.of(
                    title,
                    cell(way, Slice::serverEach, 1),
                    cell(way, Slice::busiestEach, 1),
                    cell(way, Slice::javaEach, 1),
                    cell(way, Slice::walEach, 0),
                    cell(way, Slice::batch, 0)));
            for (String measure : measures) cells.add(ratio(way, measure).text(2));
            if (hasBefore) cells.add(ofBefore(way));
            cells.add(cell(way, Slice::rate, 0));
            table.append(row(cells));
        });
        return table.toString();
    }

    private List<String> measures() {
        return Stream.concat(
                        MEASURES.stream().filter(ways::containsKey),
                        ways.keySet().stream().filter(this::isMeasure))
                .toList();
    }

    /** Whether another way is the same but for one thing, and of this checkout. */
    private boolean isMeasure(String base) {
        return ways.keySet().stream()
                .map(WayName::of)
                .anyMatch(way -> way.base().equals(base) && way.end().isPresent() && !way.has(End.BEFORE));
    }

    private String ofBefore(String way) {
        return ways.containsKey(way + End.BEFORE.text)
                ? ratio(way, way + End.BEFORE.text).text(2)
                : Spread.NOTHING;
    }

    private String cell(String way, ToDoubleFunction<Slice> value, int decimals) {
        return spread(way, value).text(decimals);
    }

    private Spread spread(String way, ToDoubleFunction<Slice> value) {
        return Spread.of(rounds.stream().mapToDouble(round -> value.applyAsDouble(of(round, way))));
    }

    /** Of the slices of each round, which stand next to each other in time. */
    Spread ratio(String way, String measure) {
        return Spread.of(rounds.stream()
                .mapToDouble(round -> of(round, way).rate() / of(round, measure).rate()));
    }

    private static Slice of(List<Slice> round, String way) {
        return round.stream()
                .filter(slice -> slice.way().equals(way))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no slice of " + way));
    }

    private static String row(List<String> cells) {
        return "| " + String.join(" | ", cells) + " |\n";
    }

    /** A line for each slice, as it was measured. */
    List<String> csv() {
        List<String> lines = new ArrayList<>();
        for (int round = 0; round < rounds.size(); round++)
            for (Slice slice : rounds.get(round))
                lines.add(String.format(
                        Locale.ROOT,
                        "%s,%d,%s,%.1f,%d,%.0f,%.0f,%.0f,%d,%d",
                        kind.id,
                        round + 1,
                        slice.way(),
                        slice.rate(),
                        slice.answers(),
                        slice.serverMicros(),
                        slice.busiestMicros(),
                        slice.javaMicros(),
                        slice.walBytes(),
                        slice.transactions()));
        return lines;
    }
}
