package io.inventory.jdbi.management.page;

import io.inventory.GetStock;
import io.inventory.LedgerEntry;
import io.inventory.ListSkuLedger;
import io.inventory.ListStocks;
import io.inventory.NotFoundException;
import io.inventory.Page;
import io.inventory.PageToken;
import io.inventory.Sku;
import io.inventory.Stock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** The list of stocks, and one of them with its ledger. */
final class StockPages {
    private static final int STOCKS_MAX = 50;
    private static final int ENTRIES_MAX = 50;
    /** How many entries are drawn. */
    private static final int DRAWN_MAX = 500;

    private final Asking asking;

    StockPages(Asking asking) {
        this.asking = asking;
    }

    /** Those whose name begins so, sorted by SKU. */
    String list(Question question) {
        String prefix = question.get(Links.PREFIX);
        Page<Stock> page = question.get(Links.PAGE).isEmpty()
                ? first(prefix)
                : asking.ask(new ListStocks(STOCKS_MAX, Optional.of(new PageToken(question.get(Links.PAGE)))));
        List<Stock> found = page.items().stream()
                .filter(stock -> stock.sku().value().startsWith(prefix))
                .toList();
        // sorted, so that behind one that does not match there is none that does
        boolean more = found.size() == page.items().size();
        return Layout.page("Stock", html -> {
            search(html, prefix);
            if (found.isEmpty()) html.element("p", prefix.isEmpty() ? "There is none." : "No SKU begins so.");
            else
                Layout.table(
                        html,
                        "Stock",
                        head -> {
                            Layout.heads(head, "SKU");
                            Layout.numberHeads(head, "Available", "Reserved", "Sellable", "Version");
                            Layout.heads(head, "Last changed");
                        },
                        rows -> found.forEach(stock -> rows.element("tr", row -> row(row, stock))));
            if (more)
                page.next()
                        .ifPresent(token -> Layout.next(
                                html, Links.to(Links.STOCKS, Links.PREFIX, prefix, Links.PAGE, token.value())));
        });
    }

    private Page<Stock> first(String prefix) {
        if (prefix.isEmpty()) return asking.ask(new ListStocks(STOCKS_MAX, Optional.empty()));
        Sku sku = new Sku(prefix);
        Page<Stock> after = asking.ask(ListStocks.after(STOCKS_MAX, sku));
        List<Stock> all = new ArrayList<>();
        stock(sku).ifPresent(all::add);
        all.addAll(after.items());
        return new Page<>(all, after.next());
    }

    private Optional<Stock> stock(Sku sku) {
        try {
            return Optional.of(asking.ask(new GetStock(sku)));
        } catch (NotFoundException e) {
            return Optional.empty();
        }
    }

    private static void search(Html html, String prefix) {
        html.element(
                "form",
                form -> form.element(
                                "label",
                                field -> field.element("span", "SKUs that begin with")
                                        .empty(
                                                "input",
                                                "name",
                                                Links.PREFIX,
                                                "value",
                                                prefix,
                                                "maxlength",
                                                "256",
                                                "autocomplete",
                                                "off",
                                                "spellcheck",
                                                "false"))
                        .element("button", "Search", "type", "submit"),
                "action",
                Links.STOCKS,
                "method",
                "get",
                "class",
                "search");
    }

    private static void row(Html row, Stock stock) {
        row.element("td", cell -> Layout.sku(cell, stock.sku().value()));
        Layout.number(row, Times.count(stock.available()));
        Layout.number(row, Times.count(stock.reserved()));
        Layout.number(row, Times.count(stock.sellable()));
        Layout.number(row, Times.count(stock.version()));
        row.element("td", Times.of(stock.updatedAt()));
    }

    /** One SKU. */
    String stock(Question question) {
        Sku sku = new Sku(question.get(Links.SKU));
        Stock stock = asking.ask(new GetStock(sku));
        Optional<PageToken> after = Optional.of(question.get(Links.PAGE))
                .filter(token -> !token.isEmpty())
                .map(PageToken::new);
        Page<LedgerEntry> drawn = asking.ask(new ListSkuLedger(sku, DRAWN_MAX, Optional.empty()));
        Page<LedgerEntry> entries = asking.ask(new ListSkuLedger(sku, ENTRIES_MAX, after));
        return Layout.page(sku.value(), html -> {
            html.element("dl", figures -> figures(figures, stock), "class", "figures");
            draw(html, drawn);
            Ledger.table(html, "Ledger, newest first", entries.items(), false);
            entries.next()
                    .ifPresent(token -> Layout.next(
                            html, Links.to(Links.STOCK, Links.SKU, sku.value(), Links.PAGE, token.value())));
        });
    }

    private static void figures(Html html, Stock stock) {
        Layout.figure(html, "available", Times.count(stock.available()));
        Layout.figure(html, "reserved", Times.count(stock.reserved()));
        Layout.figure(html, "sellable", Times.count(stock.sellable()));
        Layout.figure(html, "safety stock", Times.count(stock.safetyStock()));
        Layout.figure(html, "low at", stock.lowThreshold() == 0 ? "never" : Times.count(stock.lowThreshold()));
        Layout.figure(html, "created", Times.of(stock.createdAt()));
        Layout.figure(html, "last changed", Times.of(stock.updatedAt()));
    }

    private static void draw(Html html, Page<LedgerEntry> newestFirst) {
        if (newestFirst.items().isEmpty()) return;
        List<LedgerEntry> entries = new ArrayList<>(newestFirst.items());
        Collections.reverse(entries);
        html.element("h2", "Over time");
        if (newestFirst.next().isPresent()) html.element("p", "The last " + entries.size() + " changes.");
        Chart.balances(html, entries, "Available and reserved units over the last " + entries.size() + " changes");
    }
}
