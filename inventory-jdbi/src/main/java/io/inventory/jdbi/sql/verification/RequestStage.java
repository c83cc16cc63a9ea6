package io.inventory.jdbi.sql.verification;

import io.inventory.LedgerFinding;
import io.inventory.LedgerFinding.Kind;
import io.inventory.VerifyLedger;
import io.inventory.VerifyLedger.Position;
import io.inventory.VerifyLedger.Position.RowKey;
import io.inventory.jdbi.sql.Dialect;
import io.inventory.jdbi.sql.verification.VerificationTable.EntryRow;
import io.inventory.jdbi.sql.verification.VerificationTable.RequestRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Each operator's request has its entry, and its recorded answer is what that left. */
final class RequestStage implements Stage {
    private final VerificationTable table;
    private final EntryLookup entries;
    private final List<LedgerFinding> findings = new ArrayList<>();

    RequestStage(Dialect dialect, Handle handle) {
        this.table = handle.attach(VerificationTable.class);
        this.entries = new EntryLookup(dialect, handle);
    }

    @Override
    public Checked next(Position after, int max) {
        List<RequestRow> requests = Stage.rows(
                max,
                limit -> table.requestsOf(
                        after.first(), after.second().id(), after.last().id(), limit),
                limit -> table.requestsAfter(after.first(), limit));
        Map<EntryKey, EntryRow> found =
                entries.find(requests.stream().map(RequestStage::key).distinct().toList());
        for (RequestRow request : requests) check(request, found.get(key(request)));
        RequestRow last = requests.isEmpty() ? null : requests.get(requests.size() - 1);
        return new Checked(
                findings,
                requests.size(),
                last == null || requests.size() < max
                        ? null
                        : new Position(
                                VerifyLedger.Stage.REQUESTS,
                                last.sku(),
                                RowKey.of(last.requestId()),
                                last(after, last.sku())));
    }

    private RowKey last(Position after, String sku) {
        return Stage.last(
                after, sku, () -> table.lastRequest(sku).stream().findFirst().map(RowKey::of));
    }

    private static EntryKey key(RequestRow request) {
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
