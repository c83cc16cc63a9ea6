package io.inventory.examples.measure;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.DoubleStream;

/** What several slices gave: the median, and between what they lie. */
record Spread(double median, double lowest, double highest) {
    /** What stands where there is nothing to say. */
    static final String NOTHING = "–";

    /** @throws IllegalArgumentException if there is none */
    static Spread of(DoubleStream values) {
        double[] sorted = values.sorted().toArray();
        if (sorted.length == 0) throw new IllegalArgumentException("no values");
        int middle = sorted.length / 2;
        double median = sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new Spread(median, sorted[0], sorted[sorted.length - 1]);
    }

    /** With that many decimals, or {@link #NOTHING}. */
    String text(int decimals) {
        if (Arrays.stream(new double[] {median, lowest, highest}).anyMatch(value -> !Double.isFinite(value)))
            return NOTHING;
        String number = "%,." + decimals + "f";
        return String.format(Locale.ROOT, number + " (" + number + " to " + number + ")", median, lowest, highest);
    }
}
