package io.inventory.client.cli.output;

import org.jline.utils.WCWidth;

/**
 * Text that can do nothing to a terminal. What a server sends may have been written by anybody: control characters would move the
 * cursor or change colours, and invisible ones make two names look the same.
 */
public final class Printable {
    private static final String CUT = "…";

    private Printable() {}

    /** The text with all that is not seen in the form {@code \}{@code u202e}. */
    public static String of(String text) {
        if (text.codePoints().noneMatch(Printable::isUnseen)) return text;
        StringBuilder shown = new StringBuilder();
        text.codePoints().forEach(c -> {
            if (isUnseen(c)) escape(c, shown);
            else shown.appendCodePoint(c);
        });
        return shown.toString();
    }

    /** The same for control characters alone, which no id and no note may have, so that all that may be there stays as it is. */
    static String withoutControls(String text) {
        if (text.codePoints().noneMatch(c -> Character.isISOControl(c))) return text;
        StringBuilder shown = new StringBuilder();
        text.codePoints().forEach(c -> {
            if (Character.isISOControl(c)) escape(c, shown);
            else shown.appendCodePoint(c);
        });
        return shown.toString();
    }

    private static void escape(int codePoint, StringBuilder to) {
        for (char c : Character.toChars(codePoint)) to.append(String.format("\\u%04x", (int) c));
    }

    private static boolean isUnseen(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED -> true;
            default -> false;
        };
    }

    /** How many columns of a terminal it takes; an ideograph takes two. */
    public static int width(String text) {
        return text.codePoints().map(c -> Math.max(0, WCWidth.wcwidth(c))).sum();
    }

    /** The begin of the text, in at most that many columns; the last one shows that it was cut. */
    static String cut(String text, int columns) {
        if (width(text) <= columns) return text;
        return prefix(text, Math.max(0, columns - 1)) + CUT;
    }

    /** As much of the begin of the text as fits into that many columns, at least one character. */
    static String prefix(String text, int columns) {
        int taken = 0;
        int end = 0;
        while (end < text.length()) {
            int c = text.codePointAt(end);
            taken += Math.max(0, WCWidth.wcwidth(c));
            if (taken > columns && end > 0) break;
            end += Character.charCount(c);
        }
        return text.substring(0, end);
    }
}
