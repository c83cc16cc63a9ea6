package io.inventory.decision;

import io.inventory.Sku;

/** Which ledger entry: the version of a SKU's stock that it led to. */
public record LedgerKey(Sku sku, long version) {}
