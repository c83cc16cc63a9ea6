package io.inventory.client.cli.output;

/** Takes rows and prints them. Not thread-safe. */
public interface Rows<T> extends AutoCloseable {
    /** Takes a row; it may be printed later, together with others, which {@link #flush} sees to. */
    void add(T row);

    /** Prints what was taken. */
    void flush();

    /** Prints what was taken, and what comes before the first row if there was none. */
    @Override
    void close();
}
