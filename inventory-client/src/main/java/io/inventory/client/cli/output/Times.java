package io.inventory.client.cli.output;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;

/**
 * Times as people see them. Immutable.
 *
 * @param clock what is now
 * @param zone where the reader is
 */
public record Times(Clock clock, ZoneId zone) {
    private static final DateTimeFormatter LOCAL = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss");
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("uuuu-MM-dd");

    /** How long ago a time may be to be told in days. */
    private static final Duration DAYS_MAX = Duration.ofDays(60);

    /** {@code 3 min ago}, {@code in 2 h}; what is further away than 60 days is a date. */
    public String relative(Instant time) {
        Duration since = Duration.between(time, clock.instant());
        Duration distance = since.abs();
        if (distance.compareTo(DAYS_MAX) > 0) return DATE.format(time.atZone(zone));
        if (distance.toSeconds() == 0) return "now";
        String text = duration(distance);
        return since.isNegative() ? "in " + text : text + " ago";
    }

    /** In the largest unit of which there is at least one. */
    public static String duration(Duration duration) {
        if (duration.toDays() > 0) return duration.toDays() + " d";
        if (duration.toHours() > 0) return duration.toHours() + " h";
        if (duration.toMinutes() > 0) return duration.toMinutes() + " min";
        return duration.toSeconds() + " s";
    }

    /** To the second, by the reader's clock on the wall. */
    public String local(Instant time) {
        return LOCAL.format(time.atZone(zone));
    }
}
