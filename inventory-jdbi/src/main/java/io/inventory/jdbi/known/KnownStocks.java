package io.inventory.jdbi.known;

import io.inventory.Sku;
import io.inventory.decision.StockLevel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;

/**
 * The stocks as the last batches of this process left them, up to a number: those that were not used for longest are forgotten.
 * A stock is lent to one batch at a time, and comes back once that batch is committed; what a failed batch had is forgotten.
 *
 * <p>A stock that others change too is not worth remembering: for a while after it was found to be not as this process left it,
 * it is not lent. After a batch that had relied on what was not so, nothing is lent for a while, the longer the more such batches
 * there were in a row. Thread-safe.
 */
public final class KnownStocks {
    /** As many as are kept by default: about 30 MB with SKUs of 20 characters. */
    public static final int KNOWN_DEFAULT = 100_000;

    /** The most that can be kept. */
    public static final int KNOWN_MAX = 10_000_000;

    /** For how long a stock is not lent that somebody else has changed. */
    private static final Duration CONTESTED = Duration.ofSeconds(1);

    /** For how long nothing is lent after one batch that was wrong; twice as long after each in a row. */
    private static final Duration MISTAKEN_MIN = Duration.ofMillis(10);

    private static final Duration MISTAKEN_MAX = Duration.ofSeconds(5);

    private final int max;
    private final UnaryOperator<StockLevel> memory;
    private final LongSupplier nanoTime;
    private final Map<Sku, Known> stocks = new LinkedHashMap<>();
    private int mistakes;
    private long lendsFromNanos;

    /** @param max how many are kept at most; 0 for none, so that nothing is ever lent */
    public KnownStocks(int max) {
        this(max, UnaryOperator.identity(), System::nanoTime);
    }

    /**
     * One that may remember wrongly, for tests.
     *
     * @param memory what comes of a stock in the memory of this process
     */
    public KnownStocks(int max, UnaryOperator<StockLevel> memory, LongSupplier nanoTime) {
        this.max = max;
        this.memory = memory;
        this.nanoTime = nanoTime;
        lendsFromNanos = nanoTime.getAsLong();
    }

    /** Lends the stocks of some SKUs, as far as they are known. */
    public synchronized Loan lend(Collection<Sku> skus) {
        long now = nanoTime.getAsLong();
        if (stocks.isEmpty()) return new Loan(Map.of(), false);
        boolean isComplete = now - lendsFromNanos >= 0;
        Map<Sku, Known> lent = new HashMap<>();
        for (Sku sku : skus) {
            Known known = stocks.remove(sku);
            if (known == null) isComplete = false;
            else {
                isComplete &= now - known.uncontestedFromNanos >= 0;
                lent.put(sku, known);
            }
        }
        return new Loan(lent, isComplete);
    }

    /** How many are known now. */
    public synchronized int size() {
        return stocks.size();
    }

    private synchronized void settle(Collection<StockLevel> left, Loan loan) {
        if (max == 0) return;
        if (loan.wasRelied && !loan.wasWrong) mistakes = 0;
        long now = nanoTime.getAsLong();
        // what was not needed is as it was, unless something was not: nobody knows what
        if (!loan.wasWrong) loan.lent.forEach(stocks::putIfAbsent);
        for (StockLevel stock : left) put(stock, loan.uncontestedFromNanos(stock.sku(), now));
        Iterator<Sku> oldest = stocks.keySet().iterator();
        while (stocks.size() > max) {
            oldest.next();
            oldest.remove();
        }
    }

    /** One of two batches may be the last to come here, but not the last to be committed. */
    private void put(StockLevel stock, long uncontestedFromNanos) {
        Known other = stocks.remove(stock.sku());
        boolean isNewer = other == null || other.stock.version() <= stock.version();
        stocks.put(stock.sku(), isNewer ? new Known(memory.apply(stock), uncontestedFromNanos) : other);
    }

    private synchronized void mistaken() {
        long pause = MISTAKEN_MIN.toNanos() << Math.min(mistakes, 16);
        mistakes++;
        lendsFromNanos = nanoTime.getAsLong() + Math.min(pause, MISTAKEN_MAX.toNanos());
    }

    private record Known(StockLevel stock, long uncontestedFromNanos) {}

    /** What one batch was lent. Not thread-safe. */
    public final class Loan {
        private final Map<Sku, Known> lent;
        private final boolean isComplete;
        private final Map<Sku, Long> contested = new HashMap<>(0);
        private boolean wasRelied;
        private boolean wasWrong;

        private Loan(Map<Sku, Known> lent, boolean isComplete) {
            this.lent = lent;
            this.isComplete = isComplete;
        }

        /** Whether all is there that was asked for, so that a batch may be decided from it. */
        public boolean isComplete() {
            return isComplete;
        }

        /** Some of the stocks, for a batch that is decided from them: to be called where {@link #isComplete}. */
        public List<StockLevel> rely(Collection<Sku> skus) {
            wasRelied = true;
            List<StockLevel> levels = new ArrayList<>(skus.size());
            for (Sku sku : skus) levels.add(Objects.requireNonNull(lent.get(sku)).stock);
            return levels;
        }

        /** To be called when a batch that relied on it failed because something was not as it was known. */
        public void wasWrong() {
            wasWrong = true;
            mistaken();
        }

        /** To be called with the stocks as they are, locked: one that is not as it was known is others' too. */
        public void found(List<StockLevel> stocks) {
            for (StockLevel stock : stocks) {
                Known known = lent.get(stock.sku());
                if (known != null && !known.stock.equals(stock))
                    contested.put(stock.sku(), nanoTime.getAsLong() + CONTESTED.toNanos());
            }
        }

        /** To be called with the stocks as the batch left them, once it is committed. */
        public void settle(Collection<StockLevel> left) {
            KnownStocks.this.settle(left, this);
        }

        private long uncontestedFromNanos(Sku sku, long now) {
            Long from = contested.get(sku);
            if (from != null) return from;
            Known known = lent.get(sku);
            return known == null ? now : known.uncontestedFromNanos;
        }
    }
}
