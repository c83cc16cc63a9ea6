package io.inventory.jdbi.sql.verification;

/** Identifies a ledger entry, by its SKU as it is stored. */
record EntryKey(String sku, long version) {}
