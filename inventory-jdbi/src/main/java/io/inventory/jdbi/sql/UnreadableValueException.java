package io.inventory.jdbi.sql;

import org.jspecify.annotations.Nullable;

/** A column holds what this version can't read; whoever reads the row says which row it is. */
final class UnreadableValueException extends RuntimeException {
    private static final long serialVersionUID = 1;
    private static final int SHOWN_MAX = 64;

    private UnreadableValueException(String message) {
        super(message, null, false, false);
    }

    /** The name of a constant that this version does not have, because a newer one has written it. */
    static UnreadableValueException unknown(String column, String value) {
        return new UnreadableValueException(column + " '" + shown(value) + "', which this version does not know");
    }

    /** A value that is not in the form that the migration documents. */
    static UnreadableValueException malformed(String column, @Nullable String detail) {
        return new UnreadableValueException(
                column + " that this version cannot read: " + shown(String.valueOf(detail)));
    }

    /** Fit for a line of a log: shortened, and without control characters. */
    static String shown(String text) {
        StringBuilder shown = new StringBuilder();
        text.codePoints().limit(SHOWN_MAX).forEach(c -> shown.appendCodePoint(isPrintable(c) ? c : '?'));
        return text.codePointCount(0, text.length()) > SHOWN_MAX ? shown + "..." : shown.toString();
    }

    private static boolean isPrintable(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
