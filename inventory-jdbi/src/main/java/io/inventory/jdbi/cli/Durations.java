package io.inventory.jdbi.cli;

import java.time.Duration;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Durations as people write them: {@code 500ms}, {@code 10s}, {@code 1m}, {@code 2h}. */
public final class Durations {
    private static final Pattern TEXT = Pattern.compile("([1-9][0-9]{0,8})(ms|s|m|h)");

    private static final Pattern ZERO = Pattern.compile("0(ms|s|m|h)");

    private Durations() {}

    /**
     * Reads a duration of at least a millisecond.
     *
     * @throws IllegalArgumentException with a sentence for the operator, if the text is not a duration
     */
    public static Duration parse(String text) {
        Matcher matcher = TEXT.matcher(text.strip());
        if (!matcher.matches())
            throw new IllegalArgumentException("must be like 800ms, 2s, 1m or 1h, is '" + text + "'");
        long amount = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            default -> Duration.ofHours(amount);
        };
    }

    /**
     * The same where zero has a meaning, as a wait that is left out: {@code 0s}, also in another unit.
     *
     * @throws IllegalArgumentException with a sentence for the operator, if the text is not a duration
     */
    public static Duration parseOrZero(String text) {
        return ZERO.matcher(text.strip()).matches() ? Duration.ZERO : parse(text);
    }

    /** Writes it in the largest unit that makes it a whole number. */
    public static String text(Duration duration) {
        long millis = duration.toMillis();
        if (millis % 1_000 != 0) return millis + "ms";
        long seconds = millis / 1_000;
        if (seconds % 60 != 0 || seconds == 0) return seconds + "s";
        long minutes = seconds / 60;
        return minutes % 60 != 0 ? minutes + "m" : minutes / 60 + "h";
    }

    private static Duration convert(String text, Function<String, Duration> parser) {
        try {
            return parser.apply(text);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(String.valueOf(e.getMessage()));
        }
    }

    /** For options. */
    public static final class Converter implements ITypeConverter<Duration> {
        @Override
        public Duration convert(String text) {
            return Durations.convert(text, Durations::parse);
        }
    }

    /** For options that may be zero. */
    public static final class OrZeroConverter implements ITypeConverter<Duration> {
        @Override
        public Duration convert(String text) {
            return Durations.convert(text, Durations::parseOrZero);
        }
    }
}
