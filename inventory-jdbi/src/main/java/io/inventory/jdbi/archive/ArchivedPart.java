package io.inventory.jdbi.archive;

import io.inventory.LedgerEntry;

/**
 * Successive entries of a SKU that are in a file; of them it has the last alone.
 *
 * @param opening what the ledger added up to before the first of them
 * @param last the last of them
 * @param closing what the ledger added up to after it
 */
public record ArchivedPart(LedgerPoint opening, LedgerEntry last, LedgerPoint closing) {}
