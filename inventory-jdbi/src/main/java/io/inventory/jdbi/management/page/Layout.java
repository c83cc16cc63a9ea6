package io.inventory.jdbi.management.page;

import java.util.function.Consumer;

/** What all pages have around them. */
final class Layout {
    private static final String DOCTYPE = "<!DOCTYPE html>\n";

    private Layout() {}

    /** A page with that title. */
    static String page(String title, Consumer<Html> content) {
        return DOCTYPE
                + new Html()
                        .element(
                                "html",
                                html -> html.element("head", head -> head(head, title))
                                        .element("body", body -> body(body, title, content)),
                                "lang",
                                "en")
                + "\n";
    }

    private static void head(Html head, String title) {
        head.empty("meta", "charset", "utf-8")
                .empty("meta", "name", "viewport", "content", "width=device-width, initial-scale=1")
                .empty("meta", "name", "color-scheme", "content", "light dark")
                .element("title", title + " · Inventory")
                .empty("link", "rel", "stylesheet", "href", Links.STYLE);
    }

    private static void body(Html body, String title, Consumer<Html> content) {
        body.element("a", "To the content", "class", "skip", "href", "#content")
                .element("header", Layout::navigation)
                .element("main", main -> content.accept(main.element("h1", title)), "id", "content")
                .element("footer", "Read-only. Times are UTC.");
    }

    private static void navigation(Html header) {
        header.element(
                        "nav",
                        nav -> nav.element("a", "Overview", "href", Links.HOME)
                                .element("a", "Stock", "href", Links.STOCKS),
                        "aria-label",
                        "Pages")
                .element("div", Layout::forms, "class", "forms");
    }

    private static void forms(Html html) {
        form(html, Links.STOCK, Links.SKU, "SKU");
        form(html, Links.ORDER, Links.ID, "Order");
    }

    private static void form(Html html, String action, String name, String label) {
        html.element(
                "form",
                form -> form.element(
                                "label",
                                field -> field.element("span", label)
                                        .empty(
                                                "input",
                                                "name",
                                                name,
                                                "required",
                                                "required",
                                                "maxlength",
                                                "256",
                                                "autocomplete",
                                                "off",
                                                "spellcheck",
                                                "false"))
                        .element("button", "Look up", "type", "submit"),
                "action",
                action,
                "method",
                "get",
                "role",
                "search",
                "aria-label",
                label);
    }

    /** A link to a SKU; what is around it is not turned by a name that is written from right to left. */
    static void sku(Html html, String sku) {
        link(html, sku, Links.stock(sku));
    }

    static void order(Html html, String id) {
        link(html, id, Links.order(id));
    }

    private static void link(Html html, String id, String href) {
        html.element("a", link -> link.element("bdi", id), "href", href);
    }

    /** A table that can be scrolled by itself where the screen is narrow. */
    static void table(Html html, String caption, Consumer<Html> head, Consumer<Html> rows) {
        html.element(
                "div",
                frame -> frame.element(
                        "table",
                        table -> table.element("caption", caption)
                                .element("thead", part -> part.element("tr", head))
                                .element("tbody", rows)),
                "class",
                "table",
                "tabindex",
                "0",
                "role",
                "region",
                "aria-label",
                caption);
    }

    static void heads(Html row, String... names) {
        for (String name : names) row.element("th", name, "scope", "col");
    }

    /** Over numbers, which end at the right. */
    static void numberHeads(Html row, String... names) {
        for (String name : names) row.element("th", name, "scope", "col", "class", "number");
    }

    static void number(Html row, String text) {
        row.element("td", text, "class", "number");
    }

    /** A figure with its name. */
    static void figure(Html html, String name, String value) {
        html.element("div", figure -> figure.element("dt", name).element("dd", value), "class", "figure");
    }

    /** A link to the page after this one, if there is one. */
    static void next(Html html, String href) {
        html.element("p", line -> line.element("a", "Next page", "href", href, "rel", "next", "class", "next"));
    }
}
