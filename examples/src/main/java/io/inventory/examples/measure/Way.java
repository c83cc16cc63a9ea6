package io.inventory.examples.measure;

import java.io.IOException;
import java.util.List;

/** A way to carry out orders, with a database of its own. Its programs stay up until it is closed. */
interface Way extends AutoCloseable {
    /** What it is called on the command line. */
    String name();

    /** The same for the report, with what else must be known of it. */
    default String title() {
        return name();
    }

    String database();

    /** The Java processes that it consists of. */
    List<Long> javaProcesses();

    /**
     * Carries out as many as it can for that long. Blocks.
     *
     * @return how many a second
     * @throws IOException if a program of it fails
     */
    double run(int seconds) throws IOException;

    /**
     * Lets its programs end by themselves, with the proof that not a unit is missing. Blocks.
     *
     * @throws IOException if one of them fails, or finds its proof broken
     */
    void finish() throws IOException;

    /** Ends what of it is still running. */
    @Override
    void close();
}
