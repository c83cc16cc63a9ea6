package io.inventory.examples.measure;

import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Measures all ways with one kind of orders: all are warm before the first slice, and each way's programs stay up to the last. */
final class KindRun {
    private final Kind kind;
    private final Ways ways;
    private final SliceMeter meter;
    private final Ways.Plan plan;

    KindRun(Kind kind, Ways ways, SliceMeter meter, Ways.Plan plan) {
        this.kind = kind;
        this.ways = ways;
        this.meter = meter;
        this.plan = plan;
    }

    /**
     * Blocks for the whole of it.
     *
     * @throws IOException if a program fails, or a proof that no unit is missing
     */
    Report run(List<String> names) throws IOException, SQLException {
        List<Way> started = new ArrayList<>();
        try {
            for (String name : names) {
                note("warming up " + name);
                started.add(ways.start(name, kind));
            }
            List<List<Slice>> rounds = slices(started);
            for (Way way : started) way.finish();
            Map<String, String> titles = new LinkedHashMap<>();
            for (Way way : started) titles.put(way.name(), way.title());
            return new Report(kind, titles, rounds);
        } finally {
            started.forEach(Way::close);
        }
    }

    /** A B C, C B A, …: what changes with time falls on all alike. */
    private List<List<Slice>> slices(List<Way> inTurn) throws IOException, SQLException {
        List<Way> next = new ArrayList<>(inTurn);
        List<List<Slice>> rounds = new ArrayList<>();
        for (int i = 0; i < plan.slices(); i++) {
            List<Slice> round = new ArrayList<>();
            for (Way way : next) {
                Slice slice = meter.measure(way, plan.seconds());
                note(String.format(
                        Locale.ROOT,
                        "%d/%d %s: %.0f/s, PostgreSQL %.1f µs each",
                        i + 1,
                        plan.slices(),
                        way.name(),
                        slice.rate(),
                        slice.serverEach()));
                round.add(slice);
            }
            rounds.add(round);
            Collections.reverse(next);
        }
        return rounds;
    }

    private void note(String text) {
        System.err.println(kind.id + ": " + text);
    }
}
