package io.inventory.jdbi.sql.verification;

import io.inventory.LedgerFinding;
import io.inventory.LedgerFinding.Kind;
import io.inventory.OrderStatus;
import io.inventory.VerifyLedger;
import io.inventory.VerifyLedger.Position;
import io.inventory.VerifyLedger.Position.RowKey;
import io.inventory.decision.LineRecord;
import io.inventory.decision.OrderRecord;
import io.inventory.jdbi.sql.LoadedOrder;
import io.inventory.jdbi.sql.verification.VerificationTable.HeldRow;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * Each row that leads to a reservation is what its order holds. One that is left of an order which is no reservation any more
 * is none: a process of schema version 1 has closed that; and what that reserved has no row.
 */
final class ReservationStage implements Stage {
    private final VerificationTable table;
    private final OrderRows orders;
    private final List<LedgerFinding> findings = new ArrayList<>();

    ReservationStage(Handle handle, OrderRows orders) {
        this.table = handle.attach(VerificationTable.class);
        this.orders = orders;
    }

    @Override
    public Checked next(Position after, int max) {
        List<HeldRow> rows = Stage.rows(
                max,
                limit -> table.reservationsOf(
                        after.first(), after.second().id(), after.last().id(), limit),
                limit -> table.reservationsAfter(after.first(), limit));
        Map<String, List<HeldRow>> byOrder = new LinkedHashMap<>();
        for (HeldRow row : rows)
            byOrder.computeIfAbsent(row.orderId(), id -> new ArrayList<>()).add(row);
        orders.each(byOrder.keySet(), (id, order) -> {
            for (HeldRow row : byOrder.getOrDefault(id, List.of())) check(row, order);
        });
        HeldRow last = rows.isEmpty() ? null : rows.get(rows.size() - 1);
        return new Checked(
                findings,
                rows.size(),
                last == null || rows.size() < max
                        ? null
                        : new Position(
                                VerifyLedger.Stage.RESERVATIONS,
                                last.sku(),
                                RowKey.of(last.orderId()),
                                last(after, last.sku())));
    }

    private RowKey last(Position after, String sku) {
        return Stage.last(
                after,
                sku,
                () -> table.lastReservation(sku).stream().findFirst().map(RowKey::of));
    }

    private void check(HeldRow row, Optional<LoadedOrder> order) {
        if (order.isEmpty()) {
            found(row, "the order that it leads to", "none");
            return;
        }
        // one that can't be read is found among the orders
        if (!(order.get() instanceof LoadedOrder.Usable usable)) return;
        OrderRecord reserved = usable.order();
        if (reserved.status() != OrderStatus.RESERVED || reserved.expiresAt() == null) return;
        long held = reserved.lines().stream()
                .filter(line -> line.sku().value().equals(row.sku()))
                .mapToLong(LineRecord::outstanding)
                .sum();
        if (held != row.quantity() || !reserved.expiresAt().equals(row.expiresAt()))
            found(
                    row,
                    held + " units until " + reserved.expiresAt(),
                    row.quantity() + " units until " + row.expiresAt());
    }

    private void found(HeldRow row, String expected, String found) {
        findings.add(new LedgerFinding(Kind.RESERVATION_DIFFERS, row.sku(), 0, row.orderId(), expected, found));
    }
}
