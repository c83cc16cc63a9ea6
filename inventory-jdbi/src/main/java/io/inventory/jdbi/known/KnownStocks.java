package io.inventory.jdbi.known;

import io.inventory.Sku;
import io.inventory.decision.StockLevel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;

/**
 * The stocks as the last batches of this process left them, up to a number: those that were not used for longest are forgotten.
 * A stock is lent to one batch at a time, known or not, and what is known comes back once that batch is committed; what a failed
 * batch had is forgotten.
 *
 * <p>A stock that others change too is not worth remembering: for a while after it was found to be not as this process left it,
 * no batch is decided from it. After a batch that had relied on what was not so, none is for a while, the longer the more such
 * batches there were before many in a row were right. Thread-safe.
 */
public final class KnownStocks {
    /** As many as are kept by default: 26 MB with SKUs of 20 characters. */
    public static final int KNOWN_DEFAULT = 100_000;

    /** The most that can be kept. */
    public static final int KNOWN_MAX = 10_000_000;

    /** For how long no batch is decided from a stock that somebody else has changed. */
    private static final Duration CONTESTED = Duration.ofSeconds(1);

    /** For how long no batch is decided from any after one that was wrong; twice as long after each further one. */
    private static final Duration MISTAKEN_MIN = Duration.ofMillis(10);

    private static final Duration MISTAKEN_MAX = Duration.ofSeconds(5);

    /** After so many batches in a row that were right the next mistake is a first one: a wrong one costs what several spare. */
    private static final int RIGHT_ENOUGH = 16;

    private final int max;
    private final UnaryOperator<StockLevel> memory;
    private final LongSupplier nanoTime;
    private final Map<Sku, Known> stocks = new LinkedHashMap<>();

    /** What batches under way have borrowed: whoever reads such a stock reads what is about to change. */
    private final Set<Sku> borrowed = new HashSet<>();

    private int mistakes;
    private int rightInARow;
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

    /** Whether none are kept. */
    public boolean isOff() {
        return max == 0;
    }

    /** Lends the stocks of some SKUs, known or not; the loan must be closed when the batch is over. */
    public Loan lend(Collection<Sku> skus) {
        Loan loan = new Loan();
        lend(skus, loan);
        return loan;
    }

    private synchronized void lend(Collection<Sku> skus, Loan loan) {
        long now = nanoTime.getAsLong();
        loan.isUsable &= max > 0 && now - lendsFromNanos >= 0;
        for (Sku sku : skus) {
            if (!borrowed.add(sku)) {
                loan.isUsable = false;
                continue;
            }
            loan.skus.add(sku);
            Known known = stocks.remove(sku);
            if (known == null) loan.unknown.add(sku);
            else {
                loan.isUsable &= now - known.uncontestedFromNanos >= 0;
                loan.lent.put(sku, known);
            }
        }
    }

    private synchronized void giveBack(Collection<Sku> skus) {
        skus.forEach(borrowed::remove);
    }

    /** How many are known now. */
    public synchronized int size() {
        return stocks.size();
    }

    private synchronized void settle(Collection<StockLevel> left, boolean isProved, Loan loan) {
        if (max == 0) return;
        if (isProved && ++rightInARow >= RIGHT_ENOUGH) mistakes = 0;
        long now = nanoTime.getAsLong();
        for (StockLevel stock : left) put(stock, loan, now);
        // what was not needed is as it was, unless something was not: nobody knows what
        if (!loan.wasWrong) loan.lent.forEach(stocks::putIfAbsent);
        Iterator<Sku> oldest = stocks.keySet().iterator();
        while (stocks.size() > max) {
            oldest.next();
            oldest.remove();
        }
    }

    /** One of two batches may be the last to come here, but not the last to be committed. */
    private void put(StockLevel stock, Loan loan, long now) {
        Known other = stocks.remove(stock.sku());
        if (other == null)
            stocks.put(stock.sku(), new Known(memory.apply(stock), loan.uncontestedFromNanos(stock.sku(), now)));
        else {
            StockLevel newer = other.stock.version() > stock.version() ? other.stock : memory.apply(stock);
            long from = loan.uncontestedFromNanos(stock.sku(), other.uncontestedFromNanos);
            stocks.put(
                    stock.sku(),
                    new Known(newer, from - other.uncontestedFromNanos > 0 ? from : other.uncontestedFromNanos));
        }
    }

    private synchronized void mistaken() {
        long pause = MISTAKEN_MIN.toNanos() << Math.min(mistakes, 16);
        mistakes++;
        rightInARow = 0;
        lendsFromNanos = nanoTime.getAsLong() + Math.min(pause, MISTAKEN_MAX.toNanos());
    }

    private record Known(StockLevel stock, long uncontestedFromNanos) {}

    /** What one batch was lent, until it is closed. Not thread-safe. */
    public final class Loan implements AutoCloseable {
        private final Set<Sku> skus = new HashSet<>();
        private final Map<Sku, Known> lent = new HashMap<>();
        private final List<Sku> unknown = new ArrayList<>(0);
        private final Map<Sku, Long> contested = new HashMap<>(0);
        private boolean isUsable = true;
        private boolean wasWrong;

        private Loan() {}

        /** Whether a batch may be decided from it, once {@link #unknown} has been read. */
        public boolean isUsable() {
            return isUsable;
        }

        /** Borrows more; whether a batch may be decided from all of it then. */
        public boolean extend(Collection<Sku> more) {
            List<Sku> others = more.stream().filter(sku -> !skus.contains(sku)).toList();
            if (!others.isEmpty()) lend(others, this);
            return isUsable;
        }

        /** The SKUs whose stocks are not known, if there are any; they are to be read. */
        public List<Sku> unknown() {
            return List.copyOf(unknown);
        }

        /** To be called with the stocks of {@link #unknown} that exist, read a moment ago and not locked. */
        public void read(List<StockLevel> stocks) {
            long now = nanoTime.getAsLong();
            for (StockLevel stock : stocks) lent.put(stock.sku(), new Known(memory.apply(stock), now));
            unknown.clear();
        }

        /** Those of the stocks that exist; to be called where {@link #isUsable}, and nothing is unknown. */
        public List<StockLevel> stocks(Collection<Sku> some) {
            List<StockLevel> levels = new ArrayList<>(some.size());
            for (Sku sku : some) {
                Known known = lent.get(sku);
                if (known != null) levels.add(known.stock);
            }
            return levels;
        }

        /** To be called when a batch that was decided from it failed because something was not as it was known. */
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

        /**
         * To be called with the stocks as the batch left them, once it is committed.
         *
         * @param isProved whether it was decided from what it was lent
         */
        public void settle(Collection<StockLevel> left, boolean isProved) {
            KnownStocks.this.settle(left, isProved, this);
        }

        /** Others may borrow the stocks. */
        @Override
        public void close() {
            giveBack(skus);
        }

        private long uncontestedFromNanos(Sku sku, long otherwise) {
            Long from = contested.get(sku);
            if (from != null) return from;
            Known known = lent.get(sku);
            return known == null ? otherwise : known.uncontestedFromNanos;
        }
    }
}
