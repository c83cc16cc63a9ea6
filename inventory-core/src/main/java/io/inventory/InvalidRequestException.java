package io.inventory;

import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A malformed request: nothing was done; the request must be changed. */
public final class InvalidRequestException extends InventoryException {
    private static final long serialVersionUID = 1;

    /** What {@link List#copyOf} returns is serializable. */
    @SuppressWarnings("serial")
    private final List<FieldViolation> violations;

    /** One field that breaks a rule. */
    public InvalidRequestException(String field, String description) {
        this(List.of(new FieldViolation(field, description)));
    }

    /** Every field that breaks a rule; at least one. */
    public InvalidRequestException(List<FieldViolation> violations) {
        super(ErrorReason.INVALID_ARGUMENT, describe(violations), Map.of());
        this.violations = List.copyOf(violations);
    }

    /** The fields that break a rule, in the order in which they were found. */
    public List<FieldViolation> violations() {
        return violations;
    }

    private static String describe(List<FieldViolation> violations) {
        return violations.stream()
                .map(violation -> violation.field() + " " + violation.description())
                .collect(Collectors.joining("; "));
    }

    /**
     * A field and the rule that it breaks.
     *
     * @param field its path, for example {@code items[3].quantity}
     * @param description the rule, and the value where it is short
     */
    public record FieldViolation(String field, String description) implements Serializable {}
}
