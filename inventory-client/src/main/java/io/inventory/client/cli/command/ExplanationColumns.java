package io.inventory.client.cli.command;

import io.inventory.LedgerReason;
import io.inventory.StockExplanation;
import io.inventory.StockExplanation.Balance;
import io.inventory.StockExplanation.Reservation;
import io.inventory.StockExplanation.Sum;
import io.inventory.client.cli.output.Column;
import io.inventory.client.cli.output.Times;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is shown of an explanation; the names are those of the wire. */
final class ExplanationColumns {
    private final Times times;

    ExplanationColumns(Times times) {
        this.times = times;
    }

    /**
     * One line of the sum: what there was, what changed it, or what there is.
     *
     * @param name for programs: OPENING, a reason, CLOSING
     * @param words for people
     * @param entries how many ledger entries
     */
    record Part(String name, String words, long entries, long available, long reserved, boolean isBalance) {
        static Part of(String name, String words, Balance balance) {
            return new Part(name, words, balance.version(), balance.available(), balance.reserved(), true);
        }

        static Part of(Sum sum) {
            LedgerReason reason = sum.reason();
            return new Part(
                    reason.name(),
                    LedgerColumns.words(reason),
                    sum.entries(),
                    sum.change(),
                    sum.reservedChange(),
                    false);
        }
    }

    static List<Part> parts(StockExplanation explanation) {
        List<Part> parts = new ArrayList<>();
        parts.add(Part.of("OPENING", "before", explanation.opening()));
        explanation.sums().forEach(sum -> parts.add(Part.of(sum)));
        parts.add(Part.of("CLOSING", "after", explanation.closing()));
        return parts;
    }

    static List<Column<Part>> ofParts() {
        return List.of(
                Column.<Part>text("part", "WHAT", Part::name).shownAs(Part::words),
                Column.<Part>units("entries", "ENTRIES", Part::entries),
                Column.<Part>change("available", "AVAILABLE", Part::available)
                        .shownAs(part -> amount(part, part.available())),
                Column.<Part>change("reserved", "RESERVED", Part::reserved)
                        .shownAs(part -> amount(part, part.reserved())));
    }

    private static String amount(Part part, long units) {
        return part.isBalance() ? Column.number(units) : Column.signed(units);
    }

    List<Column<StockExplanation>> ofStock() {
        return List.of(
                Column.text(
                        "sku_id",
                        "SKU",
                        explanation -> explanation.stock().sku().value()),
                Column.units(
                        "sellable",
                        "SELLABLE",
                        explanation -> explanation.stock().sellable()),
                Column.units(
                        "available_stock",
                        "AVAILABLE",
                        explanation -> explanation.stock().available()),
                Column.units(
                        "reserved_stock",
                        "RESERVED",
                        explanation -> explanation.stock().reserved()),
                Column.number(
                        "version", "VERSION", explanation -> explanation.stock().version()));
    }

    List<Column<StockExplanation>> ofAll() {
        List<Column<StockExplanation>> columns = new ArrayList<>(ofStock());
        columns.add(Column.hidden("opening", explanation -> Optional.of(fields(explanation.opening()))));
        columns.add(Column.hidden(
                "sums",
                explanation -> Optional.of(explanation.sums().stream()
                        .map(ExplanationColumns::fields)
                        .toList())));
        columns.add(Column.hidden("closing", explanation -> Optional.of(fields(explanation.closing()))));
        columns.add(Column.hidden(
                "reservations",
                explanation -> Optional.of(Column.fields(ofReservations(), explanation.reservations()))));
        columns.add(Column.hidden("more_reservations", explanation -> Optional.of(explanation.moreReservations())));
        columns.add(Column.hidden(
                "last_entries",
                explanation -> Optional.of(Column.fields(LedgerColumns.ofSku(times), explanation.lastEntries()))));
        return columns;
    }

    private static Map<String, Object> fields(Balance balance) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("available_stock", balance.available());
        fields.put("reserved_stock", balance.reserved());
        fields.put("version", balance.version());
        return fields;
    }

    private static Map<String, Object> fields(Sum sum) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("reason", sum.reason().name());
        fields.put("entries", sum.entries());
        fields.put("change", sum.change());
        fields.put("reserved_change", sum.reservedChange());
        return fields;
    }

    List<Column<Reservation>> ofReservations() {
        return List.of(
                Column.text(
                        "order_id",
                        "ORDER",
                        reservation -> reservation.orderId().value()),
                Column.units("quantity", "UNITS", Reservation::quantity),
                Column.time("expires_at", "RUNS OUT", times, reservation -> Optional.of(reservation.expiresAt())));
    }
}
