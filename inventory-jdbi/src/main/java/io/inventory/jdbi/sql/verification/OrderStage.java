package io.inventory.jdbi.sql.verification;

import io.inventory.LedgerFinding;
import io.inventory.LedgerFinding.Kind;
import io.inventory.OrderLine;
import io.inventory.OrderStatus;
import io.inventory.Sku;
import io.inventory.VerifyLedger;
import io.inventory.VerifyLedger.Position;
import io.inventory.VerifyLedger.Position.RowKey;
import io.inventory.decision.LineRecord;
import io.inventory.decision.OrderRecord;
import io.inventory.decision.RollbackRecord;
import io.inventory.jdbi.sql.Dialect;
import io.inventory.jdbi.sql.LoadedOrder;
import io.inventory.jdbi.sql.verification.VerificationTable.EntryRow;
import io.inventory.jdbi.sql.verification.VerificationTable.OrderKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Each order has the entries that it knows, and they add up to what it says. */
final class OrderStage implements Stage {
    /** The bytes of orders at which a part ends; a larger order is alone. */
    private static final long BYTES_MAX = 4 << 20;

    private final VerificationTable table;
    private final OrderRows orders;
    private final EntryLookup entries;
    private final ArchivedLookup archived;
    private final List<LedgerFinding> findings = new ArrayList<>();
    private long rows;

    OrderStage(Dialect dialect, Handle handle, OrderRows orders) {
        this.table = handle.attach(VerificationTable.class);
        this.orders = orders;
        this.entries = new EntryLookup(dialect, handle);
        this.archived = new ArchivedLookup(handle);
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
        Made made = made(records.stream().flatMap(OrderStage::keys).distinct().toList());
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

    private Made made(List<EntryKey> keys) {
        Map<EntryKey, EntryRow> found = entries.find(keys);
        return new Made(
                found,
                archived.versions(
                        keys.stream().filter(key -> !found.containsKey(key)).toList()));
    }

    private void check(OrderRecord order, Made made) {
        boolean hasTaken = order.status() != OrderStatus.REJECTED && order.status() != OrderStatus.CANCELED;
        Map<Sku, Long> rolledBack = rolledBack(order);
        for (LineRecord line : order.lines()) {
            rows += line.versions().size();
            if (hasTaken == line.versions().isEmpty())
                differs(
                        order,
                        line,
                        hasTaken ? "entries that took its units" : "no entries, as it is " + order.status(),
                        line.versions().isEmpty() ? "none" : Texts.versions(line.versions()));
            else if (hasTaken && areThere(order, line, made) && addsUp(order, line, made))
                compareWithRollbacks(order, line, rolledBack.getOrDefault(line.sku(), 0L));
        }
    }

    /** What its rollbacks gave back, by SKU. */
    private static Map<Sku, Long> rolledBack(OrderRecord order) {
        Map<Sku, Long> units = new HashMap<>();
        for (RollbackRecord rollback : order.rollbacks())
            for (OrderLine line : rollback.lines()) units.merge(line.sku(), line.quantity(), Long::sum);
        return units;
    }

    /** Whether all entries of a line are there, or were archived, and are its own. */
    private boolean areThere(OrderRecord order, LineRecord line, Made made) {
        boolean all = true;
        for (long version : line.versions()) {
            if (made.isArchived(line, version)) continue;
            EntryRow entry = made.entry(line, version);
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

    private boolean addsUp(OrderRecord order, LineRecord line, Made made) {
        long change = 0;
        long reserved = 0;
        int taken = 0;
        boolean isWhole = true;
        for (long version : line.versions()) {
            EntryRow entry = made.entry(line, version);
            if (entry == null) {
                isWhole = false;
                continue;
            }
            change += entry.change();
            reserved += entry.reservedChange();
            if (Reasons.isTaking(entry.reason())) taken++;
        }
        Sum sum = new Sum(change, reserved, taken);
        return (isWhole ? isExact(order, line, sum) : isWithin(order, line, sum)) && isClosed(order, line);
    }

    private boolean isExact(OrderRecord order, LineRecord line, Sum sum) {
        if (sum.taken != 1) differs(order, line, "its units taken once", "taken " + sum.taken + " times");
        long outstanding = isOver(order) ? 0 : line.outstanding();
        long held = order.status() == OrderStatus.RESERVED ? outstanding : 0;
        if (sum.change == -outstanding && sum.reserved == held) return true;
        differs(
                order,
                line,
                "entries that leave it " + outstanding + " units, " + held + " of them reserved",
                "entries that leave it " + -sum.change + " units, " + sum.reserved + " of them reserved");
        return false;
    }

    /** The oldest entries were archived, and with them the one that took the units: what is kept may only give some of them back. */
    private boolean isWithin(OrderRecord order, LineRecord line, Sum kept) {
        if (kept.taken == 0 && kept.change >= 0 && kept.change <= line.returned() && kept.reserved <= 0) return true;
        differs(
                order,
                line,
                "entries that give back up to " + line.returned() + " units, as one that was archived took them",
                "entries that take units " + kept.taken + " times, and give back " + kept.change);
        return false;
    }

    private boolean isClosed(OrderRecord order, LineRecord line) {
        if (!isOver(order) || line.outstanding() == 0) return true;
        differs(order, line, "nothing outstanding, as it is " + order.status(), line.outstanding() + " units");
        return false;
    }

    /** A rollback that is forgotten would give its units back once more. What expired is in no rollback. */
    private void compareWithRollbacks(OrderRecord order, LineRecord line, long units) {
        boolean agrees = order.status() == OrderStatus.EXPIRED ? units <= line.returned() : units == line.returned();
        if (!agrees)
            differs(order, line, "rollbacks of " + line.returned() + " units", "rollbacks of " + units + " units");
    }

    private static boolean isOver(OrderRecord order) {
        return order.status() == OrderStatus.ROLLED_BACK || order.status() == OrderStatus.EXPIRED;
    }

    private void differs(OrderRecord order, LineRecord line, String expected, String found) {
        findings.add(new LedgerFinding(
                Kind.ORDER_DIFFERS, line.sku().value(), 0, order.id().value(), expected, found));
    }

    /**
     * The entries of some orders.
     *
     * @param entries those that are there
     * @param archived by SKU the version up to which entries were archived
     */
    private record Made(Map<EntryKey, EntryRow> entries, Map<String, Long> archived) {
        @Nullable
        EntryRow entry(LineRecord line, long version) {
            return entries.get(new EntryKey(line.sku().value(), version));
        }

        boolean isArchived(LineRecord line, long version) {
            return entry(line, version) == null
                    && version <= archived.getOrDefault(line.sku().value(), 0L);
        }
    }

    /** What entries add up to. */
    private record Sum(long change, long reserved, int taken) {}
}
