package io.inventory;

/** The rules that SKUs, order ids, rollback ids and request ids share. */
final class Identifiers {
    static final int CODE_POINTS_MAX = 128;

    private Identifiers() {}

    /** Returns {@code value} if it is a valid identifier, else throws with the field's name and the rule that it breaks. */
    static String requireValid(String field, String value) {
        if (value.isEmpty()) throw new InvalidRequestException(field, "must not be empty");
        if (value.length() > CODE_POINTS_MAX && value.codePointCount(0, value.length()) > CODE_POINTS_MAX)
            throw new InvalidRequestException(
                    field,
                    "must have at most " + CODE_POINTS_MAX + " characters, has "
                            + value.codePointCount(0, value.length()));
        Characters.requirePrintable(field, value);
        if (Characters.isBlank(value.codePointAt(0)) || Characters.isBlank(value.codePointBefore(value.length())))
            throw new InvalidRequestException(field, "must not begin or end with white space");
        return value;
    }
}
