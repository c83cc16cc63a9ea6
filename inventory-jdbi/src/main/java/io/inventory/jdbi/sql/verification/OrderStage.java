package io.inventory.jdbi.sql.verification;

import io.inventory.LedgerFinding;
import io.inventory.LedgerFinding.Kind;
import io.inventory.OrderStatus;
import io.inventory.VerifyLedger;
import io.inventory.VerifyLedger.Position;
import io.inventory.VerifyLedger.Position.RowKey;
import io.inventory.decision.LineRecord;
import io.inventory.decision.OrderRecord;
import io.inventory.jdbi.sql.Dialect;
import io.inventory.jdbi.sql.LoadedOrder;
import io.inventory.jdbi.sql.verification.VerificationTable.EntryRow;
import io.inventory.jdbi.sql.verification.VerificationTable.OrderKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;

/** Each order has the entries that it knows, and they add up to what it says. */
final class OrderStage implements Stage {
    /** The bytes of orders at which a part ends; a larger order is alone. */
    private static final long BYTES_MAX = 4 << 20;

    private final VerificationTable table;
    private final OrderRows orders;
    private final EntryLookup entries;
    private final List<LedgerFinding> findings = new ArrayList<>();
    private long rows;

    OrderStage(Dialect dialect, Handle handle, OrderRows orders) {
        this.table = handle.attach(VerificationTable.class);
        this.orders = orders;
        this.entries = new EntryLookup(dialect, handle);
    }

    @Override
    public Checked next(Position after, int max) {
        RowKey last = Stage.last(
                after,
                after.first(),
                () -> table.lastOrder().stream().findFirst().map(RowKey::of));
        List<OrderKey> found = table.ordersAfter(after.first(), last.id(), max);
        List<OrderKey> some = bounded(found);
        List<OrderRecord> records = new ArrayList<>(some.size());
        orders.each(
                some.stream().map(OrderKey::orderId).toList(),
                (id, order) -> read(id, order).ifPresent(records::add));
        Map<EntryKey, EntryRow> made = entries.find(
                records.stream().flatMap(OrderStage::keys).distinct().toList());
        for (OrderRecord order : records) check(order, made);
        boolean isLast = some.size() == found.size() && found.size() < max;
        return new Checked(
                findings,
                rows + some.size(),
                isLast
                        ? null
                        : new Position(
                                VerifyLedger.Stage.ORDERS,
                                some.get(some.size() - 1).orderId(),
                                RowKey.NONE,
                                last));
    }

    private static Stream<EntryKey> keys(OrderRecord order) {
        return order.lines().stream()
                .flatMap(line -> line.versions().stream()
                        .map(version -> new EntryKey(line.sku().value(), version)));
    }

    private static List<OrderKey> bounded(List<OrderKey> orders) {
        long bytes = 0;
        for (int i = 0; i < orders.size(); i++) {
            bytes += orders.get(i).bytes();
            if (i > 0 && bytes > BYTES_MAX) return orders.subList(0, i);
        }
        return orders;
    }

    private Optional<OrderRecord> read(String id, Optional<LoadedOrder> order) {
        if (order.isPresent() && order.get() instanceof LoadedOrder.Usable usable) return Optional.of(usable.order());
        String why = order.isPresent() && order.get() instanceof LoadedOrder.Unreadable unreadable
                ? String.valueOf(unreadable.reason().getMessage())
                : "an id that is none";
        findings.add(new LedgerFinding(Kind.UNREADABLE, "", 0, id, "an order that this version understands", why));
        return Optional.empty();
    }

    private void check(OrderRecord order, Map<EntryKey, EntryRow> made) {
        boolean hasTaken = order.status() != OrderStatus.REJECTED && order.status() != OrderStatus.CANCELED;
        for (LineRecord line : order.lines()) {
            rows += line.versions().size();
            if (hasTaken == line.versions().isEmpty())
                differs(
                        order,
                        line,
                        hasTaken ? "entries that took its units" : "no entries, as it is " + order.status(),
                        line.versions().isEmpty() ? "none" : Texts.versions(line.versions()));
            else if (hasTaken && areThere(order, line, made)) addsUp(order, line, made);
        }
    }

    /** Whether all entries of a line are there, and its own. */
    private boolean areThere(OrderRecord order, LineRecord line, Map<EntryKey, EntryRow> made) {
        boolean all = true;
        for (long version : line.versions()) {
            EntryRow entry = made.get(new EntryKey(line.sku().value(), version));
            boolean isOwn =
                    entry != null && entry.refId().equals(order.id().value()) && Reasons.isOrders(entry.reason());
            if (!isOwn)
                findings.add(new LedgerFinding(
                        Kind.ORDER_ENTRY_MISSING,
                        line.sku().value(),
                        version,
                        order.id().value(),
                        "an entry of the order",
                        entry == null ? "none" : entry.reason() + " of " + entry.refId()));
            all &= isOwn;
        }
        return all;
    }

    private void addsUp(OrderRecord order, LineRecord line, Map<EntryKey, EntryRow> made) {
        long change = 0;
        long reserved = 0;
        int taken = 0;
        for (long version : line.versions()) {
            EntryRow entry = made.get(new EntryKey(line.sku().value(), version));
            if (entry == null) continue;
            change += entry.change();
            reserved += entry.reservedChange();
            if (Reasons.isTaking(entry.reason())) taken++;
        }
        if (taken != 1) differs(order, line, "its units taken once", "taken " + taken + " times");
        long outstanding = isOver(order) ? 0 : line.outstanding();
        long held = order.status() == OrderStatus.RESERVED ? outstanding : 0;
        if (change != -outstanding || reserved != held)
            differs(
                    order,
                    line,
                    "entries that leave it " + outstanding + " units, " + held + " of them reserved",
                    "entries that leave it " + -change + " units, " + reserved + " of them reserved");
        else if (isOver(order) && line.outstanding() != 0)
            differs(order, line, "nothing outstanding, as it is " + order.status(), line.outstanding() + " units");
    }

    private static boolean isOver(OrderRecord order) {
        return order.status() == OrderStatus.ROLLED_BACK || order.status() == OrderStatus.EXPIRED;
    }

    private void differs(OrderRecord order, LineRecord line, String expected, String found) {
        findings.add(new LedgerFinding(
                Kind.ORDER_DIFFERS, line.sku().value(), 0, order.id().value(), expected, found));
    }
}
