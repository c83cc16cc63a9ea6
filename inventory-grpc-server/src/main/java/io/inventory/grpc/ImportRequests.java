package io.inventory.grpc;

import io.inventory.AdjustStock;
import io.inventory.CountStock;
import io.inventory.CreateStock;
import io.inventory.ImportChunk;
import io.inventory.ImportId;
import io.inventory.InvalidRequestException;
import io.inventory.SetStock;
import io.inventory.v1.ImportItem;
import io.inventory.v1.ImportStocksRequest;
import java.util.HashMap;
import java.util.Map;

/** Messages of an import as commands. What is wrong with a chunk refuses all of it, what is wrong with an item that one. */
final class ImportRequests {
    private ImportRequests() {}

    /**
     * The import of a chunk that is one: see {@link ImportChunk}.
     *
     * @throws InvalidRequestException naming what is wrong with it as a whole
     */
    static ImportId importId(ImportStocksRequest request) {
        ImportId importId = new ImportId(request.getImportId());
        int count = request.getItemsCount();
        if (count < 1 || count > ImportChunk.ITEMS_MAX)
            throw new InvalidRequestException(
                    "items", "must have 1 to " + ImportChunk.ITEMS_MAX + " items, has " + count);
        Map<String, Integer> places = new HashMap<>();
        long before = 0;
        for (int i = 0; i < count; i++) {
            ImportItem item = request.getItems(i);
            if (item.getNumber() <= before)
                throw new InvalidRequestException(
                        "items[" + i + "].number",
                        "must be 1 or more, and higher than " + before + " before it; is " + item.getNumber());
            before = item.getNumber();
            Integer other = places.putIfAbsent(sku(item), i);
            if (other != null)
                throw new InvalidRequestException(
                        "items[" + i + "].sku_id",
                        "must not be that of items[" + other + "]: send it when this chunk is answered");
        }
        return importId;
    }

    private static String sku(ImportItem item) {
        return switch (item.getChangeCase()) {
            case CREATE -> item.getCreate().getSkuId();
            case ADJUST -> item.getAdjust().getSkuId();
            case SET -> item.getSet().getSkuId();
            case COUNT -> item.getCount().getSkuId();
            // refused by itself, like others of its kind
            case CHANGE_NOT_SET -> "\n" + item.getNumber();
        };
    }

    static CreateStock create(ImportId importId, ImportItem item) {
        requireNone(item.getCreate().getRequestId());
        return StockRequests.create(item.getCreate().toBuilder()
                .setRequestId(requestId(importId, item))
                .build());
    }

    static AdjustStock adjust(ImportId importId, ImportItem item) {
        requireNone(item.getAdjust().getRequestId());
        return StockRequests.adjust(item.getAdjust().toBuilder()
                .setRequestId(requestId(importId, item))
                .build());
    }

    static SetStock set(ImportId importId, ImportItem item) {
        requireNone(item.getSet().getRequestId());
        return StockRequests.set(item.getSet().toBuilder()
                .setRequestId(requestId(importId, item))
                .build());
    }

    static CountStock count(ImportId importId, ImportItem item) {
        requireNone(item.getCount().getRequestId());
        return StockRequests.count(item.getCount().toBuilder()
                .setRequestId(requestId(importId, item))
                .build());
    }

    private static String requestId(ImportId importId, ImportItem item) {
        return importId.requestId(item.getNumber()).value();
    }

    private static void requireNone(String requestId) {
        if (!requestId.isEmpty())
            throw new InvalidRequestException("request_id", "must be empty: it follows from import_id and number");
    }

    /** Of an item that is no change which this server knows. */
    static InvalidRequestException noChange() {
        return new InvalidRequestException("change", "must be one of create, adjust, set and count");
    }
}
