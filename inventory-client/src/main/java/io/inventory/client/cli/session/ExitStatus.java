package io.inventory.client.cli.session;

import io.inventory.ErrorReason;

/** With which status a command ends. They stay from release to release. */
public enum ExitStatus {
    /** It was done, or answered. */
    OK(0, "It was done, or answered."),
    /** The inventory refused, or has not what was asked for; or a person said no. */
    REFUSED(
            1,
            "The inventory refused, or does not have what was asked for: an unknown SKU, a version that has changed, less than"
                    + " zero units. Or the question was answered with no. Nothing was done, but for the other lines of an import; the"
                    + " same again changes nothing."),
    /** The command line, the profile or a value in them cannot be used. */
    USAGE(2, "The command line, the profile or a value in them cannot be used. Nothing was sent, or nothing was done."),
    /** No server answered, or it takes no commands now. */
    UNAVAILABLE(
            3,
            "No server answered in time, or it is overloaded or read-only. A command may have been carried out; to repeat it with"
                    + " the same request id is safe."),
    /** The server does not know the caller, or does not let it do this. */
    NOT_ALLOWED(4, "The server does not know the caller, or the caller's role is not enough. Nothing was done."),
    /** A bug, here or in the server, or a disk that is full. */
    FAILED(
            5,
            "A bug, in the server or here, or output that cannot be written, as on a full disk, or a file that was changed while it"
                    + " was imported."),
    /** A verification has found some. */
    CONTRADICTIONS(6, "`verify` has found contradictions in what is stored."),
    /** Ctrl-C. */
    INTERRUPTED(130, "Ctrl-C."),
    /** Whoever read the output has gone. */
    READER_GONE(141, "Whoever read the output has gone, as `head` does when it has seen enough.");

    private final int code;
    private final String meaning;

    ExitStatus(int code, String meaning) {
        this.code = code;
        this.meaning = meaning;
    }

    /** What the process returns. */
    public int code() {
        return code;
    }

    /** For the documentation. */
    public String meaning() {
        return meaning;
    }

    static ExitStatus of(ErrorReason reason) {
        return switch (reason) {
            case INVALID_ARGUMENT -> USAGE;
            case SKU_NOT_FOUND,
                    ORDER_NOT_FOUND,
                    ALREADY_EXISTS,
                    ORDER_MISMATCH,
                    REQUEST_MISMATCH,
                    ROLLBACK_EXCEEDS_ORDER,
                    TOO_MANY_ROLLBACKS,
                    ADJUSTMENT_BELOW_ZERO,
                    EXTENSION_EXCEEDS_LIMIT,
                    COUNT_BELOW_ZERO,
                    AS_OF_BEFORE_FIRST_ENTRY,
                    AS_OF_IN_THE_FUTURE,
                    VERSION_MISMATCH,
                    SIGNALS_PRUNED,
                    HISTORY_PRUNED,
                    OUT_OF_RANGE -> REFUSED;
            case OVERLOADED, UNAVAILABLE, READ_ONLY -> UNAVAILABLE;
            case UNAUTHENTICATED, PERMISSION_DENIED -> NOT_ALLOWED;
            case INTERNAL -> FAILED;
        };
    }
}
