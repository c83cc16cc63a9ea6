package io.inventory.examples.measure;

/**
 * What one way did in one slice.
 *
 * @param rate orders (or reads) a second, as its program reports it
 * @param answers how many orders were written, or reads answered
 * @param serverMicros processor time of all of PostgreSQL's processes
 * @param busiestMicros of the one that worked the most; NaN if they ended with the slice
 * @param javaMicros processor time of the way's Java processes
 * @param walBytes of PostgreSQL's log
 * @param transactions that wrote something
 */
record Slice(
        String way,
        double rate,
        long answers,
        double serverMicros,
        double busiestMicros,
        double javaMicros,
        long walBytes,
        long transactions) {
    double serverEach() {
        return serverMicros / answers;
    }

    double busiestEach() {
        return busiestMicros / answers;
    }

    /** NaN for a way without Java. */
    double javaEach() {
        return javaMicros == 0 ? Double.NaN : javaMicros / answers;
    }

    double walEach() {
        return (double) walBytes / answers;
    }

    /** Infinite where only reads were made. */
    double batch() {
        return (double) answers / transactions;
    }
}
