package io.inventory.examples;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import io.inventory.Sku;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/** The real orders that come with the examples; where they are from stands beside them, in DATA-LICENCE.md. */
final class ShopData {
    private static final String ORDERS = "orders-2010-12.csv";

    private ShopData() {}

    /** The invoices of 1 to 5 December 2010, in the shop's order. */
    static List<Invoice> invoices() {
        Map<String, List<Invoice.Line>> lines = new LinkedHashMap<>();
        try (CsvReader<NamedCsvRecord> records = CsvReader.builder().ofNamedCsvRecord(open(ORDERS))) {
            for (NamedCsvRecord row : records)
                lines.computeIfAbsent(row.getField("invoice_no"), number -> new ArrayList<>())
                        .add(new Invoice.Line(
                                new Sku(row.getField("stock_code")), Long.parseLong(row.getField("quantity"))));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + ORDERS, e);
        }
        List<Invoice> invoices = new ArrayList<>();
        lines.forEach((number, itsLines) -> invoices.add(new Invoice(number, itsLines)));
        return invoices;
    }

    /** Every SKU that the invoices name, sorted by code point. */
    static SortedSet<Sku> skus(List<Invoice> invoices) {
        SortedSet<Sku> skus = new TreeSet<>();
        for (Invoice invoice : invoices) for (Invoice.Line line : invoice.lines()) skus.add(line.sku());
        return skus;
    }

    private static Reader open(String name) {
        InputStream stream = ShopData.class.getResourceAsStream(name);
        if (stream == null) throw new IllegalStateException(name + " is missing in the examples' jar");
        return new InputStreamReader(stream, StandardCharsets.UTF_8);
    }
}
