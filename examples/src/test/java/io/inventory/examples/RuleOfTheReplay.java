package io.inventory.examples;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What the rule of the replay implies, worked out apart from the inventory: maps, strings and sums, nothing of the core and
 * nothing of the examples' code.
 */
final class RuleOfTheReplay {
    final Map<String, Long> stock = new HashMap<>();
    int taken;
    int rejected;
    int made;
    int refused;

    RuleOfTheReplay(long opening) throws IOException {
        Map<String, List<String[]>> invoices = new LinkedHashMap<>();
        for (String[] row : rows()) {
            stock.put(row[1], opening);
            invoices.computeIfAbsent(row[0], number -> new ArrayList<>()).add(row);
        }
        invoices.forEach((number, lines) -> {
            boolean credit = number.startsWith("C");
            boolean correction = !credit && lines.stream().anyMatch(line -> line[2].startsWith("-"));
            if (!credit && !correction) order(lines);
            else for (String[] line : lines) adjust(line[1], Math.abs(Long.parseLong(line[2])) * (credit ? 1 : -1));
        });
    }

    private void order(List<String[]> lines) {
        Map<String, Long> wanted = new HashMap<>();
        for (String[] line : lines) wanted.merge(line[1], Long.parseLong(line[2]), Long::sum);
        boolean enough = wanted.entrySet().stream().allMatch(each -> stockOf(each.getKey()) >= each.getValue());
        if (enough) {
            taken++;
            wanted.forEach((sku, units) -> stock.merge(sku, -units, Long::sum));
        } else {
            rejected++;
        }
    }

    private void adjust(String sku, long delta) {
        if (stockOf(sku) + delta < 0) {
            refused++;
        } else {
            made++;
            stock.merge(sku, delta, Long::sum);
        }
    }

    private long stockOf(String sku) {
        return Objects.requireNonNull(stock.get(sku));
    }

    private static List<String[]> rows() throws IOException {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(RuleOfTheReplay.class.getResourceAsStream("orders-2010-12.csv")),
                StandardCharsets.UTF_8))) {
            return reader.lines().skip(1).map(line -> line.split(",", -1)).toList();
        }
    }
}
