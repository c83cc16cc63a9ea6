package io.inventory.client.cli.session;

import io.inventory.client.cli.output.Times;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Times and durations as people type them. */
public final class TimeArguments {
    /** For the help of an option that takes a time which is the same whenever the command is given. */
    public static final String ABSOLUTE_FORMS = "2026-11-29T17:50:00Z, 2026-11-29T17:50 (local) or 2026-11-29";

    /** For the help of an option. */
    public static final String FORMS =
            "2026-11-29T17:50:00Z, 2026-11-29T17:50 (local), 2026-11-29, or 90s, 10m, 2h, 3d ago";

    private static final Pattern DURATION = Pattern.compile("([0-9]{1,9})(ms|s|m|h|d)");

    private TimeArguments() {}

    /**
     * Reads a time, or how long ago it was.
     *
     * @param option for the message
     * @throws UsageException if it is neither
     */
    public static Instant time(String option, String text, Times times) {
        Optional<Instant> ago = duration(text).map(times.clock().instant()::minus);
        return ago.orElseGet(() -> absolute(option, text, times, FORMS));
    }

    /**
     * Reads a time that is the same whenever the command is given.
     *
     * @param option for the message
     * @throws UsageException if it is none
     */
    public static Instant absolute(String option, String text, Times times) {
        return absolute(option, text, times, ABSOLUTE_FORMS);
    }

    private static Instant absolute(String option, String text, Times times, String formsOfIt) {
        List<Function<String, Instant>> forms = List.of(
                given -> OffsetDateTime.parse(given).toInstant(),
                given -> LocalDateTime.parse(given).atZone(times.zone()).toInstant(),
                given -> LocalDate.parse(given).atStartOfDay(times.zone()).toInstant());
        for (Function<String, Instant> form : forms) {
            Optional<Instant> read = read(form, text);
            if (read.isPresent()) return read.get();
        }
        throw new UsageException(option + " must be a time like " + formsOfIt + "; it is '" + text + "'");
    }

    private static Optional<Instant> read(Function<String, Instant> form, String text) {
        try {
            return Optional.of(form.apply(text));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    static Optional<Duration> duration(String text) {
        Matcher matcher = DURATION.matcher(text.strip());
        if (!matcher.matches()) return Optional.empty();
        long amount = Long.parseLong(matcher.group(1));
        return Optional.of(
                switch (matcher.group(2)) {
                    case "ms" -> Duration.ofMillis(amount);
                    case "s" -> Duration.ofSeconds(amount);
                    case "m" -> Duration.ofMinutes(amount);
                    case "h" -> Duration.ofHours(amount);
                    default -> Duration.ofDays(amount);
                });
    }
}
