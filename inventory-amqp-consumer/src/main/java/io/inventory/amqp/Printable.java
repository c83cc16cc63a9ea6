package io.inventory.amqp;

/** Makes text from outside fit for a log line or a terminal. */
final class Printable {
    /** The longest text that is printed. */
    static final int CHARS_MAX = 300;

    private Printable() {}

    /** The text on one line, without control characters, cut off where it is too long. */
    static String of(String text) {
        StringBuilder printable = new StringBuilder(Math.min(text.length(), CHARS_MAX));
        for (int i = 0; i < text.length() && i < CHARS_MAX; i++) {
            char c = text.charAt(i);
            boolean plain = !Character.isISOControl(c)
                    && c != '\u2028'
                    && c != '\u2029'
                    && Character.getType(c) != Character.FORMAT;
            printable.append(plain ? c : ' ');
        }
        return text.length() > CHARS_MAX ? printable.append('…').toString() : printable.toString();
    }
}
