package io.inventory.client.cli.csv;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;

/** Which column is where. Immutable. */
final class StockCsvHeader {
    private static final String FOR_ALL_LINES = "is missing in the header, and was not given for all lines either";

    private final Map<String, Integer> places;
    private final int size;

    private StockCsvHeader(Map<String, Integer> places, int size) {
        this.places = places;
        this.size = size;
    }

    /** Reads the first line; what is wrong with it is added to {@code bad}. */
    static StockCsvHeader read(List<String> names, StockCsvFormat format, List<BadLine> bad) {
        Map<String, Integer> places = new HashMap<>();
        ImportMode mode = format.mode();
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i);
            if (places.putIfAbsent(name, i) != null) bad.add(new BadLine(1, name, "is there twice"));
            else if (!isKnown(name, mode))
                bad.add(new BadLine(
                        1,
                        name,
                        "means nothing to " + mode.name().toLowerCase(Locale.ROOT) + "; it may have "
                                + String.join(", ", known(mode)) + ", and what an export has besides"));
        }
        for (String needed : List.of(Columns.SKU, mode.column()))
            if (!places.containsKey(needed)) bad.add(new BadLine(1, needed, "is missing" + hint(names, format)));
        boolean reasonForAll =
                format.reason().filter(reason -> !reason.isBlank()).isPresent();
        if (mode.needsReason() && !reasonForAll && !places.containsKey(Columns.REASON))
            bad.add(new BadLine(1, Columns.REASON, FOR_ALL_LINES));
        if (mode == ImportMode.COUNT && format.asOf().isEmpty() && !places.containsKey(Columns.AS_OF))
            bad.add(new BadLine(1, Columns.AS_OF, FOR_ALL_LINES));
        return new StockCsvHeader(places, names.size());
    }

    private static boolean isKnown(String name, ImportMode mode) {
        return name.equals(Columns.SKU)
                || name.equals(mode.column())
                || mode.others().contains(name)
                || Columns.IGNORED.contains(name);
    }

    private static List<String> known(ImportMode mode) {
        List<String> known = new ArrayList<>(List.of(Columns.SKU, mode.column()));
        known.addAll(new TreeSet<>(mode.others()));
        return known;
    }

    /** Spreadsheets of many countries write semicolons. */
    private static String hint(List<String> names, StockCsvFormat format) {
        if (names.size() != 1) return " in the header";
        for (char other : new char[] {';', ',', '\t', '|'})
            if (other != format.separator() && names.get(0).indexOf(other) >= 0)
                return " in the header, which seems to be separated by '" + (other == '\t' ? "\\t" : other) + "'";
        return " in the header";
    }

    /** How many columns there are. */
    int size() {
        return size;
    }

    /** The place of a column; -1 if there is none. */
    int place(String column) {
        return places.getOrDefault(column, -1);
    }
}
