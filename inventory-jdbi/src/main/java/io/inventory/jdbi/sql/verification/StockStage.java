package io.inventory.jdbi.sql.verification;

import io.inventory.LedgerFinding;
import io.inventory.LedgerFinding.Kind;
import io.inventory.VerifyLedger;
import io.inventory.VerifyLedger.Position;
import io.inventory.VerifyLedger.Position.RowKey;
import io.inventory.jdbi.sql.Dialect;
import io.inventory.jdbi.sql.verification.VerificationTable.EntryRow;
import io.inventory.jdbi.sql.verification.VerificationTable.StockRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;

/** Each stock is what its newest entry left. */
final class StockStage implements Stage {
    private final VerificationTable table;
    private final EntryLookup entries;
    private final List<LedgerFinding> findings = new ArrayList<>();

    StockStage(Dialect dialect, Handle handle) {
        this.table = handle.attach(VerificationTable.class);
        this.entries = new EntryLookup(dialect, handle);
    }

    @Override
    public Checked next(Position after, int max) {
        List<StockRow> stocks = table.stocksAfter(after.first(), max);
        Map<EntryKey, EntryRow> found = entries.find(stocks.stream()
                .flatMap(stock -> Stream.of(newest(stock), beyond(stock)))
                .toList());
        for (StockRow stock : stocks) check(stock, found);
        Position last = stocks.size() < max
                ? null
                : new Position(
                        VerifyLedger.Stage.STOCKS, stocks.get(stocks.size() - 1).sku(), RowKey.NONE, RowKey.NONE);
        return new Checked(findings, stocks.size(), last);
    }

    private static EntryKey newest(StockRow stock) {
        return new EntryKey(stock.sku(), stock.version());
    }

    private static EntryKey beyond(StockRow stock) {
        return new EntryKey(stock.sku(), stock.version() + 1);
    }

    private void check(StockRow stock, Map<EntryKey, EntryRow> entries) {
        EntryRow entry = entries.get(newest(stock));
        if (entry == null) {
            found(Kind.ENTRY_MISSING, stock, "the entry that left the stock", "none");
            return;
        }
        if (stock.available() != entry.available() || stock.reserved() != entry.reserved())
            found(
                    Kind.STOCK_DIFFERS,
                    stock,
                    Texts.balance(entry.available(), entry.reserved()),
                    Texts.balance(stock.available(), stock.reserved()));
        if (entries.containsKey(beyond(stock)))
            found(
                    Kind.STOCK_DIFFERS,
                    stock,
                    "the version of the newest entry, " + (stock.version() + 1) + " or later",
                    "version " + stock.version());
    }

    private void found(Kind kind, StockRow stock, String expected, String found) {
        findings.add(new LedgerFinding(kind, stock.sku(), stock.version(), "", expected, found));
    }
}
