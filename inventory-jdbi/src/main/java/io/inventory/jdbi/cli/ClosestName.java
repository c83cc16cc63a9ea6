package io.inventory.jdbi.cli;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** What somebody may have meant by a name that is not known. */
final class ClosestName {
    /** Longer names are not compared, which takes time with the product of both lengths. */
    private static final int CHARS_MAX = 100;

    private ClosestName() {}

    /** The known name that differs least, if at most a third of it differs. */
    static Optional<String> to(String name, Collection<String> known) {
        if (name.length() > CHARS_MAX) return Optional.empty();
        return known.stream()
                .min(Comparator.comparingInt(candidate -> distance(name, candidate)))
                .filter(closest -> distance(name, closest) * 3 <= closest.length());
    }

    /** For the end of an error: {@code ; did you mean …?}, or nothing. */
    static String question(String name, Collection<String> known) {
        return to(name, known).map(closest -> "; did you mean " + closest + "?").orElse("");
    }

    /** Levenshtein's distance: how many letters must be put in, taken out or changed. */
    private static int distance(String from, String to) {
        int[] row = new int[to.length() + 1];
        for (int j = 0; j < row.length; j++) row[j] = j;
        for (int i = 1; i <= from.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int changed = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(changed, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[to.length()];
    }
}
