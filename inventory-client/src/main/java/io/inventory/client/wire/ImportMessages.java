package io.inventory.client.wire;

import com.google.rpc.Status;
import io.inventory.ImportChunk;
import io.inventory.ImportItem;
import io.inventory.ImportResult;
import io.inventory.InventoryException;
import io.inventory.v1.ImportStocksRequest;
import io.inventory.v1.ImportStocksResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Chunks of an import as messages, and the messages that answer them as results. */
public final class ImportMessages {
    private ImportMessages() {}

    /** A chunk; the server names whoever it has authenticated. */
    public static ImportStocksRequest chunk(ImportChunk chunk) {
        ImportStocksRequest.Builder request =
                ImportStocksRequest.newBuilder().setImportId(chunk.importId().value());
        for (ImportItem item : chunk.items()) request.addItems(item(item));
        return request.build();
    }

    private static io.inventory.v1.ImportItem item(ImportItem item) {
        io.inventory.v1.ImportItem.Builder message =
                io.inventory.v1.ImportItem.newBuilder().setNumber(item.number());
        if (item instanceof ImportItem.Create create) {
            message.getCreateBuilder().setSkuId(create.sku().value()).setInitialStock(create.available());
        } else if (item instanceof ImportItem.Adjust adjust) {
            message.getAdjustBuilder()
                    .setSkuId(adjust.sku().value())
                    .setDelta(adjust.delta())
                    .setReason(adjust.reason());
        } else if (item instanceof ImportItem.Set set) {
            message.getSetBuilder()
                    .setSkuId(set.sku().value())
                    .setAvailableStock(set.available())
                    .setReason(set.reason());
        } else {
            ImportItem.Count count = (ImportItem.Count) item;
            message.getCountBuilder()
                    .setSkuId(count.sku().value())
                    .setCounted(count.counted())
                    .setAsOf(Values.timestamp(count.asOf()))
                    .setReason(count.reason());
        }
        return message.build();
    }

    /** The results of a chunk; fails if they are not those of its items. */
    public static List<ImportResult> results(
            ImportChunk chunk, ImportStocksResponse response, Function<Status, InventoryException> failures) {
        if (response.getResultsCount() != chunk.items().size())
            throw new IllegalArgumentException("it has " + response.getResultsCount() + " results for "
                    + chunk.items().size() + " items");
        List<ImportResult> results = new ArrayList<>(response.getResultsCount());
        for (int i = 0; i < response.getResultsCount(); i++)
            results.add(result(chunk.items().get(i), response.getResults(i), failures));
        return results;
    }

    private static ImportResult result(
            ImportItem item, io.inventory.v1.ImportResult result, Function<Status, InventoryException> failures) {
        if (result.getNumber() != item.number())
            throw new IllegalArgumentException(
                    "it has a result of item " + result.getNumber() + " in place of item " + item.number());
        ImportResult read = switch (result.getResultCase()) {
            case STOCK_CHANGED ->
                new ImportResult.Changed(item.number(), StockMessages.changed(result.getStockChanged()));
            case STOCK_COUNTED ->
                new ImportResult.Counted(item.number(), StockMessages.counted(result.getStockCounted()));
            case ERROR -> new ImportResult.Refused(item.number(), item.sku(), failures.apply(result.getError()));
            case RESULT_NOT_SET -> throw Values.incomplete("result");
        };
        if (!read.sku().equals(item.sku()))
            throw new IllegalArgumentException("it has a result of SKU " + read.sku() + " in place of " + item.sku());
        return read;
    }
}
