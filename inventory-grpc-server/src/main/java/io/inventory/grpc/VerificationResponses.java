package io.inventory.grpc;

import io.inventory.PageToken;
import io.inventory.VerifiedPart;
import io.inventory.v1.LedgerFinding;
import io.inventory.v1.LedgerFindingKind;
import io.inventory.v1.VerificationProgress;
import io.inventory.v1.VerificationStage;
import io.inventory.v1.VerifyLedgerResponse;
import java.util.ArrayList;
import java.util.List;

/** Verified parts as messages. */
final class VerificationResponses {
    private VerificationResponses() {}

    /** Each finding, and then how far it has come. */
    static List<VerifyLedgerResponse> part(VerifiedPart part) {
        List<VerifyLedgerResponse> messages = new ArrayList<>(part.findings().size() + 1);
        for (io.inventory.LedgerFinding finding : part.findings())
            messages.add(VerifyLedgerResponse.newBuilder()
                    .setFinding(finding(finding))
                    .build());
        messages.add(VerifyLedgerResponse.newBuilder()
                .setProgress(VerificationProgress.newBuilder()
                        .setStage(stage(part.stage()))
                        .setChecked(part.checked())
                        .setResumeToken(part.next().map(PageToken::value).orElse("")))
                .build());
        return messages;
    }

    private static LedgerFinding finding(io.inventory.LedgerFinding finding) {
        return LedgerFinding.newBuilder()
                .setKind(kind(finding.kind()))
                .setSkuId(finding.skuId())
                .setVersion(finding.version())
                .setRefId(finding.refId())
                .setExpected(finding.expected())
                .setFound(finding.found())
                .build();
    }

    private static LedgerFindingKind kind(io.inventory.LedgerFinding.Kind kind) {
        return switch (kind) {
            case ENTRY_MISSING -> LedgerFindingKind.LEDGER_FINDING_KIND_ENTRY_MISSING;
            case BALANCE_DIFFERS -> LedgerFindingKind.LEDGER_FINDING_KIND_BALANCE_DIFFERS;
            case STOCK_MISSING -> LedgerFindingKind.LEDGER_FINDING_KIND_STOCK_MISSING;
            case STOCK_DIFFERS -> LedgerFindingKind.LEDGER_FINDING_KIND_STOCK_DIFFERS;
            case ORDER_MISSING -> LedgerFindingKind.LEDGER_FINDING_KIND_ORDER_MISSING;
            case ORDER_LACKS_ENTRY -> LedgerFindingKind.LEDGER_FINDING_KIND_ORDER_LACKS_ENTRY;
            case ORDER_ENTRY_MISSING -> LedgerFindingKind.LEDGER_FINDING_KIND_ORDER_ENTRY_MISSING;
            case ORDER_DIFFERS -> LedgerFindingKind.LEDGER_FINDING_KIND_ORDER_DIFFERS;
            case REQUEST_MISSING -> LedgerFindingKind.LEDGER_FINDING_KIND_REQUEST_MISSING;
            case REQUEST_ENTRY_MISSING -> LedgerFindingKind.LEDGER_FINDING_KIND_REQUEST_ENTRY_MISSING;
            case REQUEST_DIFFERS -> LedgerFindingKind.LEDGER_FINDING_KIND_REQUEST_DIFFERS;
            case RESERVATION_DIFFERS -> LedgerFindingKind.LEDGER_FINDING_KIND_RESERVATION_DIFFERS;
            case CHECKPOINT_DIFFERS -> LedgerFindingKind.LEDGER_FINDING_KIND_CHECKPOINT_DIFFERS;
            case UNREADABLE -> LedgerFindingKind.LEDGER_FINDING_KIND_UNREADABLE;
        };
    }

    private static VerificationStage stage(io.inventory.VerifyLedger.Stage stage) {
        return switch (stage) {
            case ENTRIES -> VerificationStage.VERIFICATION_STAGE_ENTRIES;
            case STOCKS -> VerificationStage.VERIFICATION_STAGE_STOCKS;
            case ORDERS -> VerificationStage.VERIFICATION_STAGE_ORDERS;
            case REQUESTS -> VerificationStage.VERIFICATION_STAGE_REQUESTS;
            case RESERVATIONS -> VerificationStage.VERIFICATION_STAGE_RESERVATIONS;
            case CHECKPOINTS -> VerificationStage.VERIFICATION_STAGE_CHECKPOINTS;
        };
    }
}
