package io.inventory;

import java.nio.charset.StandardCharsets;

/** Which characters may stand in text that is stored, and the order of text. */
final class Characters {
    private Characters() {}

    /** Refuses control characters, line and paragraph separators and unpaired surrogates: no store or log takes them all. */
    static void requirePrintable(String field, String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (Character.isHighSurrogate(c)
                    && i + 1 < value.length()
                    && Character.isLowSurrogate(value.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(c)) {
                throw new InvalidRequestException(field, "has an unpaired surrogate at position " + i);
            } else if (Character.isISOControl(c) || c == '\u2028' || c == '\u2029') {
                throw new InvalidRequestException(
                        field, String.format("has a control character (U+%04X) at position %d", (int) c, i));
            }
        }
    }

    /** Whether a store can have it, be it a good identifier or not: databases and UTF-8 have no NUL and no half of a pair. */
    static boolean isStorable(String value) {
        return value.indexOf('\0') < 0 && StandardCharsets.UTF_8.newEncoder().canEncode(value);
    }

    static boolean isBlank(int codePoint) {
        return Character.isWhitespace(codePoint) || Character.isSpaceChar(codePoint);
    }

    /** Compares by code point, as PostgreSQL's collation "C" does with UTF-8; String.compareTo differs beyond U+FFFF. */
    static int compareByCodePoint(String a, String b) {
        int shorter = Math.min(a.length(), b.length());
        for (int i = 0; i < shorter; i++) {
            char x = a.charAt(i);
            char y = b.charAt(i);
            if (x != y) {
                boolean xSurrogate = Character.isSurrogate(x);
                return xSurrogate == Character.isSurrogate(y) ? x - y : xSurrogate ? 1 : -1;
            }
        }
        return a.length() - b.length();
    }
}
