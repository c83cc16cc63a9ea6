package io.inventory.client.wire;

import io.inventory.LedgerFinding;
import io.inventory.PageToken;
import io.inventory.VerifiedPart;
import io.inventory.VerifyLedger;
import io.inventory.v1.VerificationProgress;
import io.inventory.v1.VerifyLedgerRequest;
import io.inventory.v1.VerifyLedgerResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Requests to verify as messages, and the messages that answer them as parts. */
public final class VerificationMessages {
    private VerificationMessages() {}

    /** One part, and as fast as it can be had. */
    static VerifyLedgerRequest part(VerifyLedger verify) {
        return VerifyLedgerRequest.newBuilder()
                .setResumeToken(StockMessages.token(verify.after()))
                .setEntriesMax(verify.entriesMax())
                .setPartsMax(1)
                .build();
    }

    /** All that follows, as fast as given. */
    public static VerifyLedgerRequest all(Optional<PageToken> after, int entriesPerSecond) {
        return VerifyLedgerRequest.newBuilder()
                .setResumeToken(StockMessages.token(after))
                .setEntriesPerSecond(entriesPerSecond)
                .build();
    }

    /**
     * The part that its messages make.
     *
     * @param messages its findings, and its progress as the last
     * @throws IllegalArgumentException if they can't be understood
     */
    public static VerifiedPart part(List<VerifyLedgerResponse> messages) {
        List<LedgerFinding> findings = new ArrayList<>();
        for (VerifyLedgerResponse message : messages) {
            switch (message.getMessageCase()) {
                case FINDING -> findings.add(finding(message.getFinding()));
                case PROGRESS -> {
                    return part(findings, message.getProgress());
                }
                case MESSAGE_NOT_SET -> throw Values.incomplete("finding or progress");
            }
        }
        throw Values.incomplete("progress");
    }

    private static VerifiedPart part(List<LedgerFinding> findings, VerificationProgress progress) {
        return new VerifiedPart(
                Values.name(VerifyLedger.Stage.class, "VERIFICATION_STAGE_", progress.getStage()),
                progress.getChecked(),
                findings,
                StockMessages.token(progress.getResumeToken()));
    }

    private static LedgerFinding finding(io.inventory.v1.LedgerFinding finding) {
        return new LedgerFinding(
                Values.name(LedgerFinding.Kind.class, "LEDGER_FINDING_KIND_", finding.getKind()),
                finding.getSkuId(),
                finding.getVersion(),
                finding.getRefId(),
                finding.getExpected(),
                finding.getFound());
    }
}
