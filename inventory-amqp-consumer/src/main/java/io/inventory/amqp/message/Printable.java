package io.inventory.amqp.message;

import java.util.Objects;

/** Makes text from outside fit for a log line or a terminal. */
public final class Printable {
    /** The longest text that is printed where nothing else is said. */
    static final int CHARS_MAX = 300;

    /** How deep causes are looked for: they may go round in a circle. */
    private static final int CAUSES_MAX = 20;

    private Printable() {}

    /** Why something failed: the first message among the failure's causes, and the last cause's. */
    public static String cause(Throwable failure) {
        String first = "";
        Throwable cause = failure;
        for (int depth = 1; cause.getCause() != null && depth < CAUSES_MAX; depth++) {
            if (first.isEmpty()) first = Objects.requireNonNullElse(cause.getMessage(), "");
            cause = cause.getCause();
        }
        String last = Objects.requireNonNullElseGet(cause.getMessage(), cause::toString);
        // Many causes are repeated by what wraps them.
        return of(first.isEmpty() ? last : first.contains(last) ? first : first + ": " + last);
    }

    /** The text on one line, without control characters, cut off where it is too long. */
    public static String of(String text) {
        return of(text, CHARS_MAX);
    }

    /** The same with another limit. */
    public static String of(String text, int charsMax) {
        StringBuilder printable = new StringBuilder(Math.min(text.length(), charsMax));
        for (int i = 0; i < text.length() && i < charsMax; i++) {
            char c = text.charAt(i);
            boolean plain = !Character.isISOControl(c)
                    && c != '\u2028'
                    && c != '\u2029'
                    && Character.getType(c) != Character.FORMAT;
            printable.append(plain ? c : ' ');
        }
        return text.length() > charsMax ? printable.append('…').toString() : printable.toString();
    }
}
