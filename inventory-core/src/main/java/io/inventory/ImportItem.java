package io.inventory;

import java.time.Instant;

/** One change of an import. It is refused, applied and recorded as the {@link StockCommand} that it stands for. */
public sealed interface ImportItem {
    /** Unique within the import, 1 or more; the line of a file, for example. */
    long number();

    /** The SKU that it is about. */
    Sku sku();

    /** The command that it stands for, with the request id that follows from the import and the number. */
    StockCommand<?> command(ImportId importId);

    /** Begins to stock a SKU; see {@link CreateStock}. */
    record Create(long number, Sku sku, long available) implements ImportItem {
        /** @throws InvalidRequestException naming {@code number} or {@code initial_stock} */
        public Create {
            requireNumber(number);
            var unused = new CreateStock(sku, available, any());
        }

        @Override
        public CreateStock command(ImportId importId) {
            return new CreateStock(sku, available, importId.requestId(number));
        }
    }

    /** Adds units or takes them off; see {@link AdjustStock}. */
    record Adjust(long number, Sku sku, long delta, String reason) implements ImportItem {
        /** @throws InvalidRequestException naming {@code number}, {@code delta} or {@code reason} */
        public Adjust {
            requireNumber(number);
            var unused = new AdjustStock(sku, delta, reason, any());
        }

        @Override
        public AdjustStock command(ImportId importId) {
            return new AdjustStock(sku, delta, reason, importId.requestId(number));
        }
    }

    /** Sets the available units, whatever they were; see {@link SetStock}. */
    record Set(long number, Sku sku, long available, String reason) implements ImportItem {
        /** @throws InvalidRequestException naming {@code number}, {@code available_stock} or {@code reason} */
        public Set {
            requireNumber(number);
            var unused = new SetStock(sku, available, reason, any());
        }

        @Override
        public SetStock command(ImportId importId) {
            return new SetStock(sku, available, reason, importId.requestId(number));
        }
    }

    /** Records what was counted at a time in the past; see {@link CountStock}. */
    record Count(long number, Sku sku, long counted, Instant asOf, String reason) implements ImportItem {
        /** @throws InvalidRequestException naming {@code number}, {@code counted}, {@code as_of} or {@code reason} */
        public Count {
            requireNumber(number);
            var unused = new CountStock(sku, counted, asOf, reason, any());
        }

        @Override
        public CountStock command(ImportId importId) {
            return new CountStock(sku, counted, asOf, reason, importId.requestId(number));
        }
    }

    private static void requireNumber(long number) {
        if (number < 1) throw new InvalidRequestException("number", "must be 1 or more, is " + number);
    }

    /** For a command that only checks the values of an item. */
    private static RequestId any() {
        return new RequestId("any");
    }
}
