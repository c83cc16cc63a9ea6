package io.inventory;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Carries out an import on the calling thread: cuts the items into chunks, has two of them under way, sends again what failed for a
 * reason that passes, and gives the results in the order of the items. Holds no more than these chunks. Not thread-safe.
 */
final class ImportRun {
    /** How many chunks are under way: one is sent and read while the other is carried out. */
    static final int CHUNKS_MAX = 2;

    /** How long a chunk may be without an answer before it is sent again. */
    static final Duration ANSWER_MAX = Duration.ofSeconds(30);

    /** For how long an item that fails for a reason that passes is sent again, before the import ends. */
    static final Duration FAILING_MAX = Duration.ofMinutes(1);

    private static final long PAUSE_MILLIS_FIRST = 50;
    private static final long PAUSE_MILLIS_MAX = 2_000;

    private final Inventory inventory;
    private final ImportId importId;
    private final Iterator<? extends ImportItem> items;
    private final Deque<Part> underWay = new ArrayDeque<>();
    private final Set<Sku> skusUnderWay = new HashSet<>();
    private @Nullable ImportItem held;
    private long lastNumber;

    ImportRun(Inventory inventory, ImportId importId, Iterator<? extends ImportItem> items) {
        this.inventory = inventory;
        this.importId = importId;
        this.items = items;
    }

    ImportSummary run(Consumer<? super ImportResult> results) {
        ImportSummary summary = ImportSummary.NONE;
        try {
            while (true) {
                submitWhatFits();
                Part first = underWay.peek();
                if (first == null) return summary;
                for (ImportResult result : first.results()) {
                    summary = summary.plus(result);
                    results.accept(result);
                }
                underWay.remove();
                first.items.forEach(item -> skusUnderWay.remove(item.sku()));
            }
        } finally {
            underWay.forEach(Part::giveUp);
        }
    }

    private void submitWhatFits() {
        while (underWay.size() < CHUNKS_MAX) {
            List<ImportItem> next = next();
            if (next.isEmpty()) return;
            underWay.add(new Part(next));
        }
    }

    /** The items of the next chunk; it ends before one whose SKU is under way, so that items of one SKU keep their order. */
    private List<ImportItem> next() {
        List<ImportItem> next = new ArrayList<>();
        while (next.size() < ImportChunk.ITEMS_MAX) {
            ImportItem item = held;
            if (item == null) {
                if (!items.hasNext()) return next;
                item = items.next();
                requireAscending(item);
            }
            held = item;
            if (!skusUnderWay.add(item.sku())) return next;
            held = null;
            next.add(item);
        }
        return next;
    }

    private void requireAscending(ImportItem item) {
        if (item.number() <= lastNumber)
            throw new InvalidRequestException(
                    "number", "must be higher than " + lastNumber + " before it, is " + item.number());
        lastNumber = item.number();
    }

    /** A chunk that is under way, of which a part may have its results already. */
    private final class Part {
        final List<ImportItem> items;
        private final @Nullable ImportResult[] results;
        private List<ImportItem> asked;
        private CompletableFuture<List<ImportResult>> answer;
        private long failingSinceNanos;
        private int failures;

        Part(List<ImportItem> items) {
            this.items = items;
            results = new ImportResult[items.size()];
            asked = items;
            answer = inventory.submit(new ImportChunk(importId, items));
        }

        void giveUp() {
            answer.cancel(false);
        }

        /** Blocks until each item has a result that stays. */
        List<ImportResult> results() {
            while (true) {
                InventoryException failure = take();
                List<ImportItem> left = new ArrayList<>();
                List<ImportResult> done = new ArrayList<>(items.size());
                for (int i = 0; i < results.length; i++) {
                    ImportResult result = results[i];
                    if (result == null) left.add(items.get(i));
                    else done.add(result);
                }
                if (left.isEmpty()) return done;
                pause(left.get(0), failure);
                asked = left;
                answer = inventory.submit(new ImportChunk(importId, left));
            }
        }

        /** Keeps the results that stay; returns why there are others, if there are. */
        private @Nullable InventoryException take() {
            List<ImportResult> got;
            try {
                got = answer.get(ANSWER_MAX.toNanos(), TimeUnit.NANOSECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw stopped(asked.get(0), UnavailableException.unavailable("the caller was interrupted", e));
            } catch (TimeoutException | CancellationException e) {
                giveUp();
                return UnavailableException.unavailable("no answer within " + ANSWER_MAX.toSeconds() + " s", e);
            } catch (ExecutionException e) {
                if (e.getCause() instanceof InventoryException known && known.isRetryable()) return known;
                if (e.getCause() instanceof InventoryException known)
                    throw (InventoryException) known.fillInStackTrace();
                throw new IllegalStateException("the chunk failed in an unexpected way", e.getCause());
            }
            InventoryException failure = null;
            int place = 0;
            for (ImportResult result : got) {
                while (items.get(place).number() != result.number()) place++;
                if (result instanceof ImportResult.Refused refused
                        && refused.failure().isRetryable()) failure = refused.failure();
                else results[place] = result;
            }
            return failure;
        }

        private void pause(ImportItem first, @Nullable InventoryException failure) {
            if (failure == null) throw new IllegalStateException("no result for item " + first.number());
            long now = System.nanoTime();
            if (failures++ == 0) failingSinceNanos = now;
            if (failure.reason() == ErrorReason.READ_ONLY || now - failingSinceNanos >= FAILING_MAX.toNanos())
                throw stopped(first, failure);
            try {
                TimeUnit.MILLISECONDS.sleep(
                        Math.min(PAUSE_MILLIS_MAX, PAUSE_MILLIS_FIRST << Math.min(failures - 1, 10)));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw stopped(first, failure);
            }
        }

        private UnavailableException stopped(ImportItem first, InventoryException failure) {
            return new UnavailableException(
                    failure.reason(),
                    "import " + importId + " stopped at item " + first.number() + ": " + failure.getMessage()
                            + "; go on with the first item that has no result",
                    failure);
        }
    }
}
