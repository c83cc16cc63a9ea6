package io.inventory;

/**
 * The caller's id of an import: of one list of changes, which is carried out once however often it is sent, in whole or in part.
 *
 * <p>1 to {@link #CODE_POINTS_MAX} code points, otherwise the same rules as for a {@link Sku}. Another list needs another id: an
 * item that has moved to another number of the same import would be applied again.
 */
public record ImportId(String value) {
    /** Shorter than other ids, because request ids are made of it. */
    public static final int CODE_POINTS_MAX = 100;

    /** @throws InvalidRequestException naming {@code import_id}, if the value breaks a rule */
    public ImportId {
        Identifiers.requireValid("import_id", value, CODE_POINTS_MAX);
    }

    /**
     * The request id of an item, under which the ledger has it: the import's id, a slash and the item's number.
     *
     * @param number 1 or more
     */
    public RequestId requestId(long number) {
        return new RequestId(value + "/" + number);
    }

    @Override
    public String toString() {
        return value;
    }
}
