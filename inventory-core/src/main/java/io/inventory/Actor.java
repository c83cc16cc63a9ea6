package io.inventory;

/**
 * Who gave an operator's command, for the ledger: the name that an operator, or an operator's program, is known by.
 *
 * <p>At most {@link #CODE_POINTS_MAX} code points, case-sensitive, without white space at the ends, control characters, line
 * separators or unpaired surrogates; empty for nobody in particular.
 */
public record Actor(String value) {
    /** The longest name. */
    public static final int CODE_POINTS_MAX = 100;

    /** Nobody in particular: who gave an order's command, or is not known. */
    public static final Actor NOBODY = new Actor("");

    /** @throws InvalidRequestException naming {@code actor}, if the value breaks a rule above */
    public Actor {
        if (!value.isEmpty()) Identifiers.requireValid("actor", value, CODE_POINTS_MAX);
    }

    /** Whether it is {@link #NOBODY}. */
    public boolean isNobody() {
        return value.isEmpty();
    }

    @Override
    public String toString() {
        return value;
    }
}
