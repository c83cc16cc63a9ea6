package io.inventory.jdbi.management.page;

import io.inventory.LedgerEntry;
import io.inventory.LedgerReason;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Entries of the ledger as a table. */
final class Ledger {
    private static final Set<LedgerReason> OF_ORDERS = Set.of(
            LedgerReason.ORDER_CREATED,
            LedgerReason.ORDER_CANCELED,
            LedgerReason.ORDER_CLOSED,
            LedgerReason.ORDER_RESERVED,
            LedgerReason.ORDER_CONFIRMED,
            LedgerReason.RESERVATION_EXPIRED);

    private Ledger() {}

    /** @param withSku whether they are of several SKUs */
    static void table(Html html, String title, List<LedgerEntry> entries, boolean withSku) {
        html.element("h2", title);
        if (entries.isEmpty()) {
            html.element("p", "There are no entries.");
            return;
        }
        Layout.table(
                html,
                title,
                head -> {
                    if (withSku) Layout.heads(head, "SKU");
                    Layout.numberHeads(head, "Version", "Available ±", "Available", "Reserved ±", "Reserved");
                    Layout.heads(head, "Reason", "For", "By", "At");
                },
                rows -> entries.forEach(entry -> rows.element("tr", row -> row(row, entry, withSku))));
    }

    private static void row(Html row, LedgerEntry entry, boolean withSku) {
        if (withSku) row.element("td", cell -> Layout.sku(cell, entry.sku().value()));
        Layout.number(row, Times.count(entry.version()));
        Layout.number(row, Times.change(entry.change()));
        Layout.number(row, Times.count(entry.availableAfter()));
        Layout.number(row, Times.change(entry.reservedChange()));
        Layout.number(row, Times.count(entry.reservedAfter()));
        row.element("td", cell -> reason(cell, entry));
        row.element("td", cell -> {
            if (OF_ORDERS.contains(entry.reason())) Layout.order(cell, entry.refId());
            else cell.element("bdi", entry.refId());
        });
        row.element("td", cell -> cell.element("bdi", entry.actor().value()));
        row.element("td", Times.of(entry.createdAt()));
    }

    private static void reason(Html cell, LedgerEntry entry) {
        cell.text(entry.reason().name().toLowerCase(Locale.ROOT).replace('_', ' '));
        if (!entry.note().isEmpty()) cell.element("small", note -> note.element("bdi", entry.note()));
    }
}
