package io.inventory.jdbi.sql;

import io.inventory.ExplainStock;
import io.inventory.LedgerEntry;
import io.inventory.NotFoundException;
import io.inventory.Sku;
import io.inventory.Stock;
import io.inventory.StockBalance;
import io.inventory.StockExplanation;
import io.inventory.StockExplanation.Balance;
import io.inventory.StockExplanation.Reservation;
import io.inventory.TimeRange;
import io.inventory.UnavailableException;
import io.inventory.decision.LedgerKey;
import io.inventory.decision.LedgerSums;
import io.inventory.jdbi.sql.Dialect.ReservedOrder;
import io.inventory.jdbi.sql.ReservationsTable.ReservationRow;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.jdbi.v3.core.Handle;

/** Explains stocks, each from the last checkpoints and the few entries that follow them. Thread-safe. */
final class LedgerExplanations {
    /** How many entries are added up on each side: some may have been written since the last checkpoint was. */
    private static final int ENTRIES_MAX = 4 * Checkpoints.INTERVAL;

    private static final OffsetDateTime FIRST = TimeRange.ALWAYS.from().atOffset(ZoneOffset.UTC);
    private static final OffsetDateTime LATEST = TimeRange.ALWAYS.until().atOffset(ZoneOffset.UTC);

    private final Dialect dialect;

    LedgerExplanations(Dialect dialect) {
        this.dialect = dialect;
    }

    /** Within a snapshot: the reservations are those of the stock. */
    StockExplanation explain(Handle handle, ExplainStock explain) {
        Sku sku = explain.sku();
        Stock stock = dialect.findStocks(handle, List.of(sku)).stream()
                .findFirst()
                .orElseThrow(() -> NotFoundException.sku(sku));
        long opening = versionBefore(handle, stock, explain.range().from());
        long closing = versionBefore(handle, stock, explain.range().until());
        Map<Long, Balance> balances = balances(handle, sku, opening, closing);
        List<ReservationRow> rows = reservations(handle, sku);
        return new StockExplanation(
                stock,
                balances.getOrDefault(opening, Balance.NOTHING),
                sums(handle, sku, opening, closing).list(sku),
                balances.getOrDefault(closing, Balance.NOTHING),
                reserved(
                        handle,
                        rows.stream().limit(StockExplanation.RESERVATIONS_MAX).toList()),
                rows.size() > StockExplanation.RESERVATIONS_MAX,
                handle.attach(LogsTable.class).page(sku.value(), opening, closing + 1, StockExplanation.ENTRIES_MAX));
    }

    private long versionBefore(Handle handle, Stock stock, Instant time) {
        if (!time.isAfter(stock.createdAt())) return 0;
        return time.isAfter(stock.updatedAt())
                ? stock.version()
                : new LedgerTimes(dialect, handle).versionBefore(stock.sku(), stock.version(), time);
    }

    /** What the entries of two versions left; of 0 there is none. */
    private Map<Long, Balance> balances(Handle handle, Sku sku, long opening, long closing) {
        List<LedgerKey> keys = LongStream.of(opening, closing)
                .filter(version -> version > 0)
                .distinct()
                .mapToObj(version -> new LedgerKey(sku, version))
                .toList();
        Map<Long, Balance> balances = new HashMap<>();
        if (keys.isEmpty()) return balances;
        for (LedgerEntry entry : dialect.findEntries(handle, keys)) balances.put(entry.version(), Balance.after(entry));
        ArchivedLedgers archived = new ArchivedLedgers(handle);
        for (LedgerKey key : keys)
            if (!balances.containsKey(key.version())) {
                StockBalance left = archived.balance(sku, key.version());
                balances.put(key.version(), new Balance(left.available(), left.reserved(), left.version()));
            }
        return balances;
    }

    private static LedgerSums sums(Handle handle, Sku sku, long opening, long closing) {
        // of what was archived there are the sums alone
        boolean isKept =
                opening > 0 || new ArchivedLedgers(handle).of(sku.value()).isEmpty();
        return isKept && closing - opening <= ENTRIES_MAX
                ? Checkpoints.sumsBetween(handle, sku.value(), opening, closing)
                : sumsUpTo(handle, sku, closing).minus(sumsUpTo(handle, sku, opening));
    }

    /** @throws UnavailableException if that would take too many entries */
    private static LedgerSums sumsUpTo(Handle handle, Sku sku, long version) {
        Checkpoint last = Checkpoints.last(handle, sku.value(), version);
        if (version - last.version() > ENTRIES_MAX)
            throw UnavailableException.unavailable("the ledger of SKU " + sku + " is being added up, " + last.version()
                    + " of " + version + " entries so far; ask again");
        return last.sums().plus(Checkpoints.sumsBetween(handle, sku.value(), last.version(), version));
    }

    private static List<ReservationRow> reservations(Handle handle, Sku sku) {
        return handle.attach(ReservationsTable.class)
                .findOverdue(sku.value(), LATEST, FIRST, "", StockExplanation.RESERVATIONS_MAX + 1);
    }

    /** Without rows that are left of orders which a process of another version has closed. */
    private List<Reservation> reserved(Handle handle, List<ReservationRow> rows) {
        if (rows.isEmpty()) return List.of();
        List<String> orders = rows.stream().map(ReservationRow::orderId).toList();
        Set<String> reserved = dialect.findReserved(handle, orders).stream()
                .map(ReservedOrder::orderId)
                .collect(Collectors.toSet());
        return rows.stream()
                .filter(row -> reserved.contains(row.orderId()))
                .map(row -> row.units().explained())
                .toList();
    }
}
