package io.inventory.client.cli.stock;

import io.inventory.Stock;
import io.inventory.StockBalance;
import io.inventory.client.cli.output.Column;
import io.inventory.client.cli.output.Column.Place;
import io.inventory.client.cli.output.Times;
import io.inventory.client.cli.output.Tone;
import java.util.List;
import java.util.Optional;

/** What is shown of a stock; the names are those of the wire. */
final class StockColumns {
    private StockColumns() {}

    static List<Column<Stock>> of(Times times) {
        return List.of(
                Column.text("sku_id", "SKU", stock -> stock.sku().value()),
                Column.<Stock>units("sellable", "SELLABLE", Stock::sellable).withTone(StockColumns::tone),
                Column.<Stock>units("available_stock", "AVAILABLE", Stock::available),
                Column.<Stock>units("reserved_stock", "RESERVED", Stock::reserved),
                Column.<Stock>units("safety_stock", "SAFETY", Stock::safetyStock),
                Column.<Stock>units("low_threshold", "LOW AT", Stock::lowThreshold)
                        .shownAs(stock -> stock.lowThreshold() == 0 ? "-" : Column.number(stock.lowThreshold())),
                Column.<Stock>number("version", "VERSION", Stock::version).at(Place.ALONE),
                Column.time("updated_at", "CHANGED", times, stock -> Optional.of(stock.updatedAt())),
                Column.<Stock>time("created_at", "CREATED", times, stock -> Optional.of(stock.createdAt()))
                        .at(Place.ALONE));
    }

    static boolean isSoldOut(Stock stock) {
        return stock.sellable() == 0;
    }

    static boolean isLow(Stock stock) {
        return stock.lowThreshold() > 0 && stock.sellable() <= stock.lowThreshold();
    }

    private static Tone tone(Stock stock) {
        if (isSoldOut(stock)) return Tone.BAD;
        return isLow(stock) ? Tone.WARNING : Tone.PLAIN;
    }

    static List<Column<StockBalance>> ofPast(Times times) {
        return List.of(
                Column.text("sku_id", "SKU", balance -> balance.sku().value()),
                Column.units("available_stock", "AVAILABLE", StockBalance::available),
                Column.units("reserved_stock", "RESERVED", StockBalance::reserved),
                Column.number("version", "VERSION", StockBalance::version),
                Column.time("updated_at", "SINCE", times, balance -> Optional.of(balance.since())));
    }
}
