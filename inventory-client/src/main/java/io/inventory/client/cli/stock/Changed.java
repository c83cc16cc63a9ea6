package io.inventory.client.cli.stock;

import io.inventory.RequestId;
import io.inventory.StockChanged;
import io.inventory.client.cli.output.Column;
import io.inventory.client.cli.output.Column.Place;
import io.inventory.client.cli.session.ExitStatus;
import io.inventory.client.cli.session.Session;
import java.util.List;
import java.util.Optional;

/**
 * What an operator's command did.
 *
 * @param stock the stock as it left it
 * @param requestId under which it is recorded
 */
record Changed(StockChanged stock, RequestId requestId) {
    /** How people are told whether it was done now. */
    static String outcome(boolean replayed) {
        return replayed ? "had been done before; nothing was changed now" : "done";
    }

    static int print(Session session, StockChanged stock, RequestId requestId) {
        List<Column<Changed>> columns = List.of(
                Column.<Changed>text(
                        "sku_id", "SKU", changed -> changed.stock.sku().value()),
                Column.<Changed>units("available_stock", "AVAILABLE", changed -> changed.stock.available()),
                Column.<Changed>units("reserved_stock", "RESERVED", changed -> changed.stock.reserved()),
                Column.<Changed>number("version", "VERSION", changed -> changed.stock.version()),
                Column.<Changed>text("request_id", "REQUEST ID", changed -> changed.requestId.value()),
                replayed(changed -> changed.stock.replayed()));
        session.output().one(columns, new Changed(stock, requestId));
        return ExitStatus.OK.code();
    }

    static <T> Column<T> replayed(java.util.function.Predicate<T> replayed) {
        return Column.<T>hidden("replayed", row -> Optional.of(replayed.test(row)))
                .at(Place.ALONE)
                .named("OUTCOME")
                .shownAs(row -> outcome(replayed.test(row)));
    }
}
