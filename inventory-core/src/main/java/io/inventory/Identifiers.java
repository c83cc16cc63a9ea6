package io.inventory;

/** The rules that SKUs, order ids, rollback ids, request ids and the names of actors share. */
final class Identifiers {
    static final int CODE_POINTS_MAX = 128;

    private Identifiers() {}

    /** Returns {@code value} if it is a valid identifier, else throws with the field's name and the rule that it breaks. */
    static String requireValid(String field, String value) {
        return requireValid(field, value, CODE_POINTS_MAX);
    }

    static String requireValid(String field, String value, int codePointsMax) {
        if (value.isEmpty()) throw new InvalidRequestException(field, "must not be empty");
        if (value.length() > codePointsMax && value.codePointCount(0, value.length()) > codePointsMax)
            throw new InvalidRequestException(
                    field,
                    "must have at most " + codePointsMax + " characters, has "
                            + value.codePointCount(0, value.length()));
        Characters.requirePrintable(field, value);
        if (Characters.isBlank(value.codePointAt(0)) || Characters.isBlank(value.codePointBefore(value.length())))
            throw new InvalidRequestException(field, "must not begin or end with white space");
        return value;
    }
}
