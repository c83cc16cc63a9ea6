package io.inventory.client.cli.output;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/**
 * One thing that is said of each row, to people and to programs. Immutable.
 *
 * @param name for programs: the field of the JSON object and the header of the CSV column; it stays
 * @param heading for people
 * @param place where people see it
 * @param value for programs: a string, a number, a truth value, an {@link Instant}, or a list or map of these
 * @param cell for people, in a table
 * @param detail for people, where one row is shown alone
 * @param tone the colour of the cell
 */
public record Column<T>(
        String name,
        String heading,
        Place place,
        Function<T, Optional<?>> value,
        Function<T, String> cell,
        Function<T, String> detail,
        Function<T, Tone> tone) {
    /** What stands in place of what is not there. */
    static final String ABSENT = "-";

    /** Where people see it, and how. */
    public enum Place {
        /** Everywhere, from the left; it may be shortened where there is no room. */
        TEXT,
        /** Everywhere, from the left, and whole. */
        WHOLE,
        /** Everywhere, to the right. */
        NUMBER,
        /** Only where a row is shown alone. */
        ALONE,
        /** Nowhere: it is for programs. */
        NOWHERE
    }

    /** Words, an empty text being none. */
    public static <T> Column<T> text(String name, String heading, Function<T, String> text) {
        return Column.<T>of(name, heading, Place.TEXT, row -> Optional.of(text.apply(row)))
                .shownAs(row -> orAbsent(text.apply(row)));
    }

    /** Units: right aligned, and alone with their name. */
    public static <T> Column<T> units(String name, String heading, ToLongFunction<T> units) {
        return Column.<T>of(name, heading, Place.NUMBER, row -> Optional.of(units.applyAsLong(row)))
                .shownAs(row -> number(units.applyAsLong(row)))
                .withDetail(row -> counted(units.applyAsLong(row)));
    }

    /** Units that were added or, with a minus, taken off. */
    public static <T> Column<T> change(String name, String heading, ToLongFunction<T> units) {
        return Column.<T>of(name, heading, Place.NUMBER, row -> Optional.of(units.applyAsLong(row)))
                .shownAs(row -> signed(units.applyAsLong(row)))
                .withTone(row -> units.applyAsLong(row) < 0 ? Tone.WARNING : Tone.PLAIN);
    }

    /** A number that counts nothing, such as a version. */
    public static <T> Column<T> number(String name, String heading, ToLongFunction<T> number) {
        return of(name, heading, Place.NUMBER, row -> Optional.of(number.applyAsLong(row)));
    }

    /** A time, seen from now. */
    public static <T> Column<T> time(String name, String heading, Times times, Function<T, Optional<Instant>> time) {
        return Column.<T>of(name, heading, Place.WHOLE, time::apply)
                .shownAs(row -> time.apply(row).map(times::relative).orElse(ABSENT))
                .withDetail(row -> time.apply(row)
                        .map(at -> times.relative(at) + " (" + times.local(at) + ")")
                        .orElse(ABSENT));
    }

    /** What only programs get. */
    public static <T> Column<T> hidden(String name, Function<T, Optional<?>> value) {
        return of(name, "", Place.NOWHERE, value);
    }

    private static <T> Column<T> of(String name, String heading, Place place, Function<T, Optional<?>> value) {
        Function<T, String> plain =
                row -> value.apply(row).map(Object::toString).orElse(ABSENT);
        return new Column<>(name, heading, place, value, plain, plain, row -> Tone.PLAIN);
    }

    /** The same in another place. */
    public Column<T> at(Place other) {
        return new Column<>(name, heading, other, value, cell, detail, tone);
    }

    /** The same with another value for programs. */
    public Column<T> withValue(Function<T, ?> other) {
        return new Column<>(name, heading, place, row -> Optional.of(other.apply(row)), cell, detail, tone);
    }

    /** The same with another heading. */
    public Column<T> named(String words) {
        return new Column<>(name, words, place, value, cell, detail, tone);
    }

    /** The same with other words where a row is shown alone. */
    public Column<T> withDetail(Function<T, String> words) {
        return new Column<>(name, heading, place, value, cell, words, tone);
    }

    /** The same with other words for people. */
    public Column<T> shownAs(Function<T, String> words) {
        return new Column<>(name, heading, place, value, words, words, tone);
    }

    /** The same in colour. */
    public Column<T> withTone(Function<T, Tone> colour) {
        return new Column<>(name, heading, place, value, cell, detail, colour);
    }

    boolean isInTable() {
        return place == Place.TEXT || place == Place.WHOLE || place == Place.NUMBER;
    }

    /** With thousands parted. */
    public static String number(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /** The same with its sign, where it is not zero. */
    public static String signed(long change) {
        return change == 0 ? "0" : String.format(Locale.ROOT, "%+,d", change);
    }

    /** All that columns say of rows, for programs: as the value of a column that has a list in it. */
    public static <T> List<Map<String, Object>> fields(List<Column<T>> columns, List<T> rows) {
        return rows.stream()
                .map(row -> {
                    Map<String, Object> fields = new LinkedHashMap<>();
                    for (Column<T> column : columns)
                        fields.put(column.name(), column.value().apply(row));
                    return fields;
                })
                .toList();
    }

    /** {@code 1 unit}, {@code 2 units}. */
    public static String counted(long units) {
        return number(units) + (units == 1 ? " unit" : " units");
    }

    private static String orAbsent(String text) {
        return text.isEmpty() ? ABSENT : text;
    }
}
