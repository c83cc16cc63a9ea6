package io.inventory;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * A part of an import, as much of it as is sent at once. Sent again, also in another cut and to another process, it changes
 * nothing that it has changed: each item has its own {@linkplain ImportId#requestId request id}.
 *
 * @param importId the import
 * @param items 1 to {@link #ITEMS_MAX}, each with a higher number than the one before, and of another SKU: the items of a chunk
 *     are carried out in any order
 * @param actor who gives the commands, for the ledger; over a client it must be {@link Actor#NOBODY}, see {@link
 *     OperatorCommand#by}
 */
public record ImportChunk(ImportId importId, List<ImportItem> items, Actor actor) {
    /** The most items of a chunk: few enough that orders beside it don't wait for long. */
    public static final int ITEMS_MAX = 256;

    /** @throws InvalidRequestException naming {@code items}, or the one that is out of order or has the SKU of another */
    public ImportChunk {
        items = List.copyOf(items);
        if (items.isEmpty() || items.size() > ITEMS_MAX)
            throw new InvalidRequestException("items", "must have 1 to " + ITEMS_MAX + " items, has " + items.size());
        Map<Sku, Integer> places = new HashMap<>();
        for (int i = 0; i < items.size(); i++) {
            ImportItem item = items.get(i);
            if (i > 0 && item.number() <= items.get(i - 1).number())
                throw new InvalidRequestException(
                        "items[" + i + "].number",
                        "must be higher than " + items.get(i - 1).number() + " before it, is " + item.number());
            Integer other = places.putIfAbsent(item.sku(), i);
            if (other != null)
                throw new InvalidRequestException(
                        "items[" + i + "].sku_id",
                        "must not be that of items[" + other + "]: send it when this chunk is answered");
        }
    }

    /** By nobody in particular. */
    public ImportChunk(ImportId importId, List<ImportItem> items) {
        this(importId, items, Actor.NOBODY);
    }

    /** Submits each item as a command; the results are in the order of the items. */
    CompletableFuture<List<ImportResult>> submitTo(Inventory inventory) {
        List<CompletableFuture<ImportResult>> answers = new ArrayList<>(items.size());
        for (ImportItem item : items) answers.add(submit(item, inventory));
        CompletableFuture<List<ImportResult>> all = CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
                .thenApply(
                        unused -> answers.stream().map(CompletableFuture::join).toList());
        var unused = all.whenComplete((results, failure) -> answers.forEach(answer -> answer.cancel(false)));
        return all;
    }

    private CompletableFuture<ImportResult> submit(ImportItem item, Inventory inventory) {
        CompletableFuture<?> asked = inventory.submit(item.command(importId).by(actor));
        CompletableFuture<ImportResult> result = asked.handle((answer, failure) -> result(item, answer, failure));
        var unused = result.whenComplete((value, failure) -> asked.cancel(false));
        return result;
    }

    private static ImportResult result(ImportItem item, @Nullable Object answer, @Nullable Throwable failure) {
        if (answer instanceof StockChanged changed) return new ImportResult.Changed(item.number(), changed);
        if (answer instanceof StockCounted counted) return new ImportResult.Counted(item.number(), counted);
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof InventoryException known)
            return new ImportResult.Refused(item.number(), item.sku(), known);
        throw new CompletionException(cause);
    }
}
