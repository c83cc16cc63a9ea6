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
final class ReservationStage extends SkuStage<HeldRow> {
    private final OrderRows orders;

    ReservationStage(Handle handle, OrderRows orders) {
        super(VerifyLedger.Stage.RESERVATIONS, handle.attach(VerificationTable.class));
        this.orders = orders;
    }

    @Override
    List<HeldRow> rowsOf(Position after, int limit) {
        return table.reservationsOf(
                after.first(), after.second().id(), after.last().id(), limit);
    }

    @Override
    List<HeldRow> rowsAfter(String sku, int limit) {
        return table.reservationsAfter(sku, limit);
    }

    @Override
    Optional<RowKey> lastOf(String sku) {
        return table.lastReservation(sku).stream().findFirst().map(RowKey::of);
    }

    @Override
    String sku(HeldRow row) {
        return row.sku();
    }

    @Override
    RowKey key(HeldRow row) {
        return RowKey.of(row.orderId());
    }

    @Override
    void check(Position after, List<HeldRow> rows) {
        Map<String, List<HeldRow>> byOrder = new LinkedHashMap<>();
        for (HeldRow row : rows)
            byOrder.computeIfAbsent(row.orderId(), id -> new ArrayList<>()).add(row);
        orders.each(byOrder.keySet(), (id, order) -> {
            for (HeldRow row : byOrder.getOrDefault(id, List.of())) check(row, order);
        });
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
