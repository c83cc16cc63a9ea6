package io.inventory.examples.faults.history;

/** So many units of a SKU; of an operator's adjustment also fewer than none. */
public record Units(String sku, long quantity) {}
