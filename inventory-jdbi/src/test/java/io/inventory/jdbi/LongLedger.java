package io.inventory.jdbi;

import io.inventory.LedgerReason;
import io.inventory.Sku;
import io.inventory.StockExplanation.Balance;
import io.inventory.StockExplanation.Sum;
import io.inventory.TimeRange;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * A SKU whose ledger has as many entries as a test wants, by SQL: a creation of 1,000 units, and then again and again an order, a
 * reservation, its confirmation and two units that were found. An entry a millisecond.
 */
record LongLedger(Sku sku, int entries) {
    static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");

    /** How many are written in a statement, which has a time limit. */
    private static final int AT_ONCE = 50_000;

    private static final String INSERT = """
            insert into inventory_logs (sku_id, version, id, change, reserved_change, available_after, reserved_after, reason,
                note, ref_id, created_at)
            select cast(? as varchar), n, %1$s, case when n = 1 then 1000 when n %% 4 = 1 then 2 when n %% 4 in (2, 3) then -1 else 0 end,
                case n %% 4 when 3 then 1 when 0 then -1 else 0 end,
                case n %% 4 when 1 then 1000 when 2 then 999 else 998 end, case n %% 4 when 3 then 1 else 0 end,
                case when n = 1 then 'initialized' when n %% 4 = 1 then 'manual_adjust' when n %% 4 = 2 then 'order_created'
                    when n %% 4 = 3 then 'order_reserved' else 'order_confirmed' end,
                '', 'ref-' || n, %2$s
            from %3$s""";

    /** Writes it, with its stock. */
    void write(StoreForm store) {
        boolean h2 = store.database().jdbcUrl().startsWith("jdbc:h2:");
        String insert = h2
                ? INSERT.formatted(
                        "random_uuid()",
                        "dateadd(millisecond, n, cast(? as timestamp with time zone))",
                        "(select x as n from system_range(?, ?))")
                : INSERT.formatted(
                        "gen_random_uuid()",
                        "?::timestamptz + n * interval '1 millisecond'",
                        "generate_series(?, ?) n");
        for (int first = 1; first <= entries; first += AT_ONCE)
            store.sql(
                    insert, sku.value(), BEGIN.atOffset(ZoneOffset.UTC), first, Math.min(entries, first + AT_ONCE - 1));
        Balance balance = balance(entries);
        store.sql(
                "insert into inventory_stocks (sku_id, id, available_stock, reserved_stock, version, created_at, updated_at)"
                        + " values (?, ?, ?, ?, ?, ?, ?)",
                sku.value(),
                UUID.randomUUID(),
                balance.available(),
                balance.reserved(),
                balance.version(),
                time(1).atOffset(ZoneOffset.UTC),
                time(entries).atOffset(ZoneOffset.UTC));
    }

    /** When the entry of a version was written. */
    Instant time(int version) {
        return BEGIN.plus(Duration.ofMillis(version));
    }

    /** The range of the entries after a version up to another. */
    TimeRange range(int after, int last) {
        return new TimeRange(time(after + 1), time(last + 1));
    }

    Balance balance(int version) {
        if (version == 0) return Balance.NOTHING;
        return switch (version % 4) {
            case 1 -> new Balance(1_000, 0, version);
            case 2 -> new Balance(999, 0, version);
            case 3 -> new Balance(998, 1, version);
            default -> new Balance(998, 0, version);
        };
    }

    /** What the entries after a version up to another add up to. */
    List<Sum> sums(int after, int last) {
        return Stream.of(
                        new Sum(
                                LedgerReason.INITIALIZED,
                                first(last) - first(after),
                                1_000 * (first(last) - first(after)),
                                0),
                        sum(LedgerReason.ORDER_CREATED, count(after, last, 2), -1, 0),
                        sum(LedgerReason.ORDER_RESERVED, count(after, last, 3), -1, 1),
                        sum(LedgerReason.ORDER_CONFIRMED, count(after, last, 4), 0, -1),
                        sum(LedgerReason.MANUAL_ADJUST, count(after, last, 1) - (first(last) - first(after)), 2, 0))
                .filter(sum -> sum.entries() > 0)
                .toList();
    }

    private static long first(int version) {
        return version == 0 ? 0 : 1;
    }

    private static Sum sum(LedgerReason reason, long entries, long change, long reservedChange) {
        return new Sum(reason, entries, entries * change, entries * reservedChange);
    }

    /** How many of these versions are that one of each four. */
    private static long count(int after, int last, int ofFour) {
        return (last + 4L - ofFour) / 4 - (after + 4L - ofFour) / 4;
    }
}
