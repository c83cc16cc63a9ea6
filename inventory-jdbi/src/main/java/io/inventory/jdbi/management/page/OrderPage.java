package io.inventory.jdbi.management.page;

import io.inventory.ErrorReason;
import io.inventory.GetOrder;
import io.inventory.LedgerEntry;
import io.inventory.LineBalance;
import io.inventory.ListOrderLedger;
import io.inventory.Order;
import io.inventory.OrderId;
import io.inventory.OrderLine;
import io.inventory.Page;
import io.inventory.PageToken;
import io.inventory.RefusedException;
import io.inventory.Rejection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** One order. */
final class OrderPage {
    /** How many lines, SKUs of a rejection, and rollbacks are shown. */
    private static final int ROWS_MAX = 200;

    private static final int ENTRIES_MAX = 50;

    private final Asking asking;

    OrderPage(Asking asking) {
        this.asking = asking;
    }

    String html(Question question) {
        OrderId id = new OrderId(question.get(Links.ID));
        Order order = asking.ask(new GetOrder(id));
        Optional<PageToken> after = Optional.of(question.get(Links.PAGE))
                .filter(token -> !token.isEmpty())
                .map(PageToken::new);
        // one that was compacted does not know its entries any more
        Entries entries = order.compacted() ? Entries.NONE : entries(id, after);
        return Layout.page("Order " + id.value(), html -> {
            html.element("dl", figures -> figures(figures, order), "class", "figures");
            if (order.compacted())
                html.element(
                        "p",
                        "It was closed long ago, and compacted: its lines are not kept any more. The ledgers of its SKUs"
                                + " have its entries, with its id.");
            order.rejection().ifPresent(rejection -> rejection(html, rejection));
            if (!order.lines().isEmpty()) lines(html, order.lines());
            if (!order.rollbacks().isEmpty()) rollbacks(html, order);
            entries.page().ifPresent(page -> ledger(html, id, page));
            if (!entries.whyNot().isEmpty())
                html.element("p", "Its entries in the ledger are not shown: " + entries.whyNot() + ".");
        });
    }

    /** What is not kept any more is no reason not to show the order. */
    private Entries entries(OrderId id, Optional<PageToken> after) {
        try {
            return new Entries(Optional.of(asking.ask(new ListOrderLedger(id, ENTRIES_MAX, after))), "");
        } catch (RefusedException e) {
            if (e.reason() != ErrorReason.HISTORY_PRUNED) throw e;
            return new Entries(Optional.empty(), String.valueOf(e.getMessage()));
        }
    }

    /** A page of ledger entries, or why there is none. */
    private record Entries(Optional<Page<LedgerEntry>> page, String whyNot) {
        static final Entries NONE = new Entries(Optional.empty(), "");
    }

    private static void ledger(Html html, OrderId id, Page<LedgerEntry> entries) {
        Ledger.table(html, "Its entries in the ledger, newest first", entries.items(), true);
        entries.next()
                .ifPresent(token ->
                        Layout.next(html, Links.to(Links.ORDER, Links.ID, id.value(), Links.PAGE, token.value())));
    }

    private static void figures(Html html, Order order) {
        Layout.figure(html, "status", words(order.status().name()));
        Layout.figure(
                html,
                "origin",
                order.origin().map(origin -> words(origin.name())).orElse("cancelled before it came"));
        Layout.figure(html, "created", Times.of(order.createdAt()));
        Layout.figure(html, "last changed", Times.of(order.updatedAt()));
        order.expiresAt().ifPresent(time -> Layout.figure(html, "held until", Times.of(time)));
        order.confirmedAt().ifPresent(time -> Layout.figure(html, "confirmed", Times.of(time)));
        order.closedAt().ifPresent(time -> Layout.figure(html, "closed", Times.of(time)));
    }

    private static String words(String name) {
        return name.toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private static void rejection(Html html, Rejection rejection) {
        html.element("h2", "Rejected: " + words(rejection.reason().name()));
        if (rejection instanceof Rejection.InsufficientStock insufficient
                && !insufficient.shortages().isEmpty())
            Layout.table(
                    html,
                    "What was short" + more(insufficient.shortages().size()),
                    head -> {
                        Layout.heads(head, "SKU");
                        Layout.numberHeads(head, "Wanted", "Sellable then");
                    },
                    rows -> insufficient.shortages().stream()
                            .limit(ROWS_MAX)
                            .forEach(shortage -> rows.element("tr", row -> {
                                row.element(
                                        "td",
                                        cell -> Layout.sku(cell, shortage.sku().value()));
                                Layout.number(row, Times.count(shortage.requested()));
                                Layout.number(row, Times.count(shortage.available()));
                            })));
        if (rejection instanceof Rejection.UnknownSku unknown && !unknown.skus().isEmpty())
            html.element(
                    "ul",
                    list -> unknown.skus().stream()
                            .limit(ROWS_MAX)
                            .forEach(sku -> list.element("li", item -> item.element("bdi", sku.value()))));
    }

    private static String more(int rows) {
        return rows > ROWS_MAX ? ", the first " + ROWS_MAX + " of " + Times.count(rows) : "";
    }

    private static void lines(Html html, List<LineBalance> lines) {
        html.element("h2", "Lines");
        Layout.table(
                html,
                "Lines" + more(lines.size()),
                head -> {
                    Layout.heads(head, "SKU");
                    Layout.numberHeads(head, "Wanted", "Taken", "Returned", "Outstanding");
                },
                rows -> lines.stream()
                        .limit(ROWS_MAX)
                        .forEach(line -> rows.element("tr", row -> {
                            row.element(
                                    "td", cell -> Layout.sku(cell, line.sku().value()));
                            Layout.number(row, Times.count(line.requested()));
                            Layout.number(row, Times.count(line.taken()));
                            Layout.number(row, Times.count(line.returned()));
                            Layout.number(row, Times.count(line.outstanding()));
                        })));
    }

    private static void rollbacks(Html html, Order order) {
        List<Order.PastRollback> rollbacks = order.rollbacks();
        html.element("h2", "Rollbacks");
        Layout.table(
                html,
                "Rollbacks" + more(rollbacks.size()),
                head -> {
                    Layout.heads(head, "Id", "Reason");
                    Layout.numberHeads(head, "Units");
                    Layout.heads(head, "At");
                },
                rows -> rollbacks.stream()
                        .limit(ROWS_MAX)
                        .forEach(rollback -> rows.element("tr", row -> {
                            row.element(
                                    "td",
                                    cell -> cell.element(
                                            "bdi",
                                            rollback.rollbackId()
                                                    .map(id -> id.value())
                                                    .orElse("")));
                            row.element("td", words(rollback.reason().name()));
                            Layout.number(row, order.compacted() ? "" : Times.count(units(rollback)));
                            row.element("td", Times.of(rollback.createdAt()));
                        })));
    }

    private static long units(Order.PastRollback rollback) {
        return rollback.lines().stream().mapToLong(OrderLine::quantity).sum();
    }
}
