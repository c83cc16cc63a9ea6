package io.inventory.jdbi.sql.verification;

import io.inventory.LedgerFinding;
import io.inventory.LedgerFinding.Kind;
import io.inventory.VerifyLedger;
import io.inventory.VerifyLedger.Position;
import io.inventory.VerifyLedger.Position.RowKey;
import io.inventory.jdbi.sql.Dialect;
import io.inventory.jdbi.sql.verification.VerificationTable.EntryRow;
import io.inventory.jdbi.sql.verification.VerificationTable.RequestRow;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Each operator's request has its entry, and its recorded answer is what that left. */
final class RequestStage extends SkuStage<RequestRow> {
    private final EntryLookup entries;
    private final ArchivedLookup archived;

    RequestStage(Dialect dialect, Handle handle) {
        super(VerifyLedger.Stage.REQUESTS, handle.attach(VerificationTable.class));
        this.entries = new EntryLookup(dialect, handle);
        this.archived = new ArchivedLookup(handle);
    }

    @Override
    List<RequestRow> rowsOf(Position after, int limit) {
        return table.requestsOf(after.first(), after.second().id(), after.last().id(), limit);
    }

    @Override
    List<RequestRow> rowsAfter(String sku, int limit) {
        return table.requestsAfter(sku, limit);
    }

    @Override
    Optional<RowKey> lastOf(String sku) {
        return table.lastRequest(sku).stream().findFirst().map(RowKey::of);
    }

    @Override
    String sku(RequestRow request) {
        return request.sku();
    }

    @Override
    RowKey key(RequestRow request) {
        return RowKey.of(request.requestId());
    }

    @Override
    void check(Position after, List<RequestRow> requests) {
        Map<EntryKey, EntryRow> found = entries.find(
                requests.stream().map(RequestStage::entry).distinct().toList());
        Map<String, Long> kept = archived.versions(requests.stream()
                .map(RequestStage::entry)
                .filter(entry -> !found.containsKey(entry))
                .toList());
        for (RequestRow request : requests)
            // one whose entry was archived is proved by the archive alone
            if (found.containsKey(entry(request)) || request.version() > kept.getOrDefault(request.sku(), 0L))
                check(request, found.get(entry(request)));
    }

    private static EntryKey entry(RequestRow request) {
        return new EntryKey(request.sku(), request.version());
    }

    private void check(RequestRow request, @Nullable EntryRow entry) {
        if (entry == null || !entry.refId().equals(request.requestId()) || Reasons.isOrders(entry.reason())) {
            found(
                    Kind.REQUEST_ENTRY_MISSING,
                    request,
                    "an entry of the request",
                    entry == null ? "none" : entry.reason() + " of " + entry.refId());
            return;
        }
        if (entry.reservedChange() != 0) {
            found(
                    Kind.REQUEST_DIFFERS,
                    request,
                    "no change of the reserved units, which orders alone make",
                    "a change by " + entry.reservedChange());
            return;
        }
        // version 1 of the schema recorded no change
        boolean isChange = request.change() == entry.change() || request.change() == 0;
        if (!isChange || request.available() != entry.available() || request.reserved() != entry.reserved())
            found(
                    Kind.REQUEST_DIFFERS,
                    request,
                    answer(entry.change(), entry.available(), entry.reserved()),
                    answer(request.change(), request.available(), request.reserved()));
    }

    private static String answer(long change, long available, long reserved) {
        return "a change by " + change + " to " + Texts.balance(available, reserved);
    }

    private void found(Kind kind, RequestRow request, String expected, String found) {
        findings.add(new LedgerFinding(kind, request.sku(), request.version(), request.requestId(), expected, found));
    }
}
