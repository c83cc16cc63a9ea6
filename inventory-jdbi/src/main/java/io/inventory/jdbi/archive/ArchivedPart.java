package io.inventory.jdbi.archive;

import java.time.Instant;

/**
 * Successive entries of a SKU that are in a file, without them.
 *
 * @param opening what the ledger added up to before the first of them
 * @param closing what it added up to after the last
 * @param closedAt when the last was written
 */
public record ArchivedPart(LedgerPoint opening, LedgerPoint closing, Instant closedAt) {}
