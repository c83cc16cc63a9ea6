package io.inventory.grpc;

import io.inventory.AdjustStock;
import io.inventory.CreateStock;
import io.inventory.Sku;
import io.inventory.StockChanged;
import io.inventory.grpc.ScriptedInventory.Asked;
import io.inventory.v1.CreateStockRequest;
import io.inventory.v1.ImportItem;
import io.inventory.v1.ImportStocksRequest;
import java.util.List;
import java.util.stream.IntStream;

/** Chunks of imports as tests send them, and what answers their items. */
final class ImportChunks {
    private ImportChunks() {}

    /** New SKUs, each named after its number. */
    static ImportStocksRequest creates(String importId, int first, int count) {
        return chunk(
                importId,
                IntStream.range(first, first + count)
                        .mapToObj(i -> create(i, "s" + i))
                        .toArray(ImportItem[]::new));
    }

    static ImportStocksRequest chunk(String importId, ImportItem... items) {
        return ImportStocksRequest.newBuilder()
                .setImportId(importId)
                .addAllItems(List.of(items))
                .build();
    }

    static ImportItem create(long number, String sku) {
        return ImportItem.newBuilder()
                .setNumber(number)
                .setCreate(CreateStockRequest.newBuilder().setSkuId(sku).setInitialStock(1))
                .build();
    }

    /** As if it had been applied. */
    static void answer(Asked asked) {
        Sku sku = asked.request() instanceof CreateStock create ? create.sku() : ((AdjustStock) asked.request()).sku();
        asked.answer().complete(new StockChanged(sku, 1, 0, 1, false));
    }
}
