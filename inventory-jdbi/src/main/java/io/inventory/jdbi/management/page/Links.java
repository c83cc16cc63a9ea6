package io.inventory.jdbi.management.page;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Where pages are. Ids are part of the query, as a path can't have all of them. */
final class Links {
    static final String HOME = "/page";
    static final String STOCKS = "/page/stocks";
    static final String STOCK = "/page/stock";
    static final String ORDER = "/page/order";
    static final String STYLE = "/page/style.css";

    static final String SKU = "sku";
    static final String ID = "id";
    static final String PREFIX = "prefix";
    static final String PAGE = "page";

    private Links() {}

    static String stock(String sku) {
        return to(STOCK, SKU, sku);
    }

    static String order(String id) {
        return to(ORDER, ID, id);
    }

    /** A path with a query of names and values. */
    static String to(String path, String... query) {
        StringBuilder link = new StringBuilder(path);
        for (int i = 0; i < query.length; i += 2)
            link.append(i == 0 ? '?' : '&')
                    .append(query[i])
                    .append('=')
                    .append(URLEncoder.encode(query[i + 1], StandardCharsets.UTF_8));
        return link.toString();
    }
}
