package io.inventory.grpc;

import io.inventory.InvalidRequestException;
import io.inventory.PageToken;
import io.inventory.VerifyLedger;
import io.inventory.v1.VerifyLedgerRequest;
import java.util.Optional;

/** A call that verifies, as it was asked for; a malformed one is refused with all its bad fields. */
record VerificationRequests(VerifyLedger first, int entriesPerSecond, int partsMax) {
    /** How many rows are read a second where the caller says nothing else. */
    static final int ENTRIES_PER_SECOND_DEFAULT = 10_000;

    static final int ENTRIES_PER_SECOND_MAX = 1_000_000;
    private static final int PARTS_PER_SECOND = 10;

    static VerificationRequests of(VerifyLedgerRequest request) {
        return Fields.read(
                () -> new VerificationRequests(
                        ownToken(new VerifyLedger(token(request), entriesMax(request))),
                        entriesPerSecond(request),
                        partsMax(request)),
                fields -> fields.check("resume_token", () -> ownToken(new VerifyLedger(token(request), 1)))
                        .check(() -> entriesPerSecond(request))
                        .check(() -> new VerifyLedger(Optional.empty(), givenEntriesMax(request)))
                        .check(() -> partsMax(request)));
    }

    /** Whether it goes on until all is verified. */
    boolean isOfAll() {
        return partsMax == Integer.MAX_VALUE;
    }

    private static VerifyLedger ownToken(VerifyLedger verify) {
        var unused = verify.position();
        return verify;
    }

    private static Optional<PageToken> token(VerifyLedgerRequest request) {
        return StockRequests.token(request.getResumeToken());
    }

    private static int entriesPerSecond(VerifyLedgerRequest request) {
        return inRange(
                "entries_per_second",
                request.hasEntriesPerSecond() ? request.getEntriesPerSecond() : ENTRIES_PER_SECOND_DEFAULT,
                ENTRIES_PER_SECOND_MAX);
    }

    private static int partsMax(VerifyLedgerRequest request) {
        return inRange(
                "parts_max", request.hasPartsMax() ? request.getPartsMax() : Integer.MAX_VALUE, Integer.MAX_VALUE);
    }

    private static int entriesMax(VerifyLedgerRequest request) {
        return request.hasEntriesMax()
                ? request.getEntriesMax()
                : Math.max(1, Math.min(entriesPerSecond(request) / PARTS_PER_SECOND, VerifyLedger.ENTRIES_DEFAULT));
    }

    private static int givenEntriesMax(VerifyLedgerRequest request) {
        return request.hasEntriesMax() ? request.getEntriesMax() : 1;
    }

    private static int inRange(String field, int value, int max) {
        if (value < 1 || value > max) throw new InvalidRequestException(field, "must be 1 to " + max + ", is " + value);
        return value;
    }
}
