package io.inventory.jdbi.sql.verification;

import io.inventory.LedgerFinding;
import io.inventory.LedgerFinding.Kind;
import io.inventory.OrderStatus;
import io.inventory.VerifyLedger;
import io.inventory.VerifyLedger.Position;
import io.inventory.VerifyLedger.Position.RowKey;
import io.inventory.decision.LineRecord;
import io.inventory.jdbi.sql.Dialect;
import io.inventory.jdbi.sql.ListedKeys;
import io.inventory.jdbi.sql.LoadedOrder;
import io.inventory.jdbi.sql.verification.VerificationTable.ArchivedRow;
import io.inventory.jdbi.sql.verification.VerificationTable.EntryRow;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Each entry follows from the one before, has a stock, and is known to the order or request that it was made for. */
final class EntryStage extends SkuStage<EntryRow> {
    private final ArchivedLookup archived;
    private final RequestLookup requests;
    private final @Nullable OrderRows orders;

    /** @param orders null for the ledger alone */
    EntryStage(Dialect dialect, Handle handle, @Nullable OrderRows orders) {
        super(VerifyLedger.Stage.ENTRIES, handle.attach(VerificationTable.class));
        this.archived = new ArchivedLookup(handle);
        this.requests = new RequestLookup(dialect, handle);
        this.orders = orders;
    }

    @Override
    List<EntryRow> rowsOf(Position after, int limit) {
        return table.entriesOf(
                after.first(), after.second().version(), after.last().version(), limit);
    }

    @Override
    List<EntryRow> rowsAfter(String sku, int limit) {
        return table.entriesAfter(sku, limit);
    }

    @Override
    Optional<RowKey> lastOf(String sku) {
        return table.lastEntry(sku).stream().findFirst().map(RowKey::of);
    }

    @Override
    String sku(EntryRow row) {
        return row.sku();
    }

    @Override
    RowKey key(EntryRow row) {
        return RowKey.of(row.version());
    }

    @Override
    void check(Position after, List<EntryRow> rows) {
        EntryRow before = after.second().equals(RowKey.NONE)
                ? null
                : table.entry(after.first(), after.second().version()).stream()
                        .findFirst()
                        .orElse(null);
        Set<String> begun = new LinkedHashSet<>();
        Map<String, ArchivedRow> begins = begins(before, rows);
        for (EntryRow row : rows) {
            boolean isSame = before != null && before.sku().equals(row.sku());
            boolean isContinued = before == null && row.sku().equals(after.first());
            if (!isSame && !isContinued) begun.add(row.sku());
            ArchivedRow begin = begins.get(row.sku());
            // of an entry that is gone since the part before this one nothing is known, unless it was archived
            if (!isContinued || begin != null) follows(row, isSame ? before : begin(row, begin));
            before = row;
        }
        stocked(begun, rows);
        if (orders != null) linked(rows, orders);
    }

    /** What stands for the entries before those ledgers that begin among the rows, and not with the first version. */
    private Map<String, ArchivedRow> begins(@Nullable EntryRow before, List<EntryRow> rows) {
        Set<String> skus = new LinkedHashSet<>();
        String sku = before == null ? "" : before.sku();
        for (EntryRow row : rows) {
            if (!row.sku().equals(sku) && row.version() > 1) skus.add(row.sku());
            sku = row.sku();
        }
        return archived.find(skus);
    }

    /** What the first entry of a ledger that is kept follows: nothing, or what was archived. */
    private static EntryRow begin(EntryRow first, @Nullable ArchivedRow archived) {
        return archived == null || archived.version() >= first.version()
                ? new EntryRow(first.sku(), 0, 0, 0, 0, 0, "", "")
                : new EntryRow(
                        first.sku(), archived.version(), 0, 0, archived.available(), archived.reserved(), "", "");
    }

    private void follows(EntryRow row, @Nullable EntryRow before) {
        if (before == null) return;
        long next = before.version() + 1;
        if (row.version() != next) {
            found(Kind.ENTRY_MISSING, row.sku(), next, "", "an entry", "version " + row.version() + " as the next");
            return;
        }
        long available = before.available() + row.change();
        long reserved = before.reserved() + row.reservedChange();
        if (row.available() != available || row.reserved() != reserved)
            found(
                    Kind.BALANCE_DIFFERS,
                    row.sku(),
                    row.version(),
                    row.refId(),
                    Texts.balance(available, reserved),
                    Texts.balance(row.available(), row.reserved()));
        if (!Reasons.isKnown(row.reason()))
            found(Kind.UNREADABLE, row.sku(), row.version(), row.refId(), "a known reason", "'" + row.reason() + "'");
    }

    private void stocked(Set<String> begun, List<EntryRow> rows) {
        if (begun.isEmpty()) return;
        Set<String> missing = new LinkedHashSet<>(begun);
        table.stocked(ListedKeys.of(List.copyOf(begun))).forEach(missing::remove);
        for (EntryRow row : rows)
            if (missing.remove(row.sku()))
                found(Kind.STOCK_MISSING, row.sku(), row.version(), "", "a stock of this ledger", "none");
    }

    private void linked(List<EntryRow> rows, OrderRows orders) {
        Map<String, List<EntryRow>> byOrder = new LinkedHashMap<>();
        List<EntryRow> ofRequests = new ArrayList<>();
        for (EntryRow row : rows) {
            if (Reasons.isOrders(row.reason()))
                byOrder.computeIfAbsent(row.refId(), id -> new ArrayList<>()).add(row);
            else if (Reasons.isKnown(row.reason())) ofRequests.add(row);
        }
        Map<RequestLookup.Key, Long> versions = requests.versions(
                ofRequests.stream().map(EntryStage::request).distinct().toList());
        for (EntryRow row : ofRequests) ofRequest(row, versions.get(request(row)));
        orders.each(byOrder.keySet(), (id, order) -> {
            for (EntryRow row : byOrder.getOrDefault(id, List.of())) ofOrder(row, order);
        });
    }

    private void ofOrder(EntryRow row, Optional<LoadedOrder> order) {
        if (order.isEmpty()) {
            found(Kind.ORDER_MISSING, row.sku(), row.version(), row.refId(), "the order of this entry", "none");
            return;
        }
        // one that can't be read is found among the orders
        if (!(order.get() instanceof LoadedOrder.Usable usable)) return;
        // whose were which entries is not kept of one that was compacted; one that was rejected has made none
        if (usable.order().isCompacted() && usable.order().status() != OrderStatus.REJECTED) return;
        List<Long> versions = usable.order().lines().stream()
                .filter(line -> line.sku().value().equals(row.sku()))
                .findFirst()
                .map(LineRecord::versions)
                .orElse(List.of());
        if (!versions.contains(row.version()))
            found(
                    Kind.ORDER_LACKS_ENTRY,
                    row.sku(),
                    row.version(),
                    row.refId(),
                    "the order to have made this entry",
                    versions.isEmpty() ? "none of this SKU" : Texts.versions(versions));
    }

    private static RequestLookup.Key request(EntryRow row) {
        return new RequestLookup.Key(row.sku(), row.refId());
    }

    /** @param made the version that the request has made; null if there is no such request */
    private void ofRequest(EntryRow row, @Nullable Long made) {
        if (made == null || made != row.version())
            found(
                    Kind.REQUEST_MISSING,
                    row.sku(),
                    row.version(),
                    row.refId(),
                    "the request of this entry",
                    made == null ? "none" : "one that has made version " + made);
    }

    private void found(Kind kind, String sku, long version, String refId, String expected, String found) {
        findings.add(new LedgerFinding(kind, sku, version, refId, expected, found));
    }
}
