package io.inventory;

import java.util.List;
import java.util.Optional;

/**
 * A part of what is stored, verified.
 *
 * @param stage what was verified
 * @param checked how many rows were read for it
 * @param findings what is wrong; empty if nothing is
 * @param next the token of the part after it; empty if that was all. For resuming too, also by another process
 */
public record VerifiedPart(
        VerifyLedger.Stage stage, long checked, List<LedgerFinding> findings, Optional<PageToken> next) {
    /** Copies the list. */
    public VerifiedPart {
        findings = List.copyOf(findings);
    }
}
