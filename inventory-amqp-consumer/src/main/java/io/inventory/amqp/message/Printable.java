package io.inventory.amqp.message;

/** Makes text from outside fit for a log line or a terminal. */
public final class Printable {
    /** The longest text that is printed where nothing else is said. */
    static final int CHARS_MAX = 300;

    private Printable() {}

    /** Why something failed: the first message among the failure's causes. */
    public static String cause(Throwable failure) {
        Throwable cause = failure;
        while (cause.getMessage() == null && cause.getCause() != null) cause = cause.getCause();
        return of(cause.getMessage() == null ? cause.toString() : cause.getMessage());
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
