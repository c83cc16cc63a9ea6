package io.inventory.jdbi.management.page;

import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Writes HTML and SVG in which every text and every value of an attribute is escaped: there is no way to write one that is not.
 * Names of elements and attributes are the program's own. Not thread-safe.
 */
final class Html {
    private static final Pattern NAME = Pattern.compile("[a-zA-Z][a-zA-Z0-9:-]*");

    private final StringBuilder out = new StringBuilder();

    /** An element with a text in it. */
    Html element(String name, @Nullable Object text, String... attributes) {
        return element(name, inside -> inside.text(text), attributes);
    }

    /** An element with others in it. */
    Html element(String name, Consumer<Html> inside, String... attributes) {
        begin(name, attributes).append('>');
        inside.accept(this);
        out.append("</").append(name).append('>');
        return this;
    }

    /** An element of HTML that has nothing in it and no end. */
    Html empty(String name, String... attributes) {
        begin(name, attributes).append('>');
        return this;
    }

    private StringBuilder begin(String name, String... attributes) {
        out.append('<').append(named(name));
        for (int i = 0; i < attributes.length; i += 2) {
            out.append(' ').append(named(attributes[i])).append("=\"");
            escape(attributes[i + 1]);
            out.append('"');
        }
        return out;
    }

    private static String named(String name) {
        if (!NAME.matcher(name).matches()) throw new IllegalArgumentException("no name of an element or attribute");
        return name;
    }

    /** A text. */
    Html text(@Nullable Object text) {
        escape(String.valueOf(text));
        return this;
    }

    private void escape(String text) {
        for (int i = 0; i < text.length(); i++) {
            char next = text.charAt(i);
            switch (next) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                case '\'' -> out.append("&#39;");
                default -> out.append(isPrintable(text, i) ? next : '\uFFFD');
            }
        }
    }

    /** Not what HTML does not allow: control characters, and halves of a pair that stand alone. */
    private static boolean isPrintable(String text, int i) {
        char next = text.charAt(i);
        if (Character.isHighSurrogate(next))
            return i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1));
        if (Character.isLowSurrogate(next)) return i > 0 && Character.isHighSurrogate(text.charAt(i - 1));
        return next == '\n' || next == '\t' || !Character.isISOControl(next);
    }

    /** What was written. */
    @Override
    public String toString() {
        return out.toString();
    }
}
