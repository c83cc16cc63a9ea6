package io.inventory.memory;

import io.inventory.AsOf;
import io.inventory.BatchGetStock;
import io.inventory.BatchGetStockAsOf;
import io.inventory.CheckStock;
import io.inventory.Command;
import io.inventory.CountStock;
import io.inventory.ExplainStock;
import io.inventory.ExportStocks;
import io.inventory.GetOrder;
import io.inventory.GetStock;
import io.inventory.GetStockAsOf;
import io.inventory.LedgerEntry;
import io.inventory.LedgerFinding;
import io.inventory.ListOrderLedger;
import io.inventory.ListSignals;
import io.inventory.ListSkuLedger;
import io.inventory.ListStocks;
import io.inventory.NotFoundException;
import io.inventory.Order;
import io.inventory.OrderId;
import io.inventory.Page;
import io.inventory.Query;
import io.inventory.Sku;
import io.inventory.Stock;
import io.inventory.StockBalance;
import io.inventory.StockBalances;
import io.inventory.StockCheck;
import io.inventory.StockExplanation;
import io.inventory.StockExplanation.Balance;
import io.inventory.Stocks;
import io.inventory.VerifiedPart;
import io.inventory.VerifyLedger;
import io.inventory.decision.Availability;
import io.inventory.decision.BalanceKey;
import io.inventory.decision.Changes;
import io.inventory.decision.LedgerIds;
import io.inventory.decision.LedgerKey;
import io.inventory.decision.LedgerSums;
import io.inventory.decision.LedgerTime;
import io.inventory.decision.Movement;
import io.inventory.decision.OrderLedger;
import io.inventory.decision.OrderRecord;
import io.inventory.decision.ReservedUnits;
import io.inventory.decision.Signals;
import io.inventory.decision.StockLevel;
import io.inventory.decision.WorkingSet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/** What a database would hold, and the queries on it. Not thread-safe. */
final class Tables {
    private final WorkingSet state = new WorkingSet();
    private final NavigableMap<Sku, List<LedgerEntry>> ledgers = new TreeMap<>();
    private final Reservations reservations = new Reservations();
    private final SignalLog signals = new SignalLog();
    private final LedgerIds ids = new LedgerIds();

    WorkingSet state() {
        return state;
    }

    Reservations reservations() {
        return reservations;
    }

    /** The state that a command is decided against: with the balance that it is held against, if it is a stock-taking. */
    WorkingSet stateFor(Command<?> command) {
        if (command instanceof CountStock count) {
            state.clearBalances();
            List<LedgerEntry> ledger = ledger(count.sku());
            long version = LedgerTime.versionAt(
                    count.asOf(), ledger.size(), at -> entry(ledger, at).createdAt());
            if (version > 0) state.add(BalanceKey.of(count), StockBalance.after(entry(ledger, version)));
        }
        return state;
    }

    private static LedgerEntry entry(List<LedgerEntry> ledger, long version) {
        return ledger.get((int) (version - 1));
    }

    /** Writes what a decision changes besides the state itself, to which it is applied then. */
    void store(Changes changes) {
        for (Movement movement : changes.movements())
            ledgers.computeIfAbsent(movement.sku(), sku -> new ArrayList<>())
                    .add(movement.entry(ids.next(movement.after().updatedAt().toEpochMilli())));
        if (changes.order() != null) reservations.put(changes.order());
        signals.add(Signals.of(changes));
    }

    /** The query's type parameter is that of its kind's answer. */
    @SuppressWarnings("unchecked")
    <A> A answer(Query<A> query, Instant now) {
        if (query instanceof GetStock get) return (A) stock(get.sku());
        if (query instanceof GetStockAsOf get) return (A) balance(get.sku(), get.asOf(), now);
        if (query instanceof BatchGetStockAsOf batch) return (A) balances(batch, now);
        if (query instanceof BatchGetStock batch) return (A) stocks(batch.skus());
        if (query instanceof CheckStock check) return (A) check(check);
        if (query instanceof GetOrder get) return (A) order(get.orderId());
        if (query instanceof ListStocks list) return (A) list(list);
        if (query instanceof ExportStocks) return (A) new MemoryExport(all());
        if (query instanceof ExplainStock explain) return (A) explain(explain);
        if (query instanceof VerifyLedger verify) return (A) verify(verify);
        if (query instanceof ListSkuLedger list) return (A) ledger(list);
        if (query instanceof ListSignals list) return (A) signals.list(list, now);
        return (A) ledger((ListOrderLedger) query);
    }

    private Stock stock(Sku sku) {
        List<LedgerEntry> ledger = ledgers.get(sku);
        if (ledger == null) throw NotFoundException.sku(sku);
        StockLevel level = Objects.requireNonNull(state.stock(sku));
        return new Stock(
                sku,
                level.available(),
                level.reserved(),
                level.safetyStock(),
                level.lowThreshold(),
                level.version(),
                ledger.get(0).createdAt(),
                level.updatedAt());
    }

    private StockBalance balance(Sku sku, AsOf asOf, Instant now) {
        List<LedgerEntry> ledger = ledger(sku);
        if (ledger.isEmpty()) throw NotFoundException.sku(sku);
        long version = LedgerTime.version(
                sku, asOf, ledger.size(), now, at -> entry(ledger, at).createdAt());
        return StockBalance.after(entry(ledger, version));
    }

    private StockBalances balances(BatchGetStockAsOf batch, Instant now) {
        LedgerTime.requirePast(batch.asOf(), now);
        List<StockBalance> balances = new ArrayList<>();
        List<Sku> unknown = new ArrayList<>();
        for (Sku sku : batch.skus()) {
            List<LedgerEntry> ledger = ledger(sku);
            long version = LedgerTime.versionAt(
                    batch.asOf(), ledger.size(), at -> entry(ledger, at).createdAt());
            if (version == 0) unknown.add(sku);
            else balances.add(StockBalance.after(entry(ledger, version)));
        }
        return new StockBalances(balances, unknown);
    }

    private StockExplanation explain(ExplainStock explain) {
        Sku sku = explain.sku();
        Stock stock = stock(sku);
        List<LedgerEntry> ledger = ledger(sku);
        int opening = versionBefore(explain.range().from(), ledger);
        int closing = versionBefore(explain.range().until(), ledger);
        LedgerSums sums = new LedgerSums();
        ledger.subList(opening, closing).forEach(sums::add);
        List<LedgerEntry> last =
                new ArrayList<>(ledger.subList(Math.max(opening, closing - StockExplanation.ENTRIES_MAX), closing));
        Collections.reverse(last);
        List<ReservedUnits> held = reservations.of(sku);
        return new StockExplanation(
                stock,
                balance(ledger, opening),
                sums.list(sku),
                balance(ledger, closing),
                held.stream()
                        .limit(StockExplanation.RESERVATIONS_MAX)
                        .map(ReservedUnits::explained)
                        .toList(),
                held.size() > StockExplanation.RESERVATIONS_MAX,
                last);
    }

    private static int versionBefore(Instant time, List<LedgerEntry> ledger) {
        return (int) LedgerTime.versionBefore(
                time, ledger.size(), at -> entry(ledger, at).createdAt());
    }

    private static Balance balance(List<LedgerEntry> ledger, int version) {
        return version == 0 ? Balance.NOTHING : Balance.after(entry(ledger, version));
    }

    /** All at once: it is in memory, where nobody else writes. */
    private VerifiedPart verify(VerifyLedger verify) {
        var unused = verify.position();
        List<LedgerFinding> findings = new ArrayList<>();
        long checked = 0;
        for (Map.Entry<Sku, List<LedgerEntry>> ledger : ledgers.entrySet()) {
            Balance balance = Balance.NOTHING;
            for (LedgerEntry entry : ledger.getValue()) {
                Balance next = new Balance(
                        balance.available() + entry.change(),
                        balance.reserved() + entry.reservedChange(),
                        balance.version() + 1);
                require(LedgerFinding.Kind.BALANCE_DIFFERS, ledger.getKey(), next, Balance.after(entry), findings);
                balance = Balance.after(entry);
                checked++;
            }
            StockLevel level = Objects.requireNonNull(state.stock(ledger.getKey()));
            Balance stock = new Balance(level.available(), level.reserved(), level.version());
            require(LedgerFinding.Kind.STOCK_DIFFERS, ledger.getKey(), balance, stock, findings);
        }
        return verify.part(findings, checked, Optional.empty());
    }

    private static void require(
            LedgerFinding.Kind kind, Sku sku, Balance expected, Balance found, List<LedgerFinding> findings) {
        if (!expected.equals(found))
            findings.add(new LedgerFinding(
                    kind, sku.value(), expected.version(), "", expected.toString(), found.toString()));
    }

    private Stocks stocks(List<Sku> skus) {
        List<Stock> known =
                skus.stream().filter(ledgers::containsKey).map(this::stock).toList();
        return new Stocks(
                known, skus.stream().filter(sku -> !ledgers.containsKey(sku)).toList());
    }

    private StockCheck check(CheckStock check) {
        return new StockCheck(check.lines().stream()
                .map(line -> {
                    StockLevel stock = state.stock(line.sku());
                    return Availability.check(line, stock == null ? null : stock.sellable());
                })
                .toList());
    }

    private Order order(OrderId orderId) {
        OrderRecord order = state.order(orderId);
        if (order == null) throw NotFoundException.order(orderId);
        return order.view();
    }

    private List<Stock> all() {
        return ledgers.keySet().stream().map(this::stock).toList();
    }

    private Page<Stock> list(ListStocks list) {
        Collection<Sku> skus = list.afterSku()
                .map(after -> ledgers.tailMap(after, false))
                .orElse(ledgers)
                .keySet();
        return list.page(
                skus.stream().limit(list.pageSize() + 1L).map(this::stock).toList());
    }

    private Page<LedgerEntry> ledger(ListSkuLedger list) {
        List<LedgerEntry> ledger = ledger(list.sku());
        long before = list.beforeVersion();
        List<LedgerEntry> newestFirst = new ArrayList<>();
        for (int i = ledger.size() - 1; i >= 0 && newestFirst.size() <= list.pageSize(); i--)
            if (ledger.get(i).version() < before
                    && list.range().contains(ledger.get(i).createdAt())) newestFirst.add(ledger.get(i));
        return list.page(newestFirst);
    }

    private Page<LedgerEntry> ledger(ListOrderLedger list) {
        OrderRecord order = state.order(list.orderId());
        List<LedgerKey> keys = order == null ? List.of() : OrderLedger.keys(order);
        return OrderLedger.page(
                list,
                keys.stream()
                        .map(key -> ledger(key.sku()).get((int) (key.version() - 1)))
                        .toList());
    }

    private List<LedgerEntry> ledger(Sku sku) {
        return ledgers.getOrDefault(sku, List.of());
    }
}
