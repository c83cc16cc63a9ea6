package io.inventory;

/**
 * The caller's id of one operator request (create, adjust, set), unique within its SKU: a retry under the same id is applied once.
 *
 * <p>The same rules as for a {@link Sku}.
 */
public record RequestId(String value) {
    /** @throws InvalidRequestException naming {@code request_id}, if the value breaks a rule */
    public RequestId {
        Identifiers.requireValid("request_id", value);
    }

    @Override
    public String toString() {
        return value;
    }
}
