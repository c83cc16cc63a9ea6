package io.inventory.jdbi.management.page;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Times and numbers as people read them; times are UTC. */
final class Times {
    private static final DateTimeFormatter SECONDS =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter MINUTES =
            DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);

    private Times() {}

    static String of(Instant time) {
        return SECONDS.format(time);
    }

    static String minute(Instant time) {
        return MINUTES.format(time);
    }

    static String count(long units) {
        return String.format(Locale.ROOT, "%,d", units);
    }

    /** With its sign. */
    static String change(long units) {
        return units == 0 ? "" : String.format(Locale.ROOT, "%+,d", units);
    }

    /** How long from now, or for how long it has been over. */
    static String from(Instant now, Instant time) {
        Duration left = Duration.between(now, time);
        return left.isNegative() ? "overdue for " + words(left.negated()) : "in " + words(left);
    }

    private static String words(Duration duration) {
        if (duration.toDays() > 0) return duration.toDays() + " d " + duration.toHoursPart() + " h";
        if (duration.toHours() > 0) return duration.toHours() + " h " + duration.toMinutesPart() + " min";
        return duration.toMinutes() > 0
                ? duration.toMinutes() + " min " + duration.toSecondsPart() + " s"
                : duration.toSeconds() + " s";
    }
}
