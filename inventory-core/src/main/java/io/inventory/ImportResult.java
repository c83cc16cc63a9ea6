package io.inventory;

/** What became of one item of an import. */
public sealed interface ImportResult {
    /** The item's number. */
    long number();

    /** The SKU that it is about. */
    Sku sku();

    /** Whether it had been applied before, and nothing was changed now. */
    boolean replayed();

    /** A create, an adjustment or a set was applied, now or before. */
    record Changed(long number, StockChanged stock) implements ImportResult {
        @Override
        public Sku sku() {
            return stock.sku();
        }

        @Override
        public boolean replayed() {
            return stock.replayed();
        }
    }

    /** A count was applied, now or before. */
    record Counted(long number, StockCounted stock) implements ImportResult {
        @Override
        public Sku sku() {
            return stock.sku();
        }

        @Override
        public boolean replayed() {
            return stock.replayed();
        }
    }

    /** It was not applied; where the failure is {@linkplain InventoryException#isRetryable() retryable}, this is not known. */
    record Refused(long number, Sku sku, InventoryException failure) implements ImportResult {
        @Override
        public boolean replayed() {
            return false;
        }
    }
}
