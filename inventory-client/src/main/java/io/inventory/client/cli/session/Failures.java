package io.inventory.client.cli.session;

import io.inventory.ErrorReason;
import io.inventory.InternalErrorException;
import io.inventory.InventoryException;
import io.inventory.client.cli.output.ClosedOutputException;
import io.inventory.client.cli.output.Printable;
import java.io.PrintWriter;

/** What a person reads of a failure, and the status that a script gets. */
public final class Failures {
    private final PrintWriter err;
    private final String program;

    /** @param program what each message begins with */
    public Failures(PrintWriter err, String program) {
        this.err = err;
        this.program = program;
    }

    /** Says what is wrong and what to do about it. */
    public ExitStatus report(Throwable failure) {
        if (failure instanceof ClosedOutputException closed && closed.isReaderGone()) return ExitStatus.READER_GONE;
        if (failure instanceof UnfinishedCommandException unfinished) return unfinished(unfinished);
        if (failure instanceof UsageException) return say(ExitStatus.USAGE, String.valueOf(failure.getMessage()), "");
        if (failure instanceof InventoryException refused) return refused(refused);
        if (failure instanceof ClosedOutputException)
            return say(ExitStatus.FAILED, String.valueOf(failure.getMessage()), "");
        return say(
                ExitStatus.FAILED,
                "this is a bug of " + program + ": " + failure + " at " + place(failure),
                "Report it with the command that you gave.");
    }

    private static String place(Throwable failure) {
        StackTraceElement[] trace = failure.getStackTrace();
        return trace.length == 0 ? "an unknown place" : trace[0].toString();
    }

    private ExitStatus unfinished(UnfinishedCommandException unfinished) {
        ExitStatus status = refused(unfinished.failure());
        if (mayHaveBeenCarriedOut(unfinished.failure().reason()))
            line("It may have been carried out. To repeat it is safe with the same content and this id: "
                    + unfinished.repetition());
        return status;
    }

    /** An attempt that had no answer may stand before one that was refused for overload, and a bug may come after the change. */
    private static boolean mayHaveBeenCarriedOut(ErrorReason reason) {
        return reason == ErrorReason.UNAVAILABLE || reason == ErrorReason.OVERLOADED || reason == ErrorReason.INTERNAL;
    }

    private ExitStatus refused(InventoryException failure) {
        return say(ExitStatus.of(failure.reason()), String.valueOf(failure.getMessage()), advice(failure));
    }

    private static String advice(InventoryException failure) {
        return switch (failure.reason()) {
            case UNAVAILABLE ->
                "Is that the address of a server, and does it run? See --target, --ca and --tls; "
                        + "'inventoryctl status' tries it.";
            case OVERLOADED -> "Try again in a few seconds.";
            case READ_ONLY -> "Wait until it takes commands again; 'inventoryctl status' shows why it does not.";
            case UNAUTHENTICATED ->
                "Show who you are: --token-file with a token that the server knows, or --cert and --key.";
            case PERMISSION_DENIED -> "Ask whoever runs the server for another role, or use another token.";
            case REQUEST_MISMATCH ->
                "Without --request-id a new id is made. To repeat a command, give all of it as it was.";
            case SIGNALS_PRUNED -> "Read the stocks, then go on with: inventoryctl tail --oldest";
            case HISTORY_PRUNED ->
                "What is older is not kept here any more; see the archive of the ledger, if one is written";
            case VERSION_MISMATCH -> "Read it with 'inventoryctl stock get', and decide again.";
            case SKU_NOT_FOUND, ORDER_NOT_FOUND -> "Ids are case-sensitive.";
            case INTERNAL ->
                failure instanceof InternalErrorException internal
                        ? internal.correlationId()
                                .map(id -> "The server's log has more of it, under " + id + ".")
                                .orElse("")
                        : "";
            case INVALID_ARGUMENT,
                    ALREADY_EXISTS,
                    ORDER_MISMATCH,
                    ROLLBACK_EXCEEDS_ORDER,
                    TOO_MANY_ROLLBACKS,
                    ADJUSTMENT_BELOW_ZERO,
                    EXTENSION_EXCEEDS_LIMIT,
                    COUNT_BELOW_ZERO,
                    AS_OF_BEFORE_FIRST_ENTRY,
                    AS_OF_IN_THE_FUTURE,
                    OUT_OF_RANGE -> "";
        };
    }

    private ExitStatus say(ExitStatus status, String message, String advice) {
        line(program + ": " + message.replaceAll("\\s*\\R\\s*", " "));
        if (!advice.isEmpty()) line(advice);
        return status;
    }

    private void line(String text) {
        err.println(Printable.of(text));
        err.flush();
    }
}
