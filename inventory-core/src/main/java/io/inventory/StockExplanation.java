package io.inventory;

import java.time.Instant;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * Why a stock is what it is. The sums lead from the opening balance to the closing one: there is no explanation that does
 * not add up.
 *
 * @param stock as it is now
 * @param opening what there was before the first entry of the range; nothing, at version 0, if the SKU was created in it
 * @param sums what changed it in the range, by reason and in the order of {@link LedgerReason}, without reasons that no
 *     entry has
 * @param closing what there was after the last entry of the range
 * @param reservations which reservations hold units now, the first to run out first; up to {@link #RESERVATIONS_MAX}
 * @param moreReservations whether there are more of them
 * @param lastEntries the last entries of the range, newest first; up to {@link #ENTRIES_MAX}
 */
public record StockExplanation(
        Stock stock,
        Balance opening,
        List<Sum> sums,
        Balance closing,
        List<Reservation> reservations,
        boolean moreReservations,
        List<LedgerEntry> lastEntries) {
    /** The most reservations that are named. */
    public static final int RESERVATIONS_MAX = 100;
    /** The most entries that are given. */
    public static final int ENTRIES_MAX = 20;

    /**
     * Copies the lists.
     *
     * @throws InternalErrorException if it does not add up, because the ledger is damaged
     */
    public StockExplanation {
        sums = List.copyOf(sums);
        reservations = List.copyOf(reservations);
        lastEntries = List.copyOf(lastEntries);
        // Sums may exceed 64 bits on the way to a balance that does not: what wraps around once comes back.
        if (opening.available() + total(sums, Sum::change) != closing.available()
                || opening.reserved() + total(sums, Sum::reservedChange) != closing.reserved()
                || opening.version() + total(sums, Sum::entries) != closing.version())
            throw new InternalErrorException("the ledger of SKU " + stock.sku() + " does not add up from version "
                    + opening.version() + " to " + closing.version() + "; verify the ledger");
    }

    private static long total(List<Sum> sums, ToLongFunction<Sum> part) {
        return sums.stream().mapToLong(part).sum();
    }

    /** The sum of one reason, which may be of no entry. */
    public Sum sum(LedgerReason reason) {
        return sums.stream()
                .filter(sum -> sum.reason() == reason)
                .findFirst()
                .orElseGet(() -> new Sum(reason, 0, 0, 0));
    }

    /**
     * What there was after a ledger entry.
     *
     * @param available the available units
     * @param reserved the units held by orders not paid
     * @param version of that entry; 0 for before the first
     */
    public record Balance(long available, long reserved, long version) {
        /** Before the SKU was created. */
        public static final Balance NOTHING = new Balance(0, 0, 0);

        /** What an entry left. */
        public static Balance after(LedgerEntry entry) {
            return new Balance(entry.availableAfter(), entry.reservedAfter(), entry.version());
        }
    }

    /**
     * The ledger entries of one reason, added up.
     *
     * @param entries how many
     * @param change of the available units
     * @param reservedChange of the reserved units
     */
    public record Sum(LedgerReason reason, long entries, long change, long reservedChange) {}

    /**
     * A reservation that holds units of the SKU.
     *
     * @param orderId of the order that holds them
     * @param quantity how many
     * @param expiresAt until when
     */
    public record Reservation(OrderId orderId, long quantity, Instant expiresAt) {}
}
