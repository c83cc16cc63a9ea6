package io.inventory;

/** Why a request was refused: stable names, the same in Java, on the wire (ErrorInfo.reason) and in messages. */
public enum ErrorReason {
    /** The request is malformed; its fields are named. */
    INVALID_ARGUMENT,
    /** No such SKU. */
    SKU_NOT_FOUND,
    /** No such order. */
    ORDER_NOT_FOUND,
    /** The SKU to create exists. */
    ALREADY_EXISTS,
    /** The order id is taken by an order of other content. */
    ORDER_MISMATCH,
    /** The request id or rollback id is taken by a request of other content. */
    REQUEST_MISMATCH,
    /** More would be given back than the order took and still holds. */
    ROLLBACK_EXCEEDS_ORDER,
    /** The order has had as many rollbacks, or lines in them, as an order may have. */
    TOO_MANY_ROLLBACKS,
    /** The adjustment would leave less than nothing. */
    ADJUSTMENT_BELOW_ZERO,
    /** The reservation would hold for longer than the inventory allows. */
    EXTENSION_EXCEEDS_LIMIT,
    /** The stock-taking would leave less than nothing: more was sold since than was found. */
    COUNT_BELOW_ZERO,
    /** The SKU was created after the time that is asked for. */
    AS_OF_BEFORE_FIRST_ENTRY,
    /** The time, or the version, that is asked for is still to come. */
    AS_OF_IN_THE_FUTURE,
    /** The stock has another version than the one expected. */
    VERSION_MISMATCH,
    /** Signals that were not read yet are not kept any more. */
    SIGNALS_PRUNED,
    /** What is asked for is older than what is kept: the details of an order that was compacted, or ledger entries that were archived. */
    HISTORY_PRUNED,
    /** A 64-bit quantity would overflow. */
    OUT_OF_RANGE,
    /** The server does not know the caller: no token or certificate, or one that is not valid. */
    UNAUTHENTICATED,
    /** The server knows the caller, whose role is not enough for this call. */
    PERMISSION_DENIED,
    /** The store takes no changes at present, but answers queries; try again once an operator or a failover cured it. */
    READ_ONLY,
    /** More waits than may wait; try again later. */
    OVERLOADED,
    /** The store or the server cannot be reached or did not answer in time; try again later. */
    UNAVAILABLE,
    /** A bug. */
    INTERNAL
}
