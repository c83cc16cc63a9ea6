package io.inventory.jdbi.sql;

import io.inventory.decision.LedgerIds;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.UUID;

/** A batch of orders that take one unit a line, decided at once: the columns of what is written for it. */
final class LimitBatch {
    /** Of a SKU: its version and units before, and how many entries its ledger gets. */
    private record Taken(long version, long available, long reserved, long entries) {}

    private final TreeMap<Integer, Taken> taken = new TreeMap<>();
    private final String[] orders;
    private final String[] lines;
    private final String[] entrySkus;
    private final Long[] entryVersions;
    private final UUID[] entryIds;
    private final Long[] entryChanges;
    private final Long[] entryAvailable;
    private final Long[] entryReserved;
    private final String[] entryOrders;
    private final OffsetDateTime now;

    /**
     * Takes the units from the stocks.
     *
     * @param orders their ids, sorted
     */
    LimitBatch(LimitStocks stocks, String[] orders, int lineCount, SplittableRandom random, LedgerIds ids) {
        this.orders = orders;
        int entries = orders.length * lineCount;
        lines = new String[orders.length];
        entrySkus = new String[entries];
        entryVersions = new Long[entries];
        entryIds = new UUID[entries];
        entryChanges = new Long[entries];
        entryAvailable = new Long[entries];
        entryReserved = new Long[entries];
        entryOrders = new String[entries];
        now = OffsetDateTime.now(java.time.ZoneOffset.UTC);
        for (int i = 0; i < orders.length; i++) decide(stocks, i, chosen(stocks.skus.length, lineCount, random), ids);
        Arrays.fill(entryChanges, -1L);
    }

    /** That many SKUs, each once, sorted. */
    private static int[] chosen(int skuCount, int lineCount, SplittableRandom random) {
        int[] chosen = new int[lineCount];
        int count = 0;
        while (count < lineCount) {
            int sku = random.nextInt(skuCount);
            if (Arrays.stream(chosen, 0, count).noneMatch(other -> other == sku)) chosen[count++] = sku;
        }
        Arrays.sort(chosen);
        return chosen;
    }

    private void decide(LimitStocks stocks, int order, int[] skus, LedgerIds ids) {
        StringBuilder json = new StringBuilder();
        for (int line = 0; line < skus.length; line++) {
            int sku = skus[line];
            taken.merge(
                    sku,
                    new Taken(stocks.versions[sku], stocks.available[sku], stocks.reserved[sku], 1),
                    (before, next) -> new Taken(before.version, before.available, before.reserved, before.entries + 1));
            long version = ++stocks.versions[sku];
            int entry = order * skus.length + line;
            entrySkus[entry] = stocks.skus[sku];
            entryVersions[entry] = version;
            entryIds[entry] = ids.next(now.toInstant().toEpochMilli());
            entryAvailable[entry] = --stocks.available[sku];
            entryReserved[entry] = stocks.reserved[sku];
            entryOrders[entry] = orders[order];
            json.append(line == 0 ? "[[\"" : ",[\"")
                    .append(stocks.skus[sku])
                    .append("\",1,0,[")
                    .append(version)
                    .append("]]");
        }
        lines[order] = json.append(']').toString();
    }

    /** The statements, sent as one: in the form for one row where there is one, as the engine does. */
    String sql() {
        return form(StocksTable.CHANGE_TAKEN, taken.size())
                + ";\n" + form(OrdersTable.INSERT_DEDUCTED, orders.length)
                + ";\n" + form(LogsTable.INSERT_TAKEN, entryIds.length)
                + ";\ncommit";
    }

    private static String form(String sql, int rows) {
        return rows == 1 ? Columns.forOneRow(sql) : sql;
    }

    /** What is bound to them, by name. */
    Map<String, Object> parameters(LimitStocks stocks) {
        int count = taken.size();
        return Map.ofEntries(
                Map.entry("now", now),
                Map.entry("stocksChanged", count),
                column(
                        "skus",
                        taken.keySet().stream().map(sku -> stocks.skus[sku]).toArray(String[]::new)),
                column("versions", taken.values().stream().map(Taken::version).toArray(Long[]::new)),
                column(
                        "available",
                        taken.values().stream().map(Taken::available).toArray(Long[]::new)),
                column("reserved", taken.values().stream().map(Taken::reserved).toArray(Long[]::new)),
                column(
                        "changes",
                        taken.values().stream().map(sku -> -sku.entries).toArray(Long[]::new)),
                column("entries", taken.values().stream().map(Taken::entries).toArray(Long[]::new)),
                column("newOrders", orders),
                column("newLines", lines),
                column("entrySkus", entrySkus),
                column("entryVersions", entryVersions),
                column("entryIds", entryIds),
                column("entryChanges", entryChanges),
                column("entryAvailable", entryAvailable),
                column("entryReserved", entryReserved),
                column("entryRefIds", entryOrders));
    }

    private static Map.Entry<String, Object> column(String name, Object[] values) {
        return Map.entry(name, values.length == 1 ? values[0] : values);
    }
}
