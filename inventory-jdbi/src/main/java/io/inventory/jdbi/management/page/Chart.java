package io.inventory.jdbi.management.page;

import io.inventory.LedgerEntry;
import io.inventory.jdbi.management.page.Outcomes.Minute;
import io.inventory.jdbi.management.page.Outcomes.Outcome;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;

/** Draws SVG. Colours come from the stylesheet, by class. */
final class Chart {
    private static final double WIDTH = 720;
    private static final double HEIGHT = 220;
    private static final double LEFT = 64;
    private static final double TOP = 12;
    private static final double BOTTOM = 190;
    private static final int TICKS = 4;

    private Chart() {}

    /** Available and reserved units after each entry, as steps: between two entries nothing changes. */
    static void balances(Html html, List<LedgerEntry> oldestFirst, String label) {
        long max =
                Math.max(max(oldestFirst, LedgerEntry::availableAfter), max(oldestFirst, LedgerEntry::reservedAfter));
        Instant from = oldestFirst.get(0).createdAt();
        Instant until = oldestFirst.get(oldestFirst.size() - 1).createdAt();
        frame(html, label, svg -> {
            axis(svg, max);
            times(svg, Times.of(from), Times.of(until), WIDTH - TOP);
            line(svg, "available", oldestFirst, LedgerEntry::availableAfter, max);
            line(svg, "reserved", oldestFirst, LedgerEntry::reservedAfter, max);
        });
        legend(html, List.of("available", "reserved"));
    }

    private static long max(List<LedgerEntry> entries, ToLongFunction<LedgerEntry> value) {
        return entries.stream().mapToLong(value).max().orElse(0);
    }

    private static void line(
            Html svg, String kind, List<LedgerEntry> entries, ToLongFunction<LedgerEntry> value, long max) {
        double from = micros(entries.get(0).createdAt());
        double span = Math.max(1, micros(entries.get(entries.size() - 1).createdAt()) - from);
        StringBuilder points = new StringBuilder();
        double last = 0;
        for (int i = 0; i < entries.size(); i++) {
            double x = LEFT + (WIDTH - LEFT - TOP) * (micros(entries.get(i).createdAt()) - from) / span;
            double y = y(value.applyAsLong(entries.get(i)), max);
            if (i > 0) point(points, x, last);
            point(points, x, y);
            last = y;
        }
        // so that the last balance, or the only one, is to be seen
        point(points, WIDTH - TOP, last);
        svg.element("polyline", "", "class", "line " + kind, "points", points.toString());
    }

    private static double micros(Instant time) {
        return time.getEpochSecond() * 1e6 + time.getNano() / 1e3;
    }

    private static void point(StringBuilder points, double x, double y) {
        points.append(number(x)).append(',').append(number(y)).append(' ');
    }

    private static double y(long value, long max) {
        return BOTTOM - (BOTTOM - TOP) * (double) value / (double) Math.max(1, max);
    }

    /** Orders by what became of them, a bar a minute. */
    static void outcomes(Html html, List<Minute> minutes, String label) {
        long max = minutes.stream().mapToLong(Minute::total).max().orElse(0);
        double step = (WIDTH - LEFT - TOP) / Math.max(10, minutes.size());
        frame(html, label, svg -> {
            axis(svg, max);
            String last = minutes.size() == 1
                    ? ""
                    : Times.minute(minutes.get(minutes.size() - 1).begin());
            times(svg, Times.minute(minutes.get(0).begin()), last, LEFT + step * minutes.size());
            for (int i = 0; i < minutes.size(); i++) bar(svg, minutes.get(i), LEFT + i * step, step, max);
        });
        legend(html, List.of("taken", "rejected", "replayed", "refused", "failed"));
    }

    private static void bar(Html svg, Minute minute, double x, double step, long max) {
        long below = 0;
        for (Outcome outcome : Outcome.values()) {
            long orders = minute.orders().getOrDefault(outcome, 0L);
            if (orders <= 0) continue;
            double top = y(below + orders, max);
            double height = y(below, max) - top;
            below += orders;
            String name = outcome.name().toLowerCase(Locale.ROOT);
            svg.element(
                    "rect",
                    rect -> rect.element("title", Times.minute(minute.begin()) + ": " + orders + " " + name),
                    "class",
                    "bar " + name,
                    "x",
                    number(x),
                    "y",
                    number(top),
                    "width",
                    number(Math.max(1, step * 0.8)),
                    "height",
                    number(height));
        }
    }

    private static void frame(Html html, String label, java.util.function.Consumer<Html> inside) {
        html.element(
                "svg",
                inside,
                "class",
                "chart",
                "viewBox",
                "0 0 " + (int) WIDTH + " " + (int) HEIGHT,
                "role",
                "img",
                "aria-label",
                label);
    }

    private static void axis(Html svg, long max) {
        long top = Math.max(1, max);
        int ticks = (int) Math.min(TICKS, top);
        for (int i = 0; i <= ticks; i++) {
            long value = Math.round((double) top * i / ticks);
            String y = number(y(value, top));
            svg.element("line", "", "class", "grid", "x1", number(LEFT), "x2", number(WIDTH - TOP), "y1", y, "y2", y);
            svg.element(
                    "text",
                    Times.count(value),
                    "class",
                    "tick end",
                    "x",
                    number(LEFT - 8),
                    "y",
                    number(y(value, top) + 4));
        }
    }

    private static void times(Html svg, String from, String until, double end) {
        svg.element("text", from, "class", "tick", "x", number(LEFT), "y", number(HEIGHT - 8));
        svg.element("text", until, "class", "tick end", "x", number(end), "y", number(HEIGHT - 8));
    }

    private static void legend(Html html, List<String> kinds) {
        html.element(
                "p",
                line -> {
                    for (String kind : kinds)
                        line.element(
                                "span",
                                entry -> entry.element("i", "", "class", "swatch " + kind)
                                        .text(kind),
                                "class",
                                "key");
                },
                "class",
                "legend");
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }
}
