package io.inventory.client.cli.command;

import io.inventory.Actor;
import io.inventory.LedgerEntry;
import io.inventory.LedgerReason;
import io.inventory.client.cli.output.Column;
import io.inventory.client.cli.output.Column.Place;
import io.inventory.client.cli.output.Times;
import java.util.List;
import java.util.Optional;

/** What is shown of a ledger entry; the names are those of the wire. */
final class LedgerColumns {
    private LedgerColumns() {}

    /** Where the SKU is known, so that what each entry was for is of more interest. */
    static List<Column<LedgerEntry>> ofSku(Times times) {
        return columns(times, Place.NOWHERE, Place.TEXT);
    }

    /** Where the order is known, so that the SKU is of more interest. */
    static List<Column<LedgerEntry>> ofOrder(Times times) {
        return columns(times, Place.TEXT, Place.NOWHERE);
    }

    private static List<Column<LedgerEntry>> columns(Times times, Place sku, Place cause) {
        return List.of(
                Column.<LedgerEntry>text("sku_id", "SKU", entry -> entry.sku().value())
                        .at(sku),
                Column.number("version", "VERSION", LedgerEntry::version),
                Column.time("created_at", "WHEN", times, entry -> Optional.of(entry.createdAt())),
                Column.<LedgerEntry>text(
                                "reason", "WHY", entry -> entry.reason().name())
                        .shownAs(entry -> words(entry.reason()))
                        .at(Place.WHOLE),
                Column.change("change", "CHANGE", LedgerEntry::change),
                Column.change("reserved_change", "HELD", LedgerEntry::reservedChange),
                Column.units("available_after", "AVAILABLE", LedgerEntry::availableAfter),
                Column.<LedgerEntry>hidden("reserved_after", entry -> Optional.of(entry.reservedAfter())),
                Column.<LedgerEntry>text("ref_id", "FOR", LedgerEntry::refId)
                        .shownAs(LedgerColumns::cause)
                        .at(cause),
                Column.hidden("note", entry -> Optional.of(entry.note())),
                Column.hidden(
                        "actor",
                        entry -> Optional.of(entry.actor())
                                .filter(actor -> !actor.equals(Actor.NOBODY))
                                .map(Actor::value)),
                Column.hidden("id", entry -> Optional.of(entry.id())));
    }

    /** An order's id; of an operator's command who gave it, and why. */
    private static String cause(LedgerEntry entry) {
        String who = entry.actor().equals(Actor.NOBODY) ? "" : entry.actor().value() + ": ";
        return who + (entry.note().isEmpty() ? entry.refId() : entry.note());
    }

    static String words(LedgerReason reason) {
        return switch (reason) {
            case INITIALIZED -> "created";
            case ORDER_CREATED -> "order";
            case ORDER_CANCELED -> "canceled";
            case ORDER_CLOSED -> "closed";
            case ORDER_RESERVED -> "reserved";
            case ORDER_CONFIRMED -> "confirmed";
            case RESERVATION_EXPIRED -> "expired";
            case MANUAL_ADJUST -> "adjusted";
            case MANUAL_SET -> "set";
            case STOCK_COUNTED -> "counted";
            case POLICY_SET -> "policy";
        };
    }
}
