package io.inventory.client.cli.command;

import io.inventory.LineBalance;
import io.inventory.Order;
import io.inventory.Order.PastRollback;
import io.inventory.OrderLine;
import io.inventory.OrderStatus;
import io.inventory.Rejection;
import io.inventory.client.cli.output.Column;
import io.inventory.client.cli.output.Times;
import io.inventory.client.cli.output.Tone;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What is shown of an order; the names are those of the wire. */
final class OrderColumns {
    private final Times times;

    OrderColumns(Times times) {
        this.times = times;
    }

    List<Column<Order>> ofOrder() {
        return List.of(
                Column.text("order_id", "ORDER", order -> order.id().value()),
                Column.<Order>text("status", "STATUS", order -> order.status().name())
                        .shownAs(order -> words(order.status()) + (order.compacted() ? "; its lines are not kept" : ""))
                        .withTone(OrderColumns::tone),
                Column.<Order>text(
                                "origin",
                                "KIND",
                                order -> order.origin().map(Enum::name).orElse(""))
                        .shownAs(order -> order.origin()
                                .map(origin -> switch (origin) {
                                    case DEDUCT -> "sold at once";
                                    case RESERVE -> "held until paid";
                                })
                                .orElse("canceled before it was made")),
                Column.<Order>text(
                                "rejection",
                                "REJECTED",
                                order -> order.rejection()
                                        .map(rejection -> rejection.reason().name())
                                        .orElse(""))
                        .shownAs(order -> order.rejection()
                                .map(rejection -> words(rejection, order))
                                .orElse("no")),
                Column.time("created_at", "CREATED", times, order -> Optional.of(order.createdAt())),
                Column.time("expires_at", "HELD UNTIL", times, Order::expiresAt),
                Column.time("confirmed_at", "CONFIRMED", times, Order::confirmedAt),
                Column.time("closed_at", "CLOSED", times, Order::closedAt),
                Column.time("updated_at", "CHANGED", times, order -> Optional.of(order.updatedAt())),
                Column.hidden("compacted", order -> Optional.of(order.compacted())),
                Column.hidden("lines", order -> Optional.of(Column.fields(ofLines(), order.lines()))),
                Column.hidden("rollbacks", order -> Optional.of(Column.fields(ofRollbacks(), order.rollbacks()))),
                Column.hidden("shortages", order -> Optional.of(shortages(order))),
                Column.hidden("unknown_sku_ids", order -> Optional.of(unknown(order))));
    }

    static List<Column<LineBalance>> ofLines() {
        return List.of(
                Column.text("sku_id", "SKU", line -> line.sku().value()),
                Column.units("requested", "ORDERED", LineBalance::requested),
                Column.units("taken", "TAKEN", LineBalance::taken),
                Column.units("returned", "GIVEN BACK", LineBalance::returned),
                Column.units("outstanding", "STILL HAS", LineBalance::outstanding));
    }

    /** Each line with its order, for a form that has no lists. */
    List<Column<LineBalance>> ofLinesAlone(Order order) {
        List<Column<LineBalance>> columns = new ArrayList<>();
        columns.add(Column.text("order_id", "ORDER", line -> order.id().value()));
        columns.add(Column.text("status", "STATUS", line -> order.status().name()));
        columns.addAll(ofLines());
        return columns;
    }

    List<Column<PastRollback>> ofRollbacks() {
        return List.of(
                Column.time("created_at", "WHEN", times, rollback -> Optional.of(rollback.createdAt())),
                Column.<PastRollback>text(
                                "reason", "WHY", rollback -> rollback.reason().name())
                        .shownAs(rollback -> rollback.reason().name().toLowerCase(Locale.ROOT)),
                Column.text(
                        "rollback_id",
                        "ROLLBACK ID",
                        rollback -> rollback.rollbackId().map(id -> id.value()).orElse("")),
                Column.<PastRollback>text("items", "WHAT", rollback -> OrderColumns.items(rollback.lines()))
                        .withValue(rollback -> rollback.lines().stream()
                                .map(line -> Map.of("sku_id", line.sku().value(), "quantity", line.quantity()))
                                .toList()));
    }

    static String items(List<OrderLine> lines) {
        return lines.stream()
                .map(line -> Column.number(line.quantity()) + " of " + line.sku())
                .collect(Collectors.joining(", "));
    }

    private static List<Map<String, Object>> shortages(Order order) {
        if (!(order.rejection().orElse(null) instanceof Rejection.InsufficientStock short_)) return List.of();
        return short_.shortages().stream()
                .map(shortage -> {
                    Map<String, Object> fields = new LinkedHashMap<>();
                    fields.put("sku_id", shortage.sku().value());
                    fields.put("requested", shortage.requested());
                    fields.put("available", shortage.available());
                    return fields;
                })
                .toList();
    }

    private static List<String> unknown(Order order) {
        if (!(order.rejection().orElse(null) instanceof Rejection.UnknownSku unknown)) return List.of();
        return unknown.skus().stream().map(sku -> sku.value()).toList();
    }

    private static String words(Rejection rejection, Order order) {
        if (order.compacted())
            return rejection.reason().name().toLowerCase(Locale.ROOT).replace('_', ' ');
        if (rejection instanceof Rejection.UnknownSku unknown)
            return "unknown: " + unknown.skus().stream().map(Object::toString).collect(Collectors.joining(", "));
        if (rejection instanceof Rejection.InsufficientStock insufficient)
            return insufficient.shortages().stream()
                    .map(shortage -> shortage.sku() + " had " + Column.number(shortage.available()) + " of "
                            + Column.number(shortage.requested()))
                    .collect(Collectors.joining(", "));
        return rejection.reason().name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private static String words(OrderStatus status) {
        return switch (status) {
            case DEDUCTED -> "sold";
            case RESERVED -> "reserved";
            case REJECTED -> "rejected; it took nothing";
            case CANCELED -> "canceled before it was made; it can never take units";
            case ROLLED_BACK -> "rolled back; it has given back everything";
            case EXPIRED -> "expired; it has given back everything";
        };
    }

    private static Tone tone(Order order) {
        return switch (order.status()) {
            case DEDUCTED -> Tone.GOOD;
            case RESERVED -> Tone.WARNING;
            case REJECTED, CANCELED, ROLLED_BACK, EXPIRED -> Tone.PLAIN;
        };
    }
}
