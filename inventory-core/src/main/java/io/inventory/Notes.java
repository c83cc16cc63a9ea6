package io.inventory;

/** The rules for an operator's own words in the ledger. */
public final class Notes {
    /** The longest note. */
    public static final int CODE_POINTS_MAX = 256;

    private Notes() {}

    static void requireValid(String field, String value) {
        if (value.isBlank()) throw new InvalidRequestException(field, "must not be blank");
        if (value.codePointCount(0, value.length()) > CODE_POINTS_MAX)
            throw new InvalidRequestException(field, "must have at most " + CODE_POINTS_MAX + " characters");
        Characters.requirePrintable(field, value);
    }
}
