package io.inventory.decision;

import io.inventory.LedgerEntry;
import io.inventory.LedgerReason;
import io.inventory.RefusedException;
import io.inventory.Sku;
import io.inventory.StockExplanation;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The entries of a ledger added up by reason. The sums of one reason may exceed 64 bits where those of all do not, as of
 * stock that is added and set to 0 again and again. Not thread-safe.
 */
public final class LedgerSums {
    private final Map<LedgerReason, Part> parts = new EnumMap<>(LedgerReason.class);

    /**
     * Entries of one reason.
     *
     * @param entries how many
     * @param change of the available units
     * @param reservedChange of the reserved units
     */
    public record Part(long entries, BigInteger change, BigInteger reservedChange) {
        private static final Part NONE = new Part(0, BigInteger.ZERO, BigInteger.ZERO);

        private Part plus(Part other) {
            return new Part(
                    entries + other.entries, change.add(other.change), reservedChange.add(other.reservedChange));
        }

        private Part minus(Part other) {
            return new Part(
                    entries - other.entries,
                    change.subtract(other.change),
                    reservedChange.subtract(other.reservedChange));
        }
    }

    /** Adds one entry. */
    public void add(LedgerEntry entry) {
        add(
                entry.reason(),
                new Part(1, BigInteger.valueOf(entry.change()), BigInteger.valueOf(entry.reservedChange())));
    }

    /** Adds entries of one reason. */
    public void add(LedgerReason reason, Part part) {
        parts.merge(reason, part, Part::plus);
    }

    /** New ones, of both. */
    public LedgerSums plus(LedgerSums other) {
        LedgerSums both = new LedgerSums();
        parts.forEach(both::add);
        other.parts.forEach(both::add);
        return both;
    }

    /** New ones, of what it has beyond another. */
    public LedgerSums minus(LedgerSums other) {
        LedgerSums difference = plus(new LedgerSums());
        other.parts.forEach((reason, part) -> difference.parts.merge(reason, Part.NONE.minus(part), Part::plus));
        difference.parts.values().removeIf(Part.NONE::equals);
        return difference;
    }

    /** By reason. */
    public Map<LedgerReason, Part> parts() {
        return Collections.unmodifiableMap(parts);
    }

    /** Whether they lead from nothing to that balance. */
    public boolean leadTo(StockExplanation.Balance balance) {
        Part all = parts.values().stream().reduce(Part.NONE, Part::plus);
        return all.equals(new Part(
                balance.version(), BigInteger.valueOf(balance.available()), BigInteger.valueOf(balance.reserved())));
    }

    /**
     * As the SKU's users see them.
     *
     * @throws RefusedException with OUT_OF_RANGE, if the sum of one reason exceeds 64 bits
     */
    public List<StockExplanation.Sum> list(Sku sku) {
        List<StockExplanation.Sum> sums = new ArrayList<>();
        parts.forEach((reason, part) -> sums.add(sum(sku, reason, part)));
        return sums;
    }

    private static StockExplanation.Sum sum(Sku sku, LedgerReason reason, Part part) {
        try {
            return new StockExplanation.Sum(
                    reason, part.entries, part.change.longValueExact(), part.reservedChange.longValueExact());
        } catch (ArithmeticException e) {
            throw RefusedException.sumOutOfRange(sku, reason);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof LedgerSums sums && parts.equals(sums.parts);
    }

    @Override
    public int hashCode() {
        return parts.hashCode();
    }

    @Override
    public String toString() {
        return parts.toString();
    }
}
