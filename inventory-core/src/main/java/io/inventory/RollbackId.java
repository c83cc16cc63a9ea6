package io.inventory;

/**
 * The caller's id of one partial rollback, unique within its order: a retry under the same id is applied once.
 *
 * <p>The same rules as for a {@link Sku}.
 */
public record RollbackId(String value) {
    /** @throws InvalidRequestException naming {@code rollback_id}, if the value breaks a rule */
    public RollbackId {
        Identifiers.requireValid("rollback_id", value);
    }

    @Override
    public String toString() {
        return value;
    }
}
